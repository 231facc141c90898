package io.jenkins.plugins.runpod.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.TaskView;
import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.FileProgress.TakenFiles;
import io.jenkins.plugins.runpod.engine.lifecycle.Obstacles;
import io.jenkins.plugins.runpod.engine.lifecycle.ResultBuilder;
import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferView;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.InvalidParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import io.jenkins.plugins.runpod.testing.TransferStates;
import io.jenkins.plugins.runpod.ui.TaskReport.TransferReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class TaskReportsTest {
    @Test
    void inputsOnTheirWayAreShownWithABar() throws Exception {
        TaskReport report = report(
                TransferStates.state(Stage.FOLLOW, null), new TransferView(true, false, 500_000, 1_000_000, 10_000));

        assertThat(report.title()).isEqualTo("Sending its files");
        assertThat(report.cause()).isEqualTo("SendingFiles");
        assertThat(report.transfer())
                .contains(new TransferReport("Inputs", "500 KB of 1.0 MB, 10 KB/s, 50s left", Optional.of(50)));
    }

    @Test
    void transferThatWaitsHasNoFigure() throws Exception {
        TaskReport report = report(TransferStates.state(Stage.FOLLOW, null), new TransferView(true, true, 0, 0, 0));

        assertThat(report.transfer())
                .contains(new TransferReport(
                        "Inputs", "waits for its turn, because other transfers go first", Optional.empty()));
    }

    @Test
    void outputsAreTakenAndThenHandedOver() throws Exception {
        TransferView unknown = new TransferView(false, false, 0, 0, 0);

        assertThat(report(TransferStates.state(Stage.COLLECT, null), unknown).title())
                .isEqualTo("Ended, taking its outputs");
        TaskReport later = report(TransferStates.state(Stage.COLLECT, new TakenFiles(3, 12_000_000, "")), unknown);
        assertThat(later.title()).isEqualTo("Ended, handing over its outputs");
        assertThat(later.outputs()).isEqualTo("3 files (12 MB)");
    }

    @Test
    void lostOutputsSayWhyAndWhatHelps() {
        TaskState state = TransferStates.state(Stage.DONE, null);
        TaskState over = new TaskState(
                state.stage(),
                state.namespace(),
                state.attempt(),
                state.ledger(),
                List.of(),
                null,
                null,
                null,
                ResultBuilder.aResult(Verdict.TASK_FAILED)
                        .exitCode(0)
                        .reason("OutputsLost")
                        .explained("No file matches target/*.jar.", "Correct the pattern.")
                        .build(),
                List.of());

        TaskReport report = TaskReports.saved("task", over, Optional.empty(), TransferStates.NOW);

        assertThat(report.title()).isEqualTo("Outputs lost");
        assertThat(report.message()).isEqualTo("No file matches target/*.jar.");
        assertThat(report.remedy()).isEqualTo("Correct the pattern.");
        assertThat(report.exitCode()).contains(0);
    }

    private static TaskReport report(TaskState state, TransferView transfer) throws InvalidParameters {
        TaskParameters parameters = new TaskParameters();
        parameters.image = "app:1";
        PodTask task = new PodTask(
                new TaskId("controller", "task"),
                TaskSpecification.of(parameters, "default", TaskPolicy.standard()),
                Map.of());
        TaskView view = new TaskView(
                state,
                Optional.of(Diagnosis.waiting(Cause.SENDING_FILES, "")),
                new Obstacles(Optional.empty(), Optional.empty()),
                Optional.of(transfer));
        return TaskReports.running(new Handle(task, view), TransferStates.NOW);
    }

    private record Handle(PodTask task, TaskView present) implements TaskHandle {
        @Override
        public Optional<TaskView> view() {
            return Optional.of(present);
        }

        @Override
        public void cancel(String why) {
            throw new AssertionError("a report cancels nothing");
        }

        @Override
        public CompletionStage<Void> detach() {
            throw new AssertionError("a report detaches from nothing");
        }
    }
}
