package io.jenkins.plugins.runpod.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real engine against thousands of simulated lives of a pod, with lost requests and answers, broken watches, lagging
 * status, other people's deletions, silent nodes, and the engine killed at any save or write.
 *
 * <p>{@code -Dsimulation.histories=100000} plays more, {@code -Dsimulation.seed=N} one alone with its story.
 */
class SimulationTest {
    private static final Logger ENGINE = Logger.getLogger("io.jenkins.plugins.runpod.engine");

    /** Faults of the machine, which the engine survives and logs. */
    private static final class Faults extends Handler {
        private final List<String> seen = new ArrayList<>();
        private SimulatedRun run;

        @Override
        public void publish(LogRecord logged) {
            run.told(logged.getMessage());
            if (logged.getMessage().contains("failed unexpectedly") && !SimulatedRun.isKill(logged.getThrown())) {
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

    private final Faults faults = new Faults();

    @BeforeEach
    void catchFaults() {
        ENGINE.setUseParentHandlers(false);
        ENGINE.addHandler(faults);
    }

    @AfterEach
    void letGoOfFaults() {
        ENGINE.removeHandler(faults);
        ENGINE.setUseParentHandlers(true);
    }

    @Test
    void everyHistoryEndsWithTheRightVerdictAndLeavesNothingBehind() {
        long only = Long.getLong("simulation.seed", -1);
        long first = only >= 0 ? only : 0;
        long last = only >= 0 ? only : Long.getLong("simulation.histories", 3000) - 1;
        List<String> failures = new ArrayList<>();
        long givenUp = 0;
        long putBack = 0;
        assertThat(SimulationTest.class.desiredAssertionStatus())
                .as("assertions on")
                .isTrue();
        for (long seed = first; seed <= last; seed++) {
            SimulatedRun run = new SimulatedRun(seed, folder.resolve(Long.toString(seed)));
            List<String> violations = played(run);
            givenUp += run.givenUp();
            putBack += run.putBack();
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
        assertThat(givenUp)
                .as("pods given up for a mirror, or for a registry")
                .isGreaterThanOrEqualTo((last - first) / 50);
        assertThat(putBack).as("pods that went back into their queue").isGreaterThanOrEqualTo((last - first) / 150);
    }

    @Test
    void aSeedPlaysTheSameHistoryAgain() {
        for (long seed = 0; seed < 100; seed++) {
            assertThat(trace(seed)).as("seed %d", seed).isEqualTo(trace(seed));
        }
    }

    private String trace(long seed) {
        SimulatedRun run = new SimulatedRun(seed, folder.resolve(Long.toString(seed)));
        return played(run) + run.trace();
    }

    /** What it violates; a broken assertion and a fault of the machine are violations as well. */
    private List<String> played(SimulatedRun run) {
        faults.seen.clear();
        faults.run = run;
        List<String> violations = new ArrayList<>();
        try {
            violations.addAll(run.play());
        } catch (AssertionError e) {
            violations.add(e + " at " + e.getStackTrace()[0]);
        }
        violations.addAll(faults.seen);
        return violations;
    }
}
