package io.jenkins.plugins.runpod.engine.log;

/** How a log request ended. None of them says by itself that the log is complete. */
public sealed interface LogEnd {
    /** The server ended the stream in order. It does so when the container ends, and when the kubelet restarts. */
    record Clean() implements LogEnd {}

    /** 204: the pod is not scheduled yet. */
    record NoContent() implements LogEnd {}

    /** 400: the container has not started yet. */
    record NotReady() implements LogEnd {}

    /** 404: there is no such pod any more. */
    record Missing() implements LogEnd {}

    /** Connection lost in the middle, 403, 5xx and the like. */
    record Failed(String why) implements LogEnd {}

    /**
     * The API server itself is away or refuses for the time being, or our own medium does: that says nothing about the log, which
     * may well be there.
     */
    record Unavailable(String why) implements LogEnd {}
}
