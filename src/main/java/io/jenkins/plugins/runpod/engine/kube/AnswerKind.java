package io.jenkins.plugins.runpod.engine.kube;

/**
 * What an HTTP status of an API server says about a request, and with it which requests are worth another try. Whether
 * the same request may be sent again is decided here and nowhere else.
 */
public enum AnswerKind {
    /** No answer at all: no connection, or none in time. */
    NONE,
    /** Success, a redirection, or something that no API server sends. */
    OTHER,
    /** 401: the client renews the credential. */
    UNAUTHENTICATED,
    /** 408: a proxy answered. It may have forwarded the request. */
    LATE,
    /** 409: another request changed something at the same time, a quota for example, or another object has the name. */
    CONFLICT,
    /** 429: the server limits requests. */
    BUSY,
    /** Any other 4xx: the server refuses the request. */
    REFUSED,
    /** 5xx: the server, or a component behind it, fails. */
    FAILED;

    /** @param status the HTTP status, 0 when there was no answer */
    public static AnswerKind of(int status) {
        return switch (status) {
            case 0 -> NONE;
            case 401 -> UNAUTHENTICATED;
            case 408 -> LATE;
            case 409 -> CONFLICT;
            case 429 -> BUSY;
            default -> status >= 500 ? FAILED : status / 100 == 4 ? REFUSED : OTHER;
        };
    }

    /** Whether it says nothing about what was asked for, so that the same request may be sent again soon. */
    public boolean isWorthAnotherTry() {
        return switch (this) {
            case NONE, UNAUTHENTICATED, CONFLICT, BUSY -> true;
            case OTHER, LATE, REFUSED, FAILED -> false;
        };
    }

    /** Whether the same request will be refused again, however often it is sent. */
    public boolean isFinal() {
        return this == REFUSED;
    }

    /** Whether the request may have been executed, or may be yet, although it had no usable answer. */
    public boolean mayHaveHadEffect() {
        return this == LATE || this == FAILED;
    }

    /** Whether the answer shows a healthy server that accepts the credential. A refusal of one request does. */
    public boolean showsHealth() {
        return this != UNAUTHENTICATED && this != FAILED;
    }
}
