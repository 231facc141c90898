package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.kube.Kube;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs what is to be done at the first close only. */
final class Once implements Kube.Watch {
    private final AtomicBoolean done = new AtomicBoolean();
    private final Runnable action;

    Once(Runnable action) {
        this.action = action;
    }

    @Override
    public void close() {
        if (done.compareAndSet(false, true)) {
            action.run();
        }
    }
}
