package io.jenkins.plugins.runpod.engine.archive;

import io.jenkins.plugins.runpod.engine.text.Excerpt;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** How a name of a stranger is shown: quoted, short, and with escapes for all that could change the text around it. */
final class ShownName {
    private static final int LONGEST = 200;

    private ShownName() {}

    static String of(List<String> path) {
        return of(String.join("/", path));
    }

    static String of(String name) {
        var shown = new StringBuilder();
        Excerpt.of(name, LONGEST, "").codePoints().forEach(c -> append(shown, c));
        return "'" + shown + "'";
    }

    /** Bytes that are no UTF-8 are shown as numbers. */
    static String of(byte[] name) {
        return decode(name).map(ShownName::of).orElseGet(() -> bytes(name));
    }

    /** The text, if the bytes are UTF-8. */
    static Optional<String> decode(byte[] name) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(name))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static String bytes(byte[] name) {
        var shown = new StringBuilder("'");
        for (int i = 0; i < Math.min(name.length, LONGEST); i++) {
            if (name[i] < 0) {
                shown.append(String.format("\\x%02X", name[i] & 0xff));
            } else {
                append(shown, name[i]);
            }
        }
        return shown.append(name.length > LONGEST ? "…'" : "'").toString();
    }

    private static void append(StringBuilder shown, int c) {
        int type = Character.getType(c);
        if (c == '\\' || c == '\'') {
            shown.append('\\').append((char) c);
        } else if (c == '\n') {
            shown.append("\\n");
        } else if (Character.isISOControl(c)) {
            shown.append(String.format("\\x%02X", c));
        } else if (type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR) {
            shown.append(String.format("\\u%04X", c));
        } else {
            shown.appendCodePoint(c);
        }
    }
}
