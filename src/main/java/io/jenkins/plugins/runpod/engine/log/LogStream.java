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

    /**
     * Whether its connection is watched over. Then a silent log is no sign of a dead connection: the stream ends as failed within half a
     * minute of its death. Safe on any thread.
     */
    default boolean isWatched() {
        return false;
    }
}
