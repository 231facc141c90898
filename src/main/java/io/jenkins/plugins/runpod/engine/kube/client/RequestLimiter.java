package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.kube.Backlog;
import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Lets through so many requests a second, and a few at once after a pause; the others wait in the order in which they came,
 * without a thread. Safe for use by many threads.
 */
final class RequestLimiter {
    /** Waiting for less than this is not worth a word. */
    private static final Duration WORTH_TELLING = Duration.ofSeconds(3);

    private static final Duration TOLD_AT_MOST_EVERY = Duration.ofSeconds(30);

    private double perNano;
    private int burst;
    private final Timer timer;
    private final LongSupplier nanoTime;
    private final Consumer<Backlog> listener;
    private final Set<Waiting> queue = new LinkedHashSet<>();
    private double tokens;
    private long countedAt;
    private boolean scheduled;
    private long toldAt;

    /**
     * @param perSecond how many on average; positive
     * @param burst how many at once after a pause; at least 1
     * @param listener is told when requests have waited for some seconds
     */
    RequestLimiter(double perSecond, int burst, Timer timer, LongSupplier nanoTime, Consumer<Backlog> listener) {
        if (!(perSecond > 0) || burst < 1) {
            throw new IllegalArgumentException("a request limit must be positive");
        }
        this.perNano = perSecond / 1e9;
        this.burst = burst;
        this.timer = timer;
        this.nanoTime = nanoTime;
        this.listener = listener;
        tokens = burst;
        countedAt = nanoTime.getAsLong();
        toldAt = countedAt - TOLD_AT_MOST_EVERY.toNanos();
    }

    /** Goes on with other numbers. */
    synchronized void resize(double perSecond, int atOnce) {
        count();
        tokens += atOnce - burst;
        perNano = perSecond / 1e9;
        burst = atOnce;
        timer.schedule(Duration.ZERO, this::drain); // the time that was scheduled before may be too late
    }

    /** Runs the request at once on this thread or later on another. */
    Cancellation acquire(Runnable request) {
        Waiting waiting = new Waiting(request, nanoTime.getAsLong());
        synchronized (this) {
            count();
            if (!queue.isEmpty() || tokens < 1) {
                queue.add(waiting);
                schedule();
                return () -> leave(waiting);
            }
            tokens--;
        }
        request.run();
        return () -> {};
    }

    /** What waits now. */
    synchronized Backlog backlog() {
        return queue.isEmpty()
                ? Backlog.NONE
                : new Backlog(queue.size(), age(queue.iterator().next()));
    }

    private synchronized void leave(Waiting waiting) {
        queue.remove(waiting);
    }

    private void drain() {
        Waiting next = poll(true);
        while (next != null) {
            next.request.run();
            next = poll(false);
        }
        tell();
    }

    private synchronized Waiting poll(boolean first) {
        if (first) {
            scheduled = false;
        }
        count();
        if (queue.isEmpty() || tokens < 1) {
            schedule();
            return null;
        }
        Waiting next = queue.iterator().next();
        queue.remove(next);
        tokens--;
        return next;
    }

    private void count() {
        long now = nanoTime.getAsLong();
        tokens = Math.min(burst, tokens + (now - countedAt) * perNano);
        countedAt = now;
    }

    private void schedule() {
        if (!scheduled && !queue.isEmpty()) {
            scheduled = true;
            timer.schedule(Duration.ofNanos((long) Math.ceil(Math.max(0, 1 - tokens) / perNano)), this::drain);
        }
    }

    private void tell() {
        Backlog backlog;
        synchronized (this) {
            long now = nanoTime.getAsLong();
            backlog = backlog();
            if (backlog.longest().compareTo(WORTH_TELLING) < 0 || now - toldAt < TOLD_AT_MOST_EVERY.toNanos()) {
                return;
            }
            toldAt = now;
        }
        listener.accept(backlog);
    }

    private Duration age(Waiting waiting) {
        return Duration.ofNanos(nanoTime.getAsLong() - waiting.since);
    }

    /** Compared by identity. */
    private static final class Waiting {
        final Runnable request;
        final long since;

        Waiting(Runnable request, long since) {
            this.request = request;
            this.since = since;
        }
    }
}
