package io.jenkins.plugins.runpod.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.PodTaskListener;
import io.jenkins.plugins.runpod.engine.SavedTask;
import io.jenkins.plugins.runpod.engine.TaskStore;
import io.jenkins.plugins.runpod.engine.TaskView;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.Obstacles;
import io.jenkins.plugins.runpod.engine.lifecycle.ResultBuilder;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.log.ManualTime;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import io.jenkins.plugins.runpod.history.EndedTask;
import io.jenkins.plugins.runpod.history.HistoryBounds;
import io.jenkins.plugins.runpod.history.HistoryFiles;
import io.jenkins.plugins.runpod.history.TaskHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryOfUsesTest {
    private static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path home;

    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final ManualTime time = new ManualTime();
    private final List<EndedTaskListener.Ended> told = new ArrayList<>();
    private final TaskResult result =
            ResultBuilder.aResult(Verdict.SUCCEEDED).exitCode(0).build();

    @Test
    void resultThatIsDeliveredAgainAfterARestartIsOneLine() throws Exception {
        ClusterUses.ClusterUse first = begin("a");
        first.changed(view("a", null));
        first.changed(view("a", result));
        first.finished(result);
        time.run();

        for (String resumed : List.of("a", "b")) {
            ClusterUses.ClusterUse again = begin(resumed);
            TaskStore store = TaskStore.inMemory();
            store.save(new SavedTask(view(resumed, result).state(), null, null));
            again.loading(store).load();
            again.changed(view(resumed, result));
            again.finished(result);
        }
        time.run();

        assertThat(told)
                .extracting(ended -> ended.line().task())
                .as("the second one ended before the restart")
                .containsExactly("a");
        assertThat(told).allMatch(ended -> ended.traceParent().equals(PARENT));
        assertThat(lines()).extracting(EndedTask::task).containsExactly("a", "b");
        assertThat(lines().get(1).ended()).as("not the time of the restart").isEqualTo(BEGUN);
    }

    @Test
    void taskThatEndsBeforeItsFirstTurnIsToldOf() throws Exception {
        ClusterUses.ClusterUse use = begin("a");
        use.loading(TaskStore.inMemory()).load();
        use.changed(view("a", result));
        use.finished(result);
        time.run();

        assertThat(told).hasSize(1);
        assertThat(lines()).hasSize(1);
    }

    @Test
    void listenerThatFailsKeepsNoLineFromBeingWritten() throws Exception {
        ClusterUses.ClusterUse use = begin("a", new PodTaskListener() {
            @Override
            public void finished(TaskResult delivered) {
                throw new IllegalStateException("of a test");
            }

            @Override
            public void unreadable(IOException why) {}
        });
        use.changed(view("a", result));
        try {
            use.finished(result);
        } catch (IllegalStateException e) {
            time.run();
        }

        assertThat(lines()).hasSize(1);
    }

    private ClusterUses.ClusterUse begin(String id) throws Exception {
        return begin(id, new PodTaskListener() {
            @Override
            public void finished(TaskResult delivered) {}

            @Override
            public void unreadable(IOException why) {}
        });
    }

    /** In a process that has just begun. */
    private ClusterUses.ClusterUse begin(String id, PodTaskListener listener) throws Exception {
        TaskParameters parameters = new TaskParameters();
        parameters.image = "app:1";
        PodTask task = new PodTask(
                new TaskId("controller", id),
                TaskSpecification.of(parameters, "default", TaskPolicy.standard()),
                Map.of(TaskFiles.BUILD_ANNOTATION, "job#1"));
        return new ClusterUses(new Statistics(), new TaskHistory(files(), time, time), told::add)
                .begin(task, PARENT, "prod", null, () -> {}, listener);
    }

    private static TaskView view(String id, TaskResult result) {
        TaskState fresh = TaskState.fresh("default", "pod-" + id, BEGUN);
        TaskState state = new TaskState(
                fresh.stage(),
                fresh.namespace(),
                fresh.attempt(),
                fresh.ledger(),
                List.of(),
                null,
                null,
                null,
                result,
                List.of());
        return new TaskView(
                state, Optional.empty(), new Obstacles(Optional.empty(), Optional.empty()), Optional.empty());
    }

    private HistoryFiles files() {
        return new HistoryFiles(home.resolve("history"), () -> HistoryBounds.STANDARD, time);
    }

    private List<EndedTask> lines() throws IOException {
        List<EndedTask> lines = new ArrayList<>();
        HistoryFiles.Snapshot snapshot = files().snapshot();
        for (LocalDate day : snapshot.days()) {
            snapshot.read(day, lines::add);
        }
        return lines;
    }
}
