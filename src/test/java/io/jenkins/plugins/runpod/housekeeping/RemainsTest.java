package io.jenkins.plugins.runpod.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.jenkins.plugins.runpod.engine.FileTaskStore;
import io.jenkins.plugins.runpod.engine.SavedTask;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemainsTest {
    private static final Instant ENDED = Instant.parse("2026-11-01T12:00:00Z");
    private static final Instant SAVED = ENDED.plusSeconds(2);
    private static final Instant SOON = ENDED.plusSeconds(60);
    private static final Remains FINISHED = new Remains(true, Optional.empty(), Optional.empty());

    @TempDir
    Path folder;

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

        assertThat(Remains.NOTHING.reasonToDelete(PodSnapshot.of(pod), SOON)).isEmpty();
    }

    @Test
    void podThatStillRunsGoesAlthoughEndedOnesAreKept() {
        assertThat(FINISHED.reasonToDelete(PodSnapshot.of(pod("keep", "Running")), SOON))
                .isPresent();
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
        return PodSnapshot.of(new PodBuilder(pod(retention, exitCode == 0 ? "Succeeded" : "Failed"))
                .editStatus()
                .addNewContainerStatus()
                .withName("main")
                .withNewState()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withFinishedAt(ENDED.toString())
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build());
    }

    /** As a file tells it, since the engine alone makes states. */
    private Remains saved(String stage, String uid, String verdict) throws Exception {
        Path file = folder.resolve("task.json");
        new FileTaskStore(file).save(new SavedTask(TaskState.fresh("default", "p", ENDED), null, null));
        String json = Files.readString(file)
                .replace("\"stage\":\"CREATE\"", "\"stage\":\"" + stage + "\"")
                .replace("\"podName\":\"p\"", "\"podName\":\"p\",\"uid\":\"" + uid + "\"")
                .replace(
                        "\"causes\":[]",
                        "\"causes\":[],\"result\":{\"ending\":{\"verdict\":\"" + verdict
                                + "\",\"reason\":\"\",\"message\":\"\",\"remedy\":\"\",\"expired\":false,"
                                + "\"end\":{\"container\":\"\"}},\"attempt\":1,\"causes\":[]}");
        Files.writeString(file, json);
        return new Remains(true, new FileTaskStore(file).load().map(SavedTask::state), Optional.of(SAVED));
    }
}
