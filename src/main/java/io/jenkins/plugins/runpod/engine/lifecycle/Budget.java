package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Duration;
import java.util.Optional;

/** The classes of waiting, each with its own limit. Exactly one of them runs at any moment. */
public enum Budget {
    /** The pod waits in a queue of Kueue. */
    QUEUE("queue", "queueTimeout", null),
    /** The pod has no node, or a quota refuses it. */
    SCHEDULE("schedule", "scheduleTimeout", Duration.ofMinutes(15)),
    /** The pod has a node and has not started. The cause is normal progress or clears by itself. */
    START("start", "startTimeout", Duration.ofMinutes(10)),
    /** A registry or the kubelet limits pulls. The start budget pauses. */
    RATE_LIMIT("rate limit", "rateLimitTimeout", Duration.ofMinutes(60)),
    /** The cause may be temporary or permanent. */
    GRACE("grace", "graceTimeout", Duration.ofMinutes(2)),
    /** The pod started and its node has stopped reporting, or the pod stays terminating. */
    STUCK_POD("stuck pod", "", Duration.ofMinutes(10)),
    /**
     * Files are on their way to the pod or from it, and nothing arrives. It begins anew with each piece that does. It also does so when the
     * API was away, or other transfers went first.
     */
    TRANSFER("transfer", "transferTimeout", Duration.ofMinutes(5)),
    /** The result container runs. */
    RUN("run", "runTimeout", null),
    /** The API does not answer. This budget never runs in the ledger. Its limit is the user's choice to give up. */
    API_UNAVAILABLE("API unavailable", "apiUnavailableTimeout", null),
    /** The task waits for nothing that uses a budget. */
    NONE("", "", null);

    private final String label;
    private final String parameter;
    private final Duration standard;

    Budget(String label, String parameter, Duration standard) {
        this.label = label;
        this.parameter = parameter;
        this.standard = standard;
    }

    /** The name for users: {@code "rate limit"}. */
    public String label() {
        return label;
    }

    /** The parameter that sets the limit, or the empty string. */
    public String parameter() {
        return parameter;
    }

    /** Whether it measures one standstill. All others are counted for the whole task. */
    boolean isOfOneStandstill() {
        return this == TRANSFER;
    }

    /** The default limit. Empty for no limit. */
    public Optional<Duration> standard() {
        return Optional.ofNullable(standard);
    }

    /** The reason of a task that this budget ended: {@code RateLimitTimeout}. */
    public String timeoutReason() {
        return switch (this) {
            case QUEUE -> "QueueTimeout";
            case SCHEDULE -> "ScheduleTimeout";
            case START -> "StartTimeout";
            case RATE_LIMIT -> "RateLimitTimeout";
            case GRACE -> "GraceTimeout";
            case STUCK_POD -> "StuckPodTimeout";
            case TRANSFER -> "TransferTimeout";
            case RUN -> "RunTimeout";
            case API_UNAVAILABLE -> "ApiUnavailableTimeout";
            case NONE -> "Timeout";
        };
    }
}
