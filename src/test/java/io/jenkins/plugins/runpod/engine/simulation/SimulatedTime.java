package io.jenkins.plugins.runpod.engine.simulation;

import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.TreeSet;

/** A clock, a timer and an executor in one thread: what is due next happens next, and time jumps to it. */
final class SimulatedTime extends Clock implements Timer {
    private record Due(Instant at, long order, Runnable task) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final TreeSet<Due> queue = new TreeSet<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long order;
    private long trace;

    @Override
    public Cancellation schedule(Duration delay, Runnable task) {
        Due due = new Due(now.plus(delay.isNegative() ? Duration.ZERO : delay), order++, task);
        queue.add(due);
        return () -> queue.remove(due);
    }

    void after(Duration delay, Runnable task) {
        schedule(delay, task);
    }

    void execute(Runnable task) {
        schedule(Duration.ZERO, task);
    }

    /** Lets the next thing happen; false when there is none before the end. */
    boolean next(Instant end) {
        if (queue.isEmpty() || queue.first().at().isAfter(end)) {
            return false;
        }
        Due due = queue.pollFirst();
        now = due.at();
        trace = 31 * trace + now.hashCode();
        due.task().run();
        return true;
    }

    /** Lets the time pass until then. Nothing is due before. */
    void jump(Instant then) {
        now = then;
    }

    /** A digest of all moments at which something happened. */
    long trace() {
        return trace;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
