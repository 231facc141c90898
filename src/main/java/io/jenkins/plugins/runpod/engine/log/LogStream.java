package io.jenkins.plugins.runpod.engine.log;

/** An open log request. */
public interface LogStream extends AutoCloseable {
    /** Ends the request. Idempotent; the receiver's {@code ended} may still be called once. */
    @Override
    void close();
}
