package io.jenkins.plugins.runpod.engine.kube;

import java.time.Duration;
import java.util.Optional;

/** A request that was refused, or whose answer did not come. */
public final class KubeFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whether the request can have had an effect. */
    public enum Effect {
        /** It certainly had none: it was refused, or never left. */
        NONE,
        /** It may have been executed, or may be yet. */
        UNKNOWN
    }

    private final int status;
    private final String reason;
    private final transient Optional<Duration> retryAfter;
    private final Effect effect;

    /**
     * @param status the HTTP status, 0 when there was no answer
     * @param reason the Status object's reason, {@code AlreadyExists} for example; may be empty
     */
    public KubeFailure(int status, String reason, String message, Optional<Duration> retryAfter, Effect effect) {
        super(message);
        this.status = status;
        this.reason = reason;
        this.retryAfter = retryAfter;
        this.effect = effect;
    }

    /** The HTTP status, 0 when there was no answer. */
    public int status() {
        return status;
    }

    /** The reason that the API server gave; may be empty. */
    public String reason() {
        return reason;
    }

    /** How long the server asked to wait. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** Whether the request can have had an effect. */
    public Effect effect() {
        return effect;
    }
}
