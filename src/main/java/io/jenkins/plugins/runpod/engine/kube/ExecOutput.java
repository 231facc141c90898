package io.jenkins.plugins.runpod.engine.kube;

import java.nio.ByteBuffer;

/** Receives the standard output of a command. Pool threads call it, never concurrently. It must not block. */
public interface ExecOutput {
    /**
     * The next bytes, at most a few tens of KiB. No more come until {@code next} has run, on any thread. So a slow receiver holds
     * the command back. The buffer is the receiver's until then.
     */
    void received(ByteBuffer chunk, Runnable next);

    /**
     * Whether all has come that is expected, so that nobody has to wait for the end of the connection once the command has ended.
     */
    default boolean isComplete() {
        return false;
    }
}
