package io.jenkins.plugins.runpod.engine.log;

/** An open log request. */
public interface LogStream extends AutoCloseable {
    /** Ends the request. Idempotent; the receiver's {@code ended} may still be called once. */
    @Override
    void close();

    /** Whether the request has left. Before that it waits for the limit on our side, which is nobody's fault. Safe on any thread. */
    default boolean isUnderWay() {
        return true;
    }
}
