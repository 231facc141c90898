package io.jenkins.plugins.runpod.engine.log;

/** An open log request. */
public interface LogStream extends AutoCloseable {
    /** Ends the request. Idempotent. The receiver's {@code ended} may still be called once. */
    @Override
    void close();

    /** Whether the request was sent. Before that it waits for the client's own request limit. Safe on any thread. */
    default boolean isUnderWay() {
        return true;
    }
}
