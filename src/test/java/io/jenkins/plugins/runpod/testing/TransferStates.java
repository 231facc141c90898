package io.jenkins.plugins.runpod.testing;

import io.jenkins.plugins.runpod.engine.lifecycle.Attempt;
import io.jenkins.plugins.runpod.engine.lifecycle.FileProgress;
import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import java.time.Instant;
import java.util.List;

/** States of a task that moves files. */
public final class TransferStates {
    public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private TransferStates() {}

    /** @param taken null before all outputs have arrived */
    public static TaskState state(Stage stage, FileProgress.TakenFiles taken) {
        TaskState fresh = TaskState.fresh("default", "pod", NOW);
        Attempt first = fresh.attempt();
        Attempt attempt = new Attempt(
                1,
                "pod",
                "uid",
                "node-1",
                null,
                null,
                first.memory(),
                false,
                false,
                null,
                new FileProgress(true, null, taken, null, false),
                null);
        return new TaskState(stage, "default", attempt, fresh.ledger(), List.of(), null, null, null, null, List.of());
    }
}
