package io.jenkins.plugins.runpod.cluster;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Work that has begun and not ended, so that a clock can wait for it. Safe for use by many threads. */
public final class Underway {
    private final Set<CountDownLatch> work = ConcurrentHashMap.newKeySet();

    /** Begins a piece of work. What is returned ends it, from any thread. */
    public Runnable begin() {
        CountDownLatch piece = new CountDownLatch(1);
        work.add(piece);
        return () -> {
            work.remove(piece);
            piece.countDown();
        };
    }

    /** Waits for all that is under way at this moment, and for nothing that begins later. */
    public void awaitEnd() throws InterruptedException {
        for (CountDownLatch piece : List.copyOf(work)) {
            piece.await();
        }
    }
}
