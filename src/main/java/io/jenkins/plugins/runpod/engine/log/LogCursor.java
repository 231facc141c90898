package io.jenkins.plugins.runpod.engine.log;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A place in one container's log, found again by position: so many lines on from the first line that carries a certain time
 * stamp. That line is one whose stamp is later than all before it, so it is the first with that stamp, whatever the order of
 * the stamps around it. Immutable; part of the saved state.
 *
 * @param time the stamp of that line; the epoch for the beginning of the log
 * @param lowest the earliest stamp from that line on, which is {@code time} unless stamps ran backwards
 * @param lines how many whole lines, that one included, lie before this place
 * @param bytes how many bytes of the line after them lie before it; more than 0 only within a very long or unfinished line
 */
public record LogCursor(Instant time, Instant lowest, long lines, long bytes) {
    /** More than stamps of standard output and standard error were ever seen to run backwards (half a millisecond). */
    private static final Duration SLACK = Duration.ofSeconds(2);

    private static final LogCursor BEGINNING = new LogCursor(Instant.EPOCH, Instant.EPOCH, 0, 0);

    /** Before the first byte. */
    public static LogCursor beginning() {
        return BEGINNING;
    }

    /** From when on the log has to be asked for to get everything behind this place; empty for all of it. */
    public Optional<Instant> since() {
        return Instant.EPOCH.equals(time) ? Optional.empty() : Optional.of(lowest.minus(SLACK));
    }

    /** The place so many line ends further on. */
    LogCursor past(long lineEnds) {
        return lineEnds == 0 ? this : new LogCursor(time, lowest, lines + lineEnds, 0);
    }
}
