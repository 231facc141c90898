package io.jenkins.plugins.runpod.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * What a peer is told to begin with and tells of its pods: the same words in the same order as the engine. Safe for use by many
 * threads.
 */
final class PeerWords {
    private final Driver driver;
    private final List<String> pods;
    private final int count;
    private final CountDownLatch first = new CountDownLatch(1);
    private final AtomicInteger seen = new AtomicInteger();
    private final AtomicInteger over = new AtomicInteger();
    private final AtomicInteger settled = new AtomicInteger();

    PeerWords(Options options, Driver driver) throws IOException {
        this.driver = driver;
        pods = options.pods();
        count = pods.size() / options.number("rounds", 1);
    }

    /** The pod that the peer begins with before it awaits a command. */
    String first() {
        return pods.get(0);
    }

    /**
     * Waits until the first pod was seen, and then for commands.
     *
     * @param rest begins with the other pods of a round
     */
    void await(Consumer<List<String>> rest) throws IOException, InterruptedException {
        first.await();
        driver.tell("empty");
        driver.obey();
        for (int end = count; end <= pods.size(); end += count) {
            driver.tell("begin");
            rest.accept(pods.subList(end == count ? 1 : end - count, end));
            driver.obey();
        }
    }

    /** The first state of a pod was read. */
    void seen() {
        first.countDown();
        tellAll(seen, "seen");
    }

    /** The end of a pod is known. Returns the microsecond. */
    long finished(String pod) {
        long known = driver.finished(pod, "SUCCEEDED");
        tellAll(over, "finished");
        return known;
    }

    /** The log has ended as well, of a pod whose end was known at a microsecond. */
    void logged(String pod, long known) {
        driver.finished(pod, known, "SUCCEEDED log=" + Driver.now());
    }

    /** A pod is deleted. */
    void settled() {
        tellAll(settled, "settled");
    }

    private void tellAll(AtomicInteger counter, String event) {
        if (counter.incrementAndGet() % count == 0) {
            driver.tell(event);
        }
    }
}
