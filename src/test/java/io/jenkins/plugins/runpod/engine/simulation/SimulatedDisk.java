package io.jenkins.plugins.runpod.engine.simulation;

import java.time.Duration;
import java.time.Instant;

/** A disk that is full now and then, for seconds or minutes. */
final class SimulatedDisk {
    private final SimulatedTime time;
    private final Dice dice;
    private final double faultRate;
    private Instant fullUntil = Instant.MIN;

    SimulatedDisk(SimulatedTime time, Dice dice, double faultRate) {
        this.time = time;
        this.dice = dice;
        this.faultRate = faultRate;
    }

    /** Whether this write fails. */
    boolean fails() {
        if (faultRate > 0 && dice.chance(faultRate)) {
            fullUntil = time.instant().plus(dice.duration(Duration.ofMinutes(5)));
            return true;
        }
        return time.instant().isBefore(fullUntil);
    }
}
