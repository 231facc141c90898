package io.jenkins.plugins.runpod.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.log.OutputPosition;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SavingTest {
    private static final TaskState TASK = TaskState.fresh("default", "pod", Instant.EPOCH);

    private final List<Duration> pauses = new ArrayList<>();
    private final List<Runnable> due = new ArrayList<>();
    private boolean full;
    private int attempts;
    private SavedTask stored;
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
                    stored = saved;
                }
            },
            (delay, action) -> {
                pauses.add(delay);
                due.add(action);
                return () -> {};
            },
            Runnable::run,
            () -> {});

    @BeforeEach
    void aTaskBegins() {
        saving.beginWith(TASK);
    }

    @Test
    void theLogIsSavedWithTheStateThatWasSavedLast() throws Exception {
        OutputPosition later = new OutputPosition(17, "", Map.of());
        saving.trySave(TASK);
        saving.output().save(later);
        assertThat(stored).isEqualTo(new SavedTask(TASK, later, OutputPosition.start()));
        saving.capture().save(later);
        assertThat(stored).isEqualTo(new SavedTask(TASK, later, later));
    }

    @Test
    void theStateIsSavedWithThePositionThatWasSavedLast() throws Exception {
        OutputPosition later = new OutputPosition(17, "", Map.of());
        saving.output().save(later);
        full = true;
        assertThatThrownBy(() -> saving.output().save(new OutputPosition(18, "", Map.of())))
                .isInstanceOf(UncheckedIOException.class);
        full = false;
        TaskState next = TaskState.fresh("default", "another", Instant.EPOCH);
        assertThat(saving.trySave(next)).isTrue();
        assertThat(stored).isEqualTo(new SavedTask(next, later, OutputPosition.start()));
    }

    @Test
    void whatWasSavedIsKnown() {
        assertThat(saving.trySave(TASK)).isTrue();
        assertThat(saving.isSaved(TASK)).isTrue();
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
        assertThat(pauses.stream().map(Duration::toSeconds))
                .containsExactly(1L, Saving.SOON.toSeconds(), 2L, 4L, 8L, 16L, 16L, 16L);
    }

    @Test
    void aDiskThatHasRoomAgainIsUsedAgain() {
        full = true;
        saving.trySave(TASK);
        full = false;
        saving.due();
        assertThat(saving.trySave(TASK)).isTrue();
    }

    @Test
    void whatIsNotedIsSavedTogetherWithTheNextSave() throws Exception {
        OutputPosition later = new OutputPosition(17, "", Map.of());
        TaskState next = TaskState.fresh("default", "another", Instant.EPOCH);
        saving.note(next);
        saving.output().note(later);
        assertThat(attempts).isZero();
        assertThat(saving.output().isSaved(later)).isFalse();

        saving.capture().save(later);

        assertThat(stored).isEqualTo(new SavedTask(next, later, later));
        assertThat(attempts).isEqualTo(1);
        assertThat(saving.isSaved(next)).isTrue();
        assertThat(saving.output().isSaved(later)).isTrue();
    }

    @Test
    void whatIsNotedIsSavedSoonAndOnce() {
        saving.note(TASK);
        saving.note(TaskState.fresh("default", "another", Instant.EPOCH));
        assertThat(pauses).containsExactly(Saving.SOON);

        due.forEach(Runnable::run);
        due.forEach(Runnable::run);

        assertThat(attempts).isEqualTo(1);
    }

    @Test
    void whatIsNotedIsSavedAtTheEnd() {
        saving.note(TASK);
        saving.close();
        due.forEach(Runnable::run);
        assertThat(attempts).isEqualTo(1);
        assertThat(saving.isSaved(TASK)).isTrue();
    }

    @Test
    void aStateThatComesBackReplacesWhatWasNotedMeanwhile() {
        saving.trySave(TASK);
        saving.note(TaskState.fresh("default", "another", Instant.EPOCH));
        assertThat(saving.isSaved(TASK)).isFalse();

        saving.note(TASK);
        due.forEach(Runnable::run);

        assertThat(stored.state()).isEqualTo(TASK);
    }

    /** A log that took no line for long, and takes one now. */
    @Test
    void whatComesAfterTheEndIsNotSaved() {
        saving.trySave(TASK);
        saving.close();

        saving.output().note(new OutputPosition(17, "", Map.of()));
        assertThatThrownBy(() -> saving.output().save(new OutputPosition(18, "", Map.of())))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(attempts).isEqualTo(1);
    }
}
