package io.jenkins.plugins.runpod.engine.kube.http2;

import io.jenkins.plugins.runpod.engine.time.Timer;
import java.util.function.LongSupplier;

/**
 * The time of connections.
 *
 * @param timer must not run its tasks on an I/O thread
 * @param nanoTime as {@link System#nanoTime}
 */
public record Http2Clock(Timer timer, LongSupplier nanoTime) {
    long now() {
        return nanoTime.getAsLong();
    }
}
