package io.jenkins.plugins.runpod.engine.kube;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** A request that the server refused, or that got no answer. */
public final class KubeFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** The reason of a request that was not sent, because another controller holds the lease. */
    public static final String CONTESTED = "Contested";

    /** Whether the request can have had an effect. */
    public enum Effect {
        /** The request had no effect: the server refused it, or it was never sent. */
        NONE,
        /** The server may have executed the request, or may still do so. */
        UNKNOWN
    }

    private final int status;
    private final String reason;
    private final transient Optional<Duration> retryAfter;
    private final Effect effect;

    /**
     * @param status the HTTP status, or 0 without an answer
     * @param reason the reason in the Status object, such as {@code AlreadyExists}, which may be empty
     */
    public KubeFailure(int status, String reason, String message, Optional<Duration> retryAfter, Effect effect) {
        super(message);
        this.status = status;
        this.reason = reason;
        this.retryAfter = retryAfter;
        this.effect = effect;
    }

    /** The failure of a stage. Anything else than a {@link KubeFailure} becomes one without an answer. */
    public static KubeFailure of(Throwable error) {
        Throwable cause = cause(error);
        return cause instanceof KubeFailure failure
                ? failure
                : new KubeFailure(0, "", String.valueOf(cause), Optional.empty(), Effect.UNKNOWN);
    }

    /** What a stage failed with, without the wrapping of the stages between. */
    public static Throwable cause(Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** The HTTP status, or 0 without an answer. */
    public int status() {
        return status;
    }

    /** What the status says about the request. */
    public AnswerKind kind() {
        return AnswerKind.of(status);
    }

    /** The reason that the API server gave. May be empty. */
    public String reason() {
        return reason;
    }

    /** Whether the request was not sent, because another controller holds the lease. Nothing is wrong with the API then. */
    public boolean isContested() {
        return reason.equals(CONTESTED);
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
