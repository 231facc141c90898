package io.jenkins.plugins.runpod.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.SnapshotBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a pod waits for, a budget with a limit runs. */
class WaitingBudgetsTest {
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "ErrImagePull",
                "CreateContainerError",
                "CreateContainerConfigError",
                "RunContainerError",
                "ImageInspectError",
                "RuntimeNews"
            })
    void aTaskThatRanAndWaitsAgainIsNotWaitedForWithoutLimit(String reason) {
        Scene scene = Scene.following();
        scene.seen(scene.pods.running(scene.now)).seen(scene.pods.waiting(reason, "something new"));
        assertThat(scene.diagnosis().orElseThrow().verdict().terminal()).isFalse();
        Budget budget = scene.state().ledger().running();
        assertThat(scene.policy.limit(budget)).as("%s", budget).isPresent();
    }

    @Test
    void aSidecarThatNeverStartsEndsWithTheStartBudgetAndIsNamed() {
        Scene scene = Scene.following();
        PodSnapshot pod = besideSidecar(scene);
        scene.seen(pod);
        assertThat(scene.state().ledger().running()).isEqualTo(Budget.START);
        scene.pass("10m").mustAsk(Command.Look.class);
        scene.looked(pod).pass("20s").mustAsk(Command.Look.class);
        scene.looked(pod).mustAsk(Command.Delete.class);
        assertThat(scene.state().ending().reason()).isEqualTo("StartTimeout");
        assertThat(scene.state().ending().verdict()).isEqualTo(Verdict.NEVER_STARTED);
        assertThat(scene.state().ending().message()).contains("sidecar proxy ended with exit code 7");
    }

    private static PodSnapshot besideSidecar(Scene scene) {
        PodSnapshot waiting = scene.pods.waiting("PodInitializing", "");
        Instant end = scene.now;
        ContainerSnapshot sidecar = new ContainerSnapshot(
                "proxy",
                ContainerSnapshot.Kind.SIDECAR,
                "r.io/proxy:1",
                new ContainerState.Waiting("CrashLoopBackOff", "back-off 10s restarting failed container"),
                new ContainerState.Terminated(7, "Error", "", Optional.of(end.minusSeconds(1)), Optional.of(end)),
                3,
                true);
        return SnapshotBuilder.like(waiting)
                .containers(List.of(sidecar, waiting.containers().get(0)))
                .build();
    }
}
