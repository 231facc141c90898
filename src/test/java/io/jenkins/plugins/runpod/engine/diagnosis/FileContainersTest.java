package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot.Kind;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Running;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Terminated;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Waiting;
import io.jenkins.plugins.runpod.engine.pod.HelperContainers;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The containers that run-pod adds for files: their ends, and what they say of the task. */
class FileContainersTest {
    private static final String INPUT = HelperContainers.INPUT;
    private static final String OUTPUT = HelperContainers.OUTPUT;

    private static Story pod() {
        return Story.bound()
                .with(INPUT, Kind.INIT, Story.IMAGE)
                .with(OUTPUT, Kind.HELPER, Story.IMAGE)
                .resultOf("main")
                .waiting("PodInitializing");
    }

    private static Story awaitingInputs() {
        Story story = pod();
        return story.state(INPUT, new Running(Optional.of(story.moment()))).seen();
    }

    private static Story running() {
        Story story = awaitingInputs().after(60);
        return story.state(INPUT, ended(story, 0, "Completed", ""))
                .state(OUTPUT, new Running(Optional.of(story.moment())))
                .running();
    }

    private static Terminated ended(Story story, int code, String reason, String message) {
        Instant now = story.moment();
        return new Terminated(code, reason, message, Optional.of(now.minusSeconds(5)), Optional.of(now));
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3} {4}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            80  | Error     | run-pod missing tar head_-c      | PERMANENT     | FileToolMissing     | The image lacks tools that transfers of files need: tar, head -c
            81  | Error     | run-pod not-writable /run-pod    | PERMANENT     | FileContainerFailed | The user of the container cannot write to the volume for files
            1   | Error     | sh: out of memory                | NEVER_STARTED | FileContainerFailed | The script has failed in an unknown way (exit code 1): sh: out of memory
            137 | OOMKilled | -                                | NEVER_STARTED | FileContainerFailed | The script was killed, probably because its container needs more memory
            0   | OOMKilled | -                                | NEVER_STARTED | FileContainerFailed | The script was killed, probably because its container needs more memory
            143 | Error     | -                                | NEVER_STARTED | FileContainerFailed | The container was stopped
            """)
    void endOfTheFirstSaysWhy(int code, String reason, String said, Verdict verdict, String cause, String message) {
        Story story = awaitingInputs().after(3);
        Diagnosis d = story.state(INPUT, ended(story, code, reason, said == null ? "" : said))
                .now();
        assertThat(d.verdict()).isEqualTo(verdict);
        assertThat(d.cause()).isEqualTo(cause);
        assertThat(d.message()).isEqualTo(message);
        assertThat(d.container()).isEqualTo(INPUT);
        assertThat(d.exitCode()).isEmpty();
        assertThat(d.settled()).isTrue();
        assertThat(d.remedy()).isNotEmpty();
        assertThat(story.phase("Failed").now().cause()).isEqualTo(cause);
        assertThat(story.gone().verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed:"
                        + " unable to start container process: exec: \"sh\": executable file not found in $PATH: unknown",
                "container create failed: executable file `sh` not found in $PATH: No such file or directory",
                "exec: \\\"sh\\\": executable file not found in $PATH"
            })
    void imageWithoutAShellLacksATool(String message) {
        Diagnosis started = pod().state(INPUT, Story.failedStart("StartError", 128, message))
                .now();
        assertThat(started.verdict()).isEqualTo(Verdict.PERMANENT);
        assertThat(started.cause()).isEqualTo("FileToolMissing");
        assertThat(started.remedy()).contains("filesImage");

        Diagnosis created =
                pod().state(INPUT, new Waiting("CreateContainerError", message)).now();
        assertThat(created.verdict()).isEqualTo(Verdict.PERMANENT);
        assertThat(created.cause()).isEqualTo("FileToolMissing");
    }

    @Test
    void shellThatTheTaskItselfLacksIsItsCommand() {
        String message = "exec: \"sh\": executable file not found in $PATH";
        assertThat(Story.bound()
                        .state("main", Story.failedStart("StartError", 128, message))
                        .now()
                        .cause())
                .isEqualTo("BadCommand");
    }

    @Test
    void startThatFailsForAnotherReasonIsWhatItIsElsewhere() {
        Diagnosis d = pod().state(INPUT, Story.failedStart("StartError", 128, "container init was OOM-killed"))
                .now();
        assertThat(d.cause()).isEqualTo("MemoryLimitTooLow");
    }

    @Test
    void imageOfThemIsPulledLikeAnyOther() {
        Story story = pod().state(INPUT, new Waiting("ErrImagePull", "toomanyrequests: rate limit exceeded"));
        assertThat(story.now().verdict()).isEqualTo(Verdict.RATE_LIMITED);
        assertThat(story.now().container()).isEqualTo(INPUT);
    }

    @Test
    void eventsOfThemAreNoStartOfTheTask() {
        Story story = awaitingInputs();
        story.event("Created", "Created container", INPUT, story.moment(), story.moment())
                .event("Started", "Started container", INPUT, story.moment(), story.moment());
        assertThat(story.memory().ran()).isFalse();
        assertThat(story.now().cause()).isEqualTo("SendingFiles");
    }

    /** The kubelet starts nothing after an init container that failed, whatever has stopped it. */
    @Test
    void podThatIsEvictedWhileItWaitsForInputsNeverRan() {
        Story story = awaitingInputs().after(30);
        story.state(INPUT, ended(story, 143, "Error", ""))
                .phase("Failed")
                .says("Evicted", "The node was low on resource");
        assertThat(story.verdict()).isEqualTo(Verdict.NEVER_STARTED);
        assertThat(story.now().cause()).isEqualTo("Evicted");
    }

    @Test
    void podThatIsDeletedWhileItWaitsForInputsNeverRan() {
        Story story = awaitingInputs().after(30).deletionAsked(30).seen().after(1);
        story.state(INPUT, ended(story, 143, "Error", ""));
        assertThat(story.verdict()).isEqualTo(Verdict.NEVER_STARTED);
        assertThat(story.gone().verdict()).isEqualTo(Verdict.NEVER_STARTED);
    }

    @Test
    void successIsFinalAtOnceWhileTheSecondRuns() {
        Diagnosis d = running().after(60).exit(0).now();
        assertThat(d.verdict()).isEqualTo(Verdict.SUCCEEDED);
        assertThat(d.settled()).isTrue();
    }

    /** It ends at once when the pod is ended, so both are seen to have ended. */
    @Test
    void exitCode0OfAnEvictedPodIsNoSuccess() {
        Story story = running().after(60);
        story.state(OUTPUT, ended(story, 143, "Error", "")).exit(0);
        assertThat(story.now().settled()).isFalse();
        story.after(2).phase("Failed").says("Evicted", "The node was low on resource: memory.");
        assertThat(story.verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
    }

    @Test
    void podThatWasDeletedBeforeItsExitCode0HasNotSucceeded() {
        Story story = running().after(60).deletionAsked(30).seen().after(2).exit(0);
        assertThat(story.verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
    }

    @Test
    void failureIsSettledAfterTwoSecondsWhileTheSecondRuns() {
        Story story = running().after(60).exit(137, "OOMKilled");
        assertThat(story.now().settled()).isFalse();
        assertThat(story.after(2).now().settled()).isTrue();
        assertThat(story.now().cause()).isEqualTo("OOMKilled");
    }

    @Test
    void resultThatFailedToStartIsNotKeptByTheSecond() {
        Story story = pod();
        story.state(INPUT, ended(story, 0, "Completed", ""))
                .state(OUTPUT, new Running(Optional.of(story.moment())))
                .state("main", Story.failedStart("StartError", 128, "something new"));
        assertThat(story.verdict()).isEqualTo(Verdict.NEVER_STARTED);
    }
}
