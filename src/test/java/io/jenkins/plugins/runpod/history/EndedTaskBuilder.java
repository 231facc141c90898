package io.jenkins.plugins.runpod.history;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.time.Instant;
import java.util.List;

/** Makes ended tasks for tests, each with an id. */
final class EndedTaskBuilder {
    private EndedTaskBuilder() {}

    static EndedTask ended(String id) {
        return new EndedTask(
                Instant.parse("2026-01-02T03:04:05.678Z"),
                id,
                "folder/job#7",
                "prod",
                "ci",
                "docker.io/library/maven:3",
                Verdict.SUCCEEDED,
                "Completed",
                1,
                4_200L,
                61_000,
                0,
                List.of(
                        new Wait(WaitKind.LIMITED, "RegistryRateLimit", "docker.io/library/maven:3", 2, 3_000),
                        new Wait(WaitKind.STARTING, "ContainerCreating", "", 1, 1_200)));
    }
}
