package io.jenkins.plugins.runpod.engine.log;

import java.time.Duration;
import java.time.Instant;

/**
 * How long the rest of a log is requested after the container's end. Its times begin anew whenever the log has something
 * new. Only the log's follower uses it, on the task's serial executor.
 */
final class DrainTimeout {
    /** The timeout for answers that may still change. */
    private static final Duration FAILING = Duration.ofSeconds(30);
    /** The timeout for an API server that is away. It may restart and still have the log. */
    private static final Duration AWAY = Duration.ofMinutes(10);
    /** The timeout for answers that rarely change. */
    private static final Duration REFUSED = Duration.ofSeconds(5);

    private Instant lastProgress = Instant.MIN;
    /** When the API server was last found to be away. */
    private Instant away = Instant.MIN;

    /** The container has ended, the log had something new, or a request was not sent yet. */
    void restart(Instant now) {
        lastProgress = now;
    }

    /** A request has ended. The container may still run. */
    void ended(LogEnd end, Instant now) {
        if (end instanceof LogEnd.Unavailable) {
            away = now;
        }
    }

    /** Whether no further request is worthwhile after one that has ended like this. */
    boolean isOver(LogEnd end, Instant now) {
        return Duration.between(lastProgress, now).compareTo(AWAY) >= 0
                || Duration.between(lastAnswerable(end), now).compareTo(timeout(end)) >= 0;
    }

    /** An API server that is back has its own moment for answers that may still change. It refuses some requests at first. */
    private Instant lastAnswerable(LogEnd end) {
        boolean isBack = !(end instanceof LogEnd.Unavailable) && away.isAfter(lastProgress);
        return isBack ? away : lastProgress;
    }

    private static Duration timeout(LogEnd end) {
        if (end instanceof LogEnd.Unavailable) {
            return AWAY;
        }
        return end instanceof LogEnd.Failed || end instanceof LogEnd.Clean ? FAILING : REFUSED;
    }
}
