package io.jenkins.plugins.runpod.engine.log;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The sentences about one container's log, and which of them have been said. */
final class LogWarnings {
    private static final Duration WORTH_SAYING = Duration.ofSeconds(30);

    private final String log;
    private Optional<Instant> failingSince = Optional.empty();
    private boolean said;
    private boolean saidWaiting;

    /** @param stream the stream's name, whose part behind the last slash is the container's */
    LogWarnings(String stream) {
        log = "Log of container " + stream.substring(stream.lastIndexOf('/') + 1);
    }

    /** What to say when the log could not be read, once in a row of failures, and not for a short one. */
    Optional<String> failed(LogEnd end, Instant now) {
        if (!(end instanceof LogEnd.Failed || end instanceof LogEnd.Unavailable)) {
            return Optional.empty();
        }
        if (failingSince.isEmpty()) {
            failingSince = Optional.of(now);
        }
        if (said || now.isBefore(failingSince.get().plus(WORTH_SAYING))) {
            return Optional.empty();
        }
        said = true;
        return Optional.of(log + " has been unavailable since " + failingSince.get() + ": " + why(end)
                + ". run-pod retries, and then continues where the log stopped.");
    }

    /** What to say, once, when it is not read because others are. */
    Optional<String> waiting(Duration since) {
        if (saidWaiting || since.compareTo(WORTH_SAYING) < 0) {
            return Optional.empty();
        }
        saidWaiting = true;
        return Optional.of(
                log + " is not shown live, because run-pod already follows as many logs of this cluster as it can. It"
                        + " appears when another log ends, and at the latest when the container has ended.");
    }

    void recovered() {
        failingSince = Optional.empty();
        said = false;
    }

    String gap(Instant from, Instant to) {
        return log + ": lines written between " + from + " and " + to
                + " may be missing. The node has rotated them away.";
    }

    String missing(LogCursor cursor, String why) {
        return cursor.equals(LogCursor.beginning())
                ? log + " could not be read: " + why + "."
                : log + ": lines written after " + cursor.time() + " may be missing: " + why + ".";
    }

    String unwritable(IOException e) {
        return log + ": the last lines cannot be written: " + e.getMessage() + ".";
    }

    static String why(LogEnd end) {
        if (end instanceof LogEnd.Failed failed) {
            return failed.why();
        }
        if (end instanceof LogEnd.Unavailable unavailable) {
            return unavailable.why();
        }
        if (end instanceof LogEnd.Missing) {
            return "the pod is gone";
        }
        return "the server reports that the container has not started";
    }
}
