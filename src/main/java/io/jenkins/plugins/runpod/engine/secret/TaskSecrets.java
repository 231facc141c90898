package io.jenkins.plugins.runpod.engine.secret;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * The secrets of one task: reads them where they come from, and masks each that it has read since this process began. As long as it
 * has read none, it hides everything that a container has said. Safe for use by many threads.
 */
public final class TaskSecrets {
    private final SecretSource source;
    private final Set<String> hidden = new LinkedHashSet<>();
    private volatile Optional<Masks> masks = Optional.empty();

    public TaskSecrets(SecretSource source) {
        this.source = source;
    }

    /** Reads them, as {@link SecretSource#read} does. */
    public CompletionStage<SecretValues> read() {
        return source.read().thenApply(this::learn);
    }

    private synchronized SecretValues learn(SecretValues values) {
        if (hidden.addAll(values.hidden()) || masks.isEmpty()) {
            masks = Optional.of(Masks.of(hidden));
        }
        return values;
    }

    /** Whether it is known what has to be masked. */
    boolean areKnown() {
        return masks.isPresent();
    }

    /** A text of Kubernetes. */
    public String mask(String text) {
        return masks.map(known -> known.mask(text)).orElse(text);
    }

    /** A text that a container wrote. */
    String maskOwnWords(String text) {
        return masks.map(known -> known.mask(text)).orElse(text.isEmpty() ? text : Masks.MASK);
    }

    /** Lines that a container wrote, some of our own among them. */
    byte[] mask(byte[] text, int offset, int count, String ownMark) {
        return masks.map(known -> known.mask(text, offset, count)).orElseGet(() -> blank(text, offset, count, ownMark));
    }

    private static byte[] blank(byte[] text, int offset, int count, String ownMark) {
        Pattern line = Pattern.compile(
                ownMark.isEmpty() ? "(?m)^.+$" : "(?m)^(?!" + Pattern.quote(ownMark) + ").+$", Pattern.UNIX_LINES);
        String plain = new String(text, offset, count, StandardCharsets.ISO_8859_1);
        return line.matcher(plain).replaceAll(Masks.MASK).getBytes(StandardCharsets.ISO_8859_1);
    }
}
