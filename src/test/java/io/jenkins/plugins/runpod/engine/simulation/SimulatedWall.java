package io.jenkins.plugins.runpod.engine.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** The clock on the controller's wall: somebody sets it back now and then, whether the controller runs or not. */
final class SimulatedWall extends Clock {
    private final SimulatedTime time;
    private final Dice dice;
    private Duration behind = Duration.ZERO;

    SimulatedWall(SimulatedTime time, Dice dice, boolean isSetBack) {
        this.time = time;
        this.dice = dice;
        if (isSetBack) {
            time.after(dice.duration(Duration.ofMinutes(20)), this::setBack);
        }
    }

    private void setBack() {
        behind = behind.plus(dice.duration(Duration.ofHours(12)));
        time.after(dice.duration(Duration.ofHours(1)).plusSeconds(1), () -> {
            if (dice.chance(0.5)) {
                setBack();
            }
        });
    }

    @Override
    public Instant instant() {
        return time.instant().minus(behind);
    }

    @Override
    public ZoneId getZone() {
        return time.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
