package io.jenkins.plugins.runpod.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The real engine against thousands of simulated lives of a pod, with lost requests and answers, broken watches, lagging
 * status, other people's deletions, silent nodes, and the engine killed at any save or write.
 *
 * <p>{@code -Dsimulation.histories=100000} plays more, {@code -Dsimulation.seed=N} one alone with its story.
 */
class SimulationTest {
    @Test
    void everyHistoryEndsWithTheRightVerdictAndLeavesNothingBehind() {
        long only = Long.getLong("simulation.seed", -1);
        long first = only >= 0 ? only : 0;
        long last = only >= 0 ? only : Long.getLong("simulation.histories", 3000) - 1;
        List<String> failures = new ArrayList<>();
        for (long seed = first; seed <= last; seed++) {
            SimulatedRun run = new SimulatedRun(seed);
            List<String> violations = run.play();
            if (only >= 0) {
                System.out.println(run.story());
            }
            if (!violations.isEmpty()) {
                failures.add("seed " + seed + ": " + String.join("; ", violations));
            }
        }
        assertThat(failures.stream().limit(10))
                .as("%d histories failed, see -Dsimulation.seed=N", failures.size())
                .isEmpty();
    }
}
