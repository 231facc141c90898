package io.jenkins.plugins.runpod.engine.log;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A position in one container's log: the number of lines after the first line with a certain time stamp. The stamp of
 * that line is later than all stamps before it. So it is the first line with that stamp, whatever the order of the
 * stamps around it. Immutable, and part of the saved state.
 *
 * @param time the stamp of that line, or the epoch for the beginning of the log
 * @param lowest the earliest stamp from that line on, which is {@code time} unless stamps ran backwards
 * @param lines the number of whole lines before this position, including that line
 * @param bytes the bytes of the next line before this position, more than 0 only within a very long or unfinished line
 */
public record LogCursor(Instant time, Instant lowest, long lines, long bytes) {
    /** Stamps of standard output and standard error were seen to run backwards by at most 0.5 ms. This is more. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    private static final LogCursor BEGINNING = new LogCursor(Instant.EPOCH, Instant.EPOCH, 0, 0);

    /** The position before the first byte. */
    public static LogCursor beginning() {
        return BEGINNING;
    }

    /** The time from which to request the log, to get everything behind this position. Empty for the whole log. */
    public Optional<Instant> since() {
        return Instant.EPOCH.equals(time) ? Optional.empty() : Optional.of(lowest.minus(SLACK));
    }

    /** The position after so many further line ends. */
    LogCursor past(long lineEnds) {
        return lineEnds == 0 ? this : new LogCursor(time, lowest, lines + lineEnds, 0);
    }
}
