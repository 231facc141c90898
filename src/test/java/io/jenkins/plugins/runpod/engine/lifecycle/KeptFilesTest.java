package io.jenkins.plugins.runpod.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.lifecycle.FileProgress.TakenFiles;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A pod that is kept does not run for ever: its container that waits until the outputs are taken ends before the task is forgotten. */
class KeptFilesTest {
    private static final TaskPolicy KEEP =
            new TaskPolicy(TaskPolicy.standard().limits(), 1, RetryOn.standard(), Retention.KEEP, Optional.empty());

    private final Scene scene = Scene.withFiles(KEEP);
    private PodSnapshot held;

    private PodSnapshot ended(ContainerState output) {
        return scene.pods.afterInputs(scene.pods.ending(0, scene.now), output);
    }

    /** The outputs have been handed over, and the pod still waits to be told. */
    private void handedOver() {
        scene.seen(scene.pods.awaitingInputs(scene.now)).transfer(new TransferNews.Delivered(2, 2048));
        scene.seen(scene.pods.afterInputs(scene.pods.running(scene.now), PodStates.running(Optional.of(scene.now))));
        held = ended(PodStates.running(Optional.of(scene.now)));
        scene.seen(held).pass("3s").logDrained();
        assertThat(scene.stage()).isEqualTo(Stage.COLLECT);
        scene.transfer(new TransferNews.Taken(new TakenFiles(3, 4096, "ab".repeat(32))));
        scene.mustAsk(Command.ReleasePod.class);
        scene.transfer(new TransferNews.HandedOver());
        assertThat(scene.result().succeeded()).isTrue();
        assertThat(scene.stage()).isEqualTo(Stage.KEEP);
    }

    @Test
    void theTaskIsDoneWhenTheContainerHasEnded() {
        handedOver();
        scene.seen(ended(PodStates.terminated(0, scene.now)));
        assertThat(scene.stage()).isEqualTo(Stage.DONE);
        scene.mustAsk(Command.Settle.class);
        assertThat(scene.asked(Command.Delete.class)).isEmpty();
    }

    @Test
    void thePodIsToldAgainAfterARestart() {
        handedOver();
        scene.restart(Duration.ofSeconds(1)).mustAsk(Command.Look.class);
        scene.looked(held).mustAsk(Command.ReleasePod.class);
        assertThat(scene.stage()).isEqualTo(Stage.KEEP);
    }

    @Test
    void aPodIsToldBeforeItIsGivenUpAfterALongDowntime() {
        handedOver();
        scene.restart(Duration.ofHours(1)).mustAsk(Command.Look.class);
        scene.looked(held).mustAsk(Command.ReleasePod.class);
        assertThat(scene.stage()).isEqualTo(Stage.KEEP);
        scene.pass("4m").looked(held);
        assertThat(scene.stage()).isEqualTo(Stage.KEEP);
    }

    @Test
    void aPodIsNotGivenUpBecauseTheApiWasAway() {
        handedOver();
        scene.pass("5m").mustAsk(Command.Look.class);
        scene.observe(new Observation.CallFailed("refused", Optional.empty())).pass("1h");
        scene.mustAsk(Command.Look.class);
        scene.looked(held).pass("4m").looked(held);
        assertThat(scene.asked(Command.Delete.class)).isEmpty();
        assertThat(scene.stage()).isEqualTo(Stage.KEEP);
    }

    @Test
    void aPodIsNotGivenUpBecauseAnotherControllerHasTheLease() {
        handedOver();
        for (int i = 0; i < 60; i++) {
            scene.transfer(new TransferNews.Contested("Another one has it.", scene.now.plusSeconds(20)))
                    .pass("20s");
        }
        assertThat(scene.asked(Command.Look.class)).isEmpty();
        assertThat(scene.stage()).isEqualTo(Stage.KEEP);
        scene.pass("5m").mustAsk(Command.Look.class);
    }

    @Test
    void aPodThatHasGoneMeanwhileIsForgotten() {
        handedOver();
        scene.restart(Duration.ofSeconds(1)).mustAsk(Command.Look.class);
        scene.lookedAndFoundNothing();
        assertThat(scene.stage()).isEqualTo(Stage.DONE);
    }

    @Test
    void aPodThatCannotBeToldIsDeleted() {
        handedOver();
        scene.pass("5m").mustAsk(Command.Look.class);
        scene.looked(held).mustAsk(Command.Delete.class);
        assertThat(scene.stage()).isEqualTo(Stage.CLEAN);
    }
}
