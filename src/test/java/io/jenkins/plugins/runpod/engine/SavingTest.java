package io.jenkins.plugins.runpod.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.log.OutputPosition;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SavingTest {
    private static final SavedTask TASK = new SavedTask(
            TaskState.fresh("default", "pod", Instant.EPOCH), OutputPosition.start(), OutputPosition.start());

    private final List<Duration> pauses = new ArrayList<>();
    private boolean full;
    private int attempts;
    private final Saving saving = new Saving(
            new TaskId("controller", "task"),
            new TaskStore() {
                @Override
                public Optional<SavedTask> load() {
                    return Optional.empty();
                }

                @Override
                public void save(SavedTask saved) throws IOException {
                    attempts++;
                    if (full) {
                        throw new IOException("No space left on device");
                    }
                }
            },
            (delay, action) -> {
                pauses.add(delay);
                return () -> {};
            },
            () -> {});

    @Test
    void whatWasSavedIsKnown() {
        assertThat(saving.trySave(TASK)).isTrue();
        assertThat(saving.isSaved(TASK.state())).isTrue();
    }

    @Test
    void aFullDiskIsTriedAgainAfterGrowingPausesOnly() {
        full = true;
        for (int round = 0; round < 7; round++) {
            for (int event = 0; event < 100; event++) {
                assertThat(saving.trySave(TASK)).isFalse();
            }
            saving.due();
        }
        assertThat(attempts).isEqualTo(7);
        assertThat(pauses.stream().map(Duration::toSeconds)).containsExactly(1L, 2L, 4L, 8L, 16L, 16L, 16L);
    }

    @Test
    void aDiskThatHasRoomAgainIsUsedAgain() {
        full = true;
        saving.trySave(TASK);
        full = false;
        saving.due();
        assertThat(saving.trySave(TASK)).isTrue();
    }
}
