package io.jenkins.plugins.runpod.engine.log;

import java.nio.ByteBuffer;

/** Receives the answer to a log request. Never called concurrently. */
public interface LogReceiver {
    /** HTTP 200: the container has started, even if no byte follows. */
    void answered();

    /** The next bytes. No more come until {@code next} has run. */
    void received(ByteBuffer chunk, Runnable next);

    /** The request has ended. Called exactly once. */
    void ended(LogEnd end);
}
