package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot.Kind;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Running;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Terminated;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Waiting;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a native sidecar does before the task starts, and beside it. */
class SidecarsTest {
    private static final Instant BEGIN = Story.BEGIN;
    private static final ContainerState CRASH_LOOP =
            new Waiting("CrashLoopBackOff", "back-off 10s restarting failed container=proxy pod=task_ci(uid)");
    private static final Terminated FAILED = Story.terminated(1, "Error", BEGIN, BEGIN.plusSeconds(2));

    private static Story initializing() {
        return Story.bound().with("proxy", Kind.SIDECAR, "r.io/proxy:1").waiting("PodInitializing");
    }

    private static Story restarting(ContainerState state, Terminated lastState) {
        return initializing().state("proxy", state).restarted("proxy", 1, lastState);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            1   | Error      |
            0   | Completed  |
            137 | OOMKilled  |
            137 | Error      |
            255 | Unknown    |
            128 | StartError | failed to create shim task: context deadline exceeded
            """)
    void isRestartedUntilItStarts(int code, String reason, String message) {
        Terminated end = code == 128
                ? Story.failedStart(reason, code, message)
                : Story.terminated(code, reason, BEGIN, BEGIN.plusSeconds(2));
        String how = code == 128 ? "could not be started" : "ended with exit code " + code;
        for (Story story : new Story[] {
            initializing().state("proxy", end),
            restarting(CRASH_LOOP, end),
            restarting(new Waiting("RunContainerError", "something new"), end),
            restarting(new Waiting("PodInitializing", ""), end),
            restarting(new Running(Optional.of(BEGIN.plusSeconds(12))), end)
        }) {
            Diagnosis d = story.now();
            assertThat(d.verdict()).as("%s", d).isEqualTo(Verdict.WAITING);
            assertThat(d.cause()).isEqualTo("CrashLoopBackOff");
            assertThat(d.container()).isEqualTo("proxy");
            assertThat(d.message()).contains("sidecar proxy").contains(how);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            exec: "/x": no such file or directory         | BadCommand
            exec: "x": executable file not found in $PATH | BadCommand
            """)
    void thatNoRestartHelpsIsPermanent(String message, String cause) {
        Diagnosis d = restarting(CRASH_LOOP, Story.failedStart("StartError", 128, message))
                .now();
        assertThat(d.verdict()).isEqualTo(Verdict.PERMANENT);
        assertThat(d.cause()).isEqualTo(cause);
        assertThat(d.container()).isEqualTo("proxy");
    }

    @Test
    void doesNotHideWhatTheTaskWaitsFor() {
        Story story = restarting(CRASH_LOOP, FAILED).waiting("ErrImagePull", "429 Too Many Requests");
        assertThat(story.verdict()).isEqualTo(Verdict.RATE_LIMITED);
    }

    @Test
    void thatHasStartedIsNotWaitedFor() {
        Story story = restarting(new Running(Optional.of(BEGIN)), FAILED).condition("Initialized", "True", "");
        assertThat(story.now().cause()).isEqualTo("PodInitializing");
    }

    @Test
    void beforeAnotherInitContainerIsNotWaitedFor() {
        Story story = restarting(CRASH_LOOP, FAILED).with("setup", Kind.INIT, "r.io/setup:1");
        story.state("setup", new Running(Optional.of(BEGIN)));
        assertThat(story.now().cause()).isEqualTo("PodInitializing");
    }

    @Test
    void changesNothingOnceTheTaskRuns() {
        Story story = restarting(CRASH_LOOP, FAILED).running();
        assertThat(story.verdict()).isEqualTo(Verdict.RUNNING);
        assertThat(story.state("proxy", FAILED).verdict()).isEqualTo(Verdict.RUNNING);
        assertThat(story.exit(0).verdict()).isEqualTo(Verdict.SUCCEEDED);
    }

    @Test
    void thatRanIsNoProofThatTheTaskRan() {
        Story story = initializing().event("Started", "Started container proxy", "proxy", BEGIN, BEGIN);
        story.state("proxy", new Running(Optional.of(BEGIN))).waiting("ImagePullBackOff");
        assertThat(story.memory().ran()).isFalse();
        story.state("proxy", Story.terminated(143, "Error", BEGIN, BEGIN));
        story.failed("Evicted", "The node was low on resource: memory.");
        assertThat(story.verdict()).isEqualTo(Verdict.NEVER_STARTED);
    }

    @Test
    void thatPullsAgainIsNoProofThatTheTaskRests() {
        Story story = restarting(new Waiting("ImagePullBackOff", ""), FAILED).creating();
        assertThat(story.gone().verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
    }

    @Test
    void doesNotExcuseAnInitContainerThatRan() {
        Story story = initializing().with("setup", Kind.INIT, "r.io/setup:1");
        story.state("setup", Story.terminated(0, "Completed", BEGIN, BEGIN)).waiting("ImagePullBackOff");
        assertThat(story.failed("Evicted", "The node was low on resource: memory.")
                        .verdict())
                .isEqualTo(Verdict.OUTCOME_UNKNOWN);
    }

    @Test
    void thatEndedMakesAFailedPodNoFailureOfTheTask() {
        Story story = restarting(CRASH_LOOP, FAILED).phase("Failed");
        assertThat(story.now().cause()).isEqualTo("NoExitCode");
    }
}
