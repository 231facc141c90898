package io.jenkins.plugins.runpod.runtime;

import hudson.console.ConsoleNote;
import io.jenkins.plugins.runpod.engine.log.OutputMedium;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Texts of a pod in a build log. Jenkins takes what follows a certain escape sequence for a serialized
 * {@link ConsoleNote}, hides it and shows what it stands for. Only Jenkins may write such notes, so the escape character
 * of the sequence becomes {@code ^[}. Other control sequences, such as colours, stay.
 */
@Restricted(NoExternalUse.class)
public final class ConsoleText {
    /** Stands before each line of run-pod's own in a build log. */
    public static final String MARK = "[run-pod] ";

    /** Not shorter than the character, so that the rest of the sequence cannot join what precedes it. */
    private static final String SHOWN = "^[" + ConsoleNote.PREAMBLE_STR.substring(1);

    /** In bytes. A longer line could bring the sequence in two pieces. */
    private static final int LONGEST_LINE = 1 << 20;

    private static final char ESCAPE = ConsoleNote.PREAMBLE_STR.charAt(0);

    private ConsoleText() {}

    /** The text without notes. */
    public static String plain(String text) {
        return text.replace(ConsoleNote.PREAMBLE_STR, SHOWN);
    }

    /** A medium whose lines have no notes. */
    public static OutputMedium plain(OutputMedium medium) {
        return new Plain(medium);
    }

    /** Returns null if there is no note. */
    private static byte[] plain(byte[] text, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            if (text[i] == ESCAPE) {
                String bytes = new String(text, offset, count, StandardCharsets.ISO_8859_1);
                return bytes.contains(ConsoleNote.PREAMBLE_STR)
                        ? plain(bytes).getBytes(StandardCharsets.ISO_8859_1)
                        : null;
            }
        }
        return null;
    }

    private static final class Plain implements OutputMedium {
        private final OutputMedium medium;

        Plain(OutputMedium medium) {
            this.medium = medium;
        }

        @Override
        public long length() throws IOException {
            return medium.length();
        }

        @Override
        public void append(byte[] text, int offset, int count) throws IOException {
            byte[] shown = plain(text, offset, count);
            if (shown == null) {
                medium.append(text, offset, count);
            } else {
                medium.append(shown, 0, shown.length);
            }
        }

        @Override
        public boolean isReadable() {
            return medium.isReadable();
        }

        @Override
        public boolean cutBack(long length) throws IOException {
            return medium.cutBack(length);
        }

        @Override
        public long newlinesAfter(long length) throws IOException {
            return medium.newlinesAfter(length);
        }

        @Override
        public int longestLine() {
            return Math.min(LONGEST_LINE, medium.longestLine());
        }
    }
}
