package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Whether the API gives usable answers, and since when it does not. The user reads a line after a while, and another one
 * when it is over. Confined to one {@link ApiConversation}.
 */
final class ApiOutage {
    private static final Duration WORTH_A_LINE = Duration.ofSeconds(30);

    private final UnaryOperator<String> begins;
    private final String ends;
    private Instant since;
    private String why = "";
    private boolean told;

    /**
     * @param begins the line for a reason
     * @param ends the line when it is over
     */
    ApiOutage(UnaryOperator<String> begins, String ends) {
        this.begins = begins;
        this.ends = ends;
    }

    /** It goes on; a line for the user once it has lasted. */
    Optional<String> goesOn(String reason, Instant now) {
        why = reason;
        if (since == null) {
            since = now;
        }
        if (told || now.isBefore(since.plus(WORTH_A_LINE))) {
            return Optional.empty();
        }
        told = true;
        return Optional.of(begins.apply(why));
    }

    /** It is over; a line for the user if its beginning was told. */
    Optional<String> end() {
        assert !told || since != null : "told before it began";
        boolean worthALine = told;
        since = null;
        told = false;
        return worthALine ? Optional.of(ends) : Optional.empty();
    }

    /** What is wrong; empty when nothing is. */
    Optional<Obstacles.Outage> current() {
        return since().map(begun -> new Obstacles.Outage(why, begun));
    }

    /** Since when it lasts. */
    Optional<Instant> since() {
        return Optional.ofNullable(since);
    }
}
