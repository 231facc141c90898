package io.jenkins.plugins.runpod.bench;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** What a peer tells of its pods: the same words in the same order as the engine. Safe for use by many threads. */
final class PeerWords {
    private final Driver driver;
    private final int count;
    private final CountDownLatch first = new CountDownLatch(1);
    private final AtomicInteger seen = new AtomicInteger();
    private final AtomicInteger over = new AtomicInteger();
    private final AtomicInteger settled = new AtomicInteger();

    PeerWords(Driver driver, int count) {
        this.driver = driver;
        this.count = count;
    }

    /**
     * Waits until the first pod was seen, and then for commands.
     *
     * @param rest begins with the other pods
     */
    void await(Runnable rest) throws IOException, InterruptedException {
        first.await();
        driver.tell("empty");
        driver.obey();
        driver.tell("begin");
        rest.run();
        driver.obey();
    }

    /** The first state of a pod was read. */
    void seen() {
        first.countDown();
        tellAll(seen, "seen");
    }

    /** The end of a pod is known. */
    void finished(String pod) {
        driver.finished(pod, "SUCCEEDED");
        tellAll(over, "finished");
    }

    /** A pod is deleted. */
    void settled() {
        tellAll(settled, "settled");
    }

    private void tellAll(AtomicInteger counter, String event) {
        if (counter.incrementAndGet() == count) {
            driver.tell(event);
        }
    }
}
