package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Duration;
import java.util.Optional;

/**
 * The classes of waiting that are accounted apart, each with its own limit. Exactly one of them runs at any moment.
 */
public enum Budget {
    /** Not bound to a node, or a quota refuses the pod. */
    SCHEDULE("schedule", "scheduleTimeout", Duration.ofMinutes(15)),
    /** Bound, not started, and the cause is normal progress or cures itself. */
    START("start", "startTimeout", Duration.ofMinutes(10)),
    /** A registry or the kubelet says "later"; the start budget stands still. */
    RATE_LIMIT("rate limit", "rateLimitTimeout", Duration.ofMinutes(60)),
    /** The cause may be lasting or not: a short benefit of the doubt. */
    GRACE("grace", "", Duration.ofMinutes(2)),
    /** It started and its node has stopped reporting, or the pod is terminating and does not go. */
    NODE_LOST("node lost", "", Duration.ofMinutes(10)),
    /** The result container runs. */
    RUN("run", "runTimeout", null),
    /** The API does not answer. Never runs in the ledger: a limit here is the user's wish to give up all the same. */
    API_UNAVAILABLE("API unavailable", "apiUnavailableTimeout", null),
    /** Nothing is being waited for that costs a budget. */
    NONE("", "", null);

    private final String label;
    private final String parameter;
    private final Duration standard;

    Budget(String label, String parameter, Duration standard) {
        this.label = label;
        this.parameter = parameter;
        this.standard = standard;
    }

    /** What a user reads: {@code "rate limit"}. */
    public String label() {
        return label;
    }

    /** The parameter that sets the limit, or the empty string. */
    public String parameter() {
        return parameter;
    }

    /** The limit when nothing else is configured; empty for no limit. */
    public Optional<Duration> standard() {
        return Optional.ofNullable(standard);
    }

    /** The reason given when this budget ends a task: {@code RateLimitTimeout}. */
    public String timeoutReason() {
        return switch (this) {
            case SCHEDULE -> "ScheduleTimeout";
            case START -> "StartTimeout";
            case RATE_LIMIT -> "RateLimitTimeout";
            case GRACE -> "GraceTimeout";
            case NODE_LOST -> "NodeLostTimeout";
            case RUN -> "RunTimeout";
            case API_UNAVAILABLE -> "ApiUnavailableTimeout";
            case NONE -> "Timeout";
        };
    }
}
