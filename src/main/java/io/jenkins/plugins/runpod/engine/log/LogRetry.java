package io.jenkins.plugins.runpod.engine.log;

import io.jenkins.plugins.runpod.engine.time.Backoff;
import io.jenkins.plugins.runpod.engine.time.Backoff.Jitter;
import java.time.Duration;

/**
 * How long to wait before a log is asked for again: for each log a little different. After a failure it is short at first, then twice as
 * long each time. After an end in order it is 5 to 10 s.
 */
final class LogRetry {
    private static final Duration FIRST = Duration.ofMillis(200);
    /**
     * Nearly always an end in order is the container's, and its status, which comes by itself, saves the request. A kubelet looks for ended
     * containers once a second, and takes longer if it is busy.
     */
    private static final Duration AFTER_AN_END = Duration.ofSeconds(10);

    private static final Duration AT_THE_END = Duration.ofSeconds(1);

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
        if (end instanceof LogEnd.Clean) {
            return about(AFTER_AN_END);
        }
        return pause(new Backoff(FIRST, longest(end), Jitter.HALF), misses++);
    }

    /** For the few requests of the container's end, which do not become rarer. */
    Duration atTheEnd() {
        return about(AT_THE_END);
    }

    private Duration about(Duration duration) {
        return pause(new Backoff(duration, duration, Jitter.HALF), 0);
    }

    private Duration pause(Backoff backoff, int failures) {
        return backoff.pause(failures, log);
    }

    private static Duration longest(LogEnd end) {
        if (end instanceof LogEnd.NotReady) {
            // A line has to come out within a second of being written, and there may be one any time.
            return Duration.ofSeconds(1);
        }
        if (end instanceof LogEnd.NoContent) {
            return Duration.ofSeconds(2);
        }
        return Duration.ofSeconds(10);
    }
}
