package io.jenkins.plugins.runpod.engine.secret;

import io.jenkins.plugins.runpod.engine.text.Durations;
import io.jenkins.plugins.runpod.engine.time.OutsideCall;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * The secrets of one task. It reads them from their source and masks each value that it has read since this process
 * began. Before the first read it hides everything that a container wrote. Safe for use by many threads.
 */
public final class TaskSecrets {
    private static final Duration READ_WITHIN = Duration.ofSeconds(60);

    private volatile SecretSource source;
    private final Set<String> hidden = new LinkedHashSet<>();
    private CompletableFuture<SecretValues> reading;
    private final Set<String> further = new LinkedHashSet<>();
    private volatile Optional<Masks> masks = Optional.empty();

    public TaskSecrets(SecretSource source) {
        this.source = source;
    }

    /** Reads the values, as {@link SecretSource#read} does. They are masked from then on, however late they come. */
    public CompletionStage<SecretValues> read() {
        return source.read().thenApply(this::learn);
    }

    /** Same, but fails with a {@link OutsideCall.TooSlow} after a while. The read still goes on. */
    public CompletionStage<SecretValues> read(Timer timer) {
        return OutsideCall.within(
                present(),
                READ_WITHIN,
                timer,
                () -> "Reading the secrets of the task takes longer than " + Durations.format(READ_WITHIN)
                        + source.place());
    }

    /** A read that takes long is not begun a second time. */
    private synchronized CompletionStage<SecretValues> present() {
        if (reading == null || reading.isDone()) {
            reading = read().toCompletableFuture();
        }
        return reading;
    }

    /** Drops the values and their source, which may hold a whole build, when the task has ended. The masks stay. */
    public synchronized void forgetSource() {
        reading = null;
        source = () -> CompletableFuture.failedFuture(new IllegalStateException("the task has ended"));
    }

    private synchronized SecretValues learn(SecretValues values) {
        boolean more = hidden.addAll(values.hidden());
        more |= further.addAll(values.furtherForms());
        for (byte[] content : values.files().values()) {
            more |= hidden.addAll(FileMask.texts(content));
            more |= further.addAll(FileMask.codes(content));
        }
        if (more || masks.isEmpty()) {
            masks = Optional.of(Masks.of(hidden, further));
        }
        return values;
    }

    /** Whether it has texts to mask even if the task has no Secret. */
    public boolean hideMore() {
        return source.hidesMore();
    }

    /** Whether the values to mask are known. */
    boolean areKnown() {
        return masks.isPresent();
    }

    /** Masks a text from Kubernetes. */
    public String mask(String text) {
        return masks.map(known -> known.mask(text)).orElse(text);
    }

    /** Masks a text that a container wrote. Hides all of it before the values are known. */
    public String maskOwnWords(String text) {
        return masks.map(known -> known.mask(text)).orElse(text.isEmpty() ? text : Masks.MASK);
    }

    /** Same as {@link #maskOwnWords}, for a text whose beginning or end may be cut off. */
    String maskCutWords(String text) {
        return masks.map(known -> known.maskCut(text)).orElseGet(() -> maskOwnWords(text));
    }

    /** Masks lines that a container wrote, which follow others, or lines with the engine's own mark. */
    byte[] mask(byte[] text, int offset, int count, String ownMark, MaskedLines lines) {
        return masks.map(known -> beginsWith(ownMark, text, offset, count)
                        ? known.mask(text, offset, count)
                        : lines.mask(known, text, offset, count))
                .orElseGet(() -> blank(text, offset, count, ownMark));
    }

    /** A line of the engine's own does not end what a container writes. */
    private static boolean beginsWith(String ownMark, byte[] text, int offset, int count) {
        byte[] mark = ownMark.getBytes(StandardCharsets.UTF_8);
        return mark.length > 0
                && mark.length <= count
                && Arrays.equals(text, offset, offset + mark.length, mark, 0, mark.length);
    }

    private static byte[] blank(byte[] text, int offset, int count, String ownMark) {
        Pattern line = Pattern.compile(
                ownMark.isEmpty() ? "(?m)^.+$" : "(?m)^(?!" + Pattern.quote(ownMark) + ").+$", Pattern.UNIX_LINES);
        String plain = new String(text, offset, count, StandardCharsets.ISO_8859_1);
        return line.matcher(plain).replaceAll(Masks.MASK).getBytes(StandardCharsets.ISO_8859_1);
    }
}
