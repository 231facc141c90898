package io.jenkins.plugins.runpod.engine.log;

import java.nio.ByteBuffer;

/** What a log request tells; never called concurrently. */
public interface LogReceiver {
    /** Status 200: the container has started, even if no byte follows. */
    void answered();

    /** The next bytes. No more come until {@code next} was run. */
    void received(ByteBuffer chunk, Runnable next);

    /** The request is over; exactly once. */
    void ended(LogEnd end);
}
