package io.jenkins.plugins.runpod.engine.faults;

import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Time that passes so many times as fast for the engine as for the cluster: ten minutes without an API server take seconds. That
 * the two disagree is on purpose: the engine must never compare its time with a node's.
 */
final class FastTime extends Clock implements Timer {
    private final int speed;
    private final Timer timer;
    private final Instant start = Instant.parse("2030-01-01T00:00:00Z");
    private final long began = System.nanoTime();

    FastTime(int speed, Timer timer) {
        this.speed = speed;
        this.timer = timer;
    }

    @Override
    public Cancellation schedule(Duration delay, Runnable task) {
        return timer.schedule(delay.dividedBy(speed), task);
    }

    @Override
    public Instant instant() {
        return start.plus(passed());
    }

    /** How much of it has passed. */
    Duration passed() {
        return Duration.ofNanos(System.nanoTime() - began).multipliedBy(speed);
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
