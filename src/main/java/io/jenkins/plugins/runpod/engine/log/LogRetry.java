package io.jenkins.plugins.runpod.engine.log;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before a log is asked for again: quick at first, then twice as long each time, never exactly the same. */
final class LogRetry {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration AFTER_AN_END = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 10;

    private int misses;

    /** The next request is the first again. */
    void reset() {
        misses = 0;
    }

    Duration next(LogEnd end) {
        // Nearly always the container has ended, and its status, which comes within a second, saves the request.
        Duration first = end instanceof LogEnd.Clean ? AFTER_AN_END : FIRST;
        Duration delay = first.multipliedBy(1L << Math.min(misses++, MOST_DOUBLINGS));
        Duration longest = longest(end);
        return spread(delay.compareTo(longest) < 0 ? delay : longest);
    }

    /** For the few requests of the container's end, which do not become rarer. */
    Duration atTheEnd() {
        return spread(AFTER_AN_END);
    }

    private static Duration spread(Duration delay) {
        long millis = delay.toMillis();
        return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    }

    private static Duration longest(LogEnd end) {
        if (end instanceof LogEnd.NotReady) {
            // A line has to come out within a second of being written, and there may be one any time.
            return Duration.ofSeconds(1);
        }
        if (end instanceof LogEnd.Clean) {
            // One end in order after the other, and nothing new: only the status still lags. It comes by itself.
            return Duration.ofSeconds(2);
        }
        if (end instanceof LogEnd.NoContent) {
            return Duration.ofSeconds(2);
        }
        return Duration.ofSeconds(10);
    }
}
