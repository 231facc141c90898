package io.jenkins.plugins.runpod.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One controller with many tasks in five clusters, in simulated time. It is killed once. {@code -Dsimulation.scale=100000
 * -Dtest.heap=6g} plays as many tasks and prints what they cost, {@code -Dsimulation.seed=N} other dice.
 */
class FleetTest {
    private static final int TASKS = Integer.getInteger("simulation.scale", 1000);

    private static final Logger ENGINE = Logger.getLogger("io.jenkins.plugins.runpod.engine");

    /** Faults of the engine, which survives and logs them. */
    private static final class Severe extends Handler {
        private final List<String> seen = new ArrayList<>();

        @Override
        public void publish(LogRecord logged) {
            if (logged.getLevel().intValue() >= Level.SEVERE.intValue()) {
                seen.add(logged.getMessage() + ": " + logged.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @TempDir
    Path folder;

    private final Severe severe = new Severe();

    @BeforeEach
    void catchFaults() {
        ENGINE.setUseParentHandlers(false);
        ENGINE.addHandler(severe);
    }

    @AfterEach
    void letGoOfFaults() {
        ENGINE.removeHandler(severe);
        ENGINE.setUseParentHandlers(true);
    }

    @Test
    void manyTasksShareFiveClustersFairlyAndAllComeBackAfterAKill() {
        SimulatedFleet fleet = new SimulatedFleet(TASKS, Long.getLong("simulation.seed", 1), folder);

        fleet.play();

        System.out.println("fleet: " + fleet.figures());
        assertThat(fleet.violations.stream().limit(10))
                .as("%d violations", fleet.violations.size())
                .isEmpty();
        assertThat(severe.seen.stream().limit(10)).as("faults of the engine").isEmpty();
        assertThat(fleet.timersOfTask()).as("timers of a task").isLessThan(2);
        assertThat(fleet.savesOfResumedTask())
                .as("saves of a task that comes back")
                .isLessThan(4);
    }
}
