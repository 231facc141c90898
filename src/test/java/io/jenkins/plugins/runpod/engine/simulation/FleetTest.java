package io.jenkins.plugins.runpod.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One controller with many tasks in five clusters, in simulated time. It is killed once. {@code -Dsimulation.scale=100000} plays as
 * many tasks and prints what they cost, {@code -Dsimulation.seed=N} other dice.
 */
class FleetTest {
    private static final int TASKS = Integer.getInteger("simulation.scale", 1000);

    @TempDir
    Path folder;

    @Test
    void manyTasksShareFiveClustersFairlyAndAllComeBackAfterAKill() {
        SimulatedFleet fleet = new SimulatedFleet(TASKS, Long.getLong("simulation.seed", 1), folder);

        fleet.play();

        System.out.println("fleet: " + fleet.figures());
        assertThat(fleet.violations.stream().limit(10))
                .as("%d violations", fleet.violations.size())
                .isEmpty();
        assertThat(fleet.timersOfTask()).as("timers of a task").isLessThan(2);
        assertThat(fleet.savesOfResumedTask())
                .as("saves of a task that comes back")
                .isLessThan(4);
    }
}
