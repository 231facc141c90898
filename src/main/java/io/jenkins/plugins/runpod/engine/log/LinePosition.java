package io.jenkins.plugins.runpod.engine.log;

import java.time.Instant;

/** A {@link LogCursor} that moves, in plain numbers: it is moved for every line. Begins at the beginning. */
final class LinePosition {
    private static final long SECOND = 1_000_000_000L;

    private long time;
    private long lowest;
    private long lines;
    private long bytes;

    long lines() {
        return lines;
    }

    boolean atBeginning() {
        return time == 0 && lines == 0 && bytes == 0;
    }

    /** Whether no line with a time stamp lies before it. */
    boolean unstamped() {
        return time == 0;
    }

    /** Before the first line with this stamp. */
    void restartAt(long stamp) {
        time = stamp;
        lowest = stamp;
        lines = 0;
        bytes = 0;
    }

    /** Behind the end of the line that carries this stamp; {@link StampReader#NONE} if it carries none. */
    void endLine(long stamp) {
        enter(stamp);
        lines++;
        bytes = 0;
    }

    /** Within the line that carries this stamp. */
    void within(long stamp, long count) {
        enter(stamp);
        bytes = count;
    }

    private void enter(long stamp) {
        if (stamp == StampReader.NONE) {
            return;
        }
        if (stamp > time) {
            restartAt(stamp);
        } else if (stamp < lowest) {
            lowest = stamp;
        }
    }

    LogCursor cursor() {
        return new LogCursor(instant(time), instant(lowest), lines, bytes);
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
    }

    static long nanos(Instant instant) {
        return instant.getEpochSecond() * SECOND + instant.getNano();
    }
}
