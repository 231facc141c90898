package io.jenkins.plugins.runpod.engine.log;

import io.jenkins.plugins.runpod.engine.time.Backoff;
import io.jenkins.plugins.runpod.engine.time.Backoff.Jitter;
import java.time.Duration;

/** How long to wait before a log is asked for again: quick at first, then twice as long each time, for each log a little different. */
final class LogRetry {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration AFTER_AN_END = Duration.ofSeconds(1);

    private final String log;
    private int misses;

    /** @param log its name */
    LogRetry(String log) {
        this.log = log;
    }

    /** The next request is the first again. */
    void reset() {
        misses = 0;
    }

    Duration next(LogEnd end) {
        return pause(new Backoff(first(end), longest(end), Jitter.HALF), misses++);
    }

    /** Nearly always an end in order is the container's, and its status, which comes within a second, saves the request. */
    private Duration first(LogEnd end) {
        if (end instanceof LogEnd.Clean) {
            return misses == 0 ? AFTER_AN_END : longest(end);
        }
        return FIRST;
    }

    /** For the few requests of the container's end, which do not become rarer. */
    Duration atTheEnd() {
        return pause(new Backoff(AFTER_AN_END, AFTER_AN_END, Jitter.HALF), 0);
    }

    private Duration pause(Backoff backoff, int failures) {
        return backoff.pause(failures, log);
    }

    private static Duration longest(LogEnd end) {
        if (end instanceof LogEnd.NotReady) {
            // A line has to come out within a second of being written, and there may be one any time.
            return Duration.ofSeconds(1);
        }
        if (end instanceof LogEnd.Clean) {
            // One end in order after the other, and nothing new: only the status still lags. It comes by itself.
            return Duration.ofSeconds(10);
        }
        if (end instanceof LogEnd.NoContent) {
            return Duration.ofSeconds(2);
        }
        return Duration.ofSeconds(10);
    }
}
