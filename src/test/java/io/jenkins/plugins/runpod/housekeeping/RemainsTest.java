package io.jenkins.plugins.runpod.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.jenkins.plugins.runpod.engine.diagnosis.Memory;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.Attempt;
import io.jenkins.plugins.runpod.engine.lifecycle.Ending;
import io.jenkins.plugins.runpod.engine.lifecycle.Ledger;
import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.pod.ContainerEnd;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RemainsTest {
    private static final Instant ENDED = Instant.parse("2026-11-01T12:00:00Z");
    private static final Instant SAVED = ENDED.plusSeconds(2);
    private static final Instant SOON = ENDED.plusSeconds(60);
    private static final Remains FINISHED = new Remains(true, Optional.empty(), Optional.empty());

    @Test
    void podWithoutABuildGoesWhateverItsRetention() {
        assertThat(Remains.NOTHING.reasonToDelete(ended("keep", 0), SOON)).isPresent();
    }

    @Test
    void podOfATaskThatIsOverGoes() {
        assertThat(FINISHED.reasonToDelete(ended("", 1), SOON)).isPresent();
    }

    @Test
    void podThatGoesAlreadyIsNotDeletedAgain() {
        Pod pod = new PodBuilder(pod("", "Running"))
                .editMetadata()
                .withDeletionTimestamp("2026-11-01T12:00:00Z")
                .endMetadata()
                .build();

        assertThat(Remains.NOTHING.reasonToDelete(PodSnapshot.of(KubeJson.node(pod)), SOON))
                .isEmpty();
    }

    @Test
    void podThatStillRunsGoesAlthoughEndedOnesAreKept() {
        assertThat(FINISHED.reasonToDelete(PodSnapshot.of(KubeJson.node(pod("keep", "Running"))), SOON))
                .isPresent();
    }

    @Test
    void endThatIsSaidToLieInTheFutureKeepsNoPodForEver() {
        PodSnapshot pod = ended("keep:1h", 3, "9999-12-31T23:59:59Z");

        assertThat(FINISHED.reasonToDelete(pod, SOON)).isPresent();
    }

    @Test
    void failedPodIsKeptUntilItsTimeToLiveHasPassedSinceItEnded() {
        PodSnapshot pod = ended("keepFailed:1h", 3);

        assertThat(FINISHED.reasonToDelete(pod, ENDED.plus(Duration.ofMinutes(59))))
                .isEmpty();
        assertThat(FINISHED.reasonToDelete(pod, ENDED.plus(Duration.ofMinutes(61))))
                .isPresent();
    }

    @Test
    void podThatSucceededGoesIfFailedOnesAreKept() {
        assertThat(FINISHED.reasonToDelete(ended("keepFailed:1h", 0), SOON)).isPresent();
    }

    @Test
    void podKeptWithoutATimeToLiveStaysAsLongAsItsBuild() {
        assertThat(FINISHED.reasonToDelete(ended("keep", 0), ENDED.plus(Duration.ofDays(1000))))
                .isEmpty();
    }

    @Test
    void retentionThatCannotBeReadKeepsNothing() {
        assertThat(FINISHED.reasonToDelete(ended("keep:sometimes", 0), SOON)).isPresent();
    }

    @Test
    void podThatTheEngineKeptStaysUntilItsTimeToLiveHasPassedSinceTheResult() throws Exception {
        Remains kept = saved("DONE", "uid", "TASK_FAILED");

        assertThat(kept.reasonToDelete(ended("keep:1m", 3), SAVED.plusSeconds(59)))
                .isEmpty();
        assertThat(kept.reasonToDelete(ended("keep:1m", 3), SAVED.plusSeconds(61)))
                .isPresent();
    }

    @Test
    void podWhoseDeletionWasDecidedBeforeTheControllerEndedGoes() throws Exception {
        assertThat(saved("CLEAN", "uid", "CANCELLED").reasonToDelete(ended("keep", 3), SOON))
                .isPresent();
    }

    @Test
    void podOfAnEarlierAttemptIsNotKept() throws Exception {
        assertThat(saved("DONE", "another", "TASK_FAILED").reasonToDelete(ended("keep", 3), SOON))
                .isPresent();
    }

    private static Pod pod(String retention, String phase) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("p")
                .withNamespace("default")
                .withUid("uid")
                .addToAnnotations("run-pod.jenkins.io/retention", retention)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase(phase)
                .endStatus()
                .build();
    }

    private static PodSnapshot ended(String retention, int exitCode) {
        return ended(retention, exitCode, ENDED.toString());
    }

    private static PodSnapshot ended(String retention, int exitCode, String at) {
        return PodSnapshot.of(KubeJson.node(new PodBuilder(pod(retention, exitCode == 0 ? "Succeeded" : "Failed"))
                .editStatus()
                .addNewContainerStatus()
                .withName("main")
                .withNewState()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withFinishedAt(at)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build()));
    }

    private static Remains saved(String stage, String uid, String verdict) {
        Ending ending = new Ending(Verdict.valueOf(verdict), "", "", "", false, ContainerEnd.none());
        TaskState state = new TaskState(
                Stage.valueOf(stage),
                "default",
                new Attempt(1, "p", uid, "", null, null, Memory.empty(), false, false, null, null, null),
                Ledger.empty(ENDED),
                List.of(),
                null,
                ending,
                null,
                new TaskResult(ending, "default", "p", uid, "", 1, List.of()),
                List.of());
        return new Remains(true, Optional.of(state), Optional.of(SAVED));
    }
}
