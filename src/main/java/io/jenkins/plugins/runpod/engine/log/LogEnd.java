package io.jenkins.plugins.runpod.engine.log;

/** How a log request ended. No end proves by itself that the log is complete. */
public sealed interface LogEnd {
    /** The server ended the stream in order. It does so when the container ends, and when the kubelet restarts. */
    record Clean() implements LogEnd {}

    /** HTTP 204: the pod is not scheduled yet. */
    record NoContent() implements LogEnd {}

    /** HTTP 400: the container has not started yet. */
    record NotReady() implements LogEnd {}

    /** HTTP 404: the pod does not exist. */
    record Missing() implements LogEnd {}

    /** The connection broke, or the answer was an error such as 403 or 5xx. */
    record Failed(String why) implements LogEnd {}

    /**
     * The API server does not answer or refuses at present, or the controller's own medium fails. The log itself may
     * still be there.
     */
    record Unavailable(String why) implements LogEnd {}
}
