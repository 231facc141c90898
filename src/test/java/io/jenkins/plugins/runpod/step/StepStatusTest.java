package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.TaskView;
import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.lifecycle.FileProgress.TakenFiles;
import io.jenkins.plugins.runpod.engine.lifecycle.Obstacles;
import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferView;
import io.jenkins.plugins.runpod.testing.TransferStates;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepStatusTest {
    @Test
    void inputsOnTheirWayHaveAmountRateAndTimeLeft() {
        assertThat(status(Stage.FOLLOW, null, new TransferView(true, false, 120_000_000, 2_100_000_000, 18_000_000)))
                .isEqualTo("pod default/pod: sending its files, 120 MB of 2.1 GB, 18 MB/s, 110s left");
    }

    @Test
    void inputsThatWaitForOthersSaySo() {
        assertThat(status(Stage.FOLLOW, null, new TransferView(true, true, 0, 0, 0)))
                .isEqualTo("pod default/pod: sending its files, waits for its turn, because other transfers go first");
    }

    @Test
    void outputsAreTakenAndThenHandedOver() {
        TransferView unknown = new TransferView(false, false, 0, 0, 0);

        assertThat(status(Stage.COLLECT, null, unknown)).isEqualTo("pod default/pod: ended, taking its outputs");
        assertThat(status(Stage.COLLECT, new TakenFiles(3, 1000, ""), unknown))
                .isEqualTo("pod default/pod: ended, handing over its outputs");
    }

    private static String status(Stage stage, TakenFiles taken, TransferView transfer) {
        TaskView view = new TaskView(
                TransferStates.state(stage, taken),
                Optional.of(Diagnosis.waiting(Cause.SENDING_FILES, "")),
                new Obstacles(Optional.empty(), Optional.empty()),
                Optional.of(transfer));
        return StepStatus.of(view, TaskPolicy.standard(), TransferStates.NOW);
    }
}
