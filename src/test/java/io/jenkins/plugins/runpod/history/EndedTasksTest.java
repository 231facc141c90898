package io.jenkins.plugins.runpod.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.diagnosis.Memory;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.Attempt;
import io.jenkins.plugins.runpod.engine.lifecycle.CauseSpan;
import io.jenkins.plugins.runpod.engine.lifecycle.EndedAttempt;
import io.jenkins.plugins.runpod.engine.lifecycle.Ending;
import io.jenkins.plugins.runpod.engine.lifecycle.ImageSource;
import io.jenkins.plugins.runpod.engine.lifecycle.PodVariant;
import io.jenkins.plugins.runpod.engine.lifecycle.ResultBuilder;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.pod.ContainerEnd;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.ImageMirrors;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EndedTasksTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final TaskParameters parameters = new TaskParameters();
    private TaskState state = TaskState.fresh("ci", "pod-1", START);

    EndedTasksTest() {
        parameters.image = "maven:3";
    }

    @Test
    void rateLimitedPullCountsForItsImageAndRunTimeForTheNode() throws Exception {
        waited(
                span(1, Verdict.WAITING, "NotScheduled", "", 0, 2),
                span(1, Verdict.RATE_LIMITED, "RegistryRateLimit", "main", 2, 10),
                span(1, Verdict.WAITING, "ContainerCreating", "main", 10, 11),
                span(1, Verdict.RATE_LIMITED, "RegistryRateLimit", "main", 11, 41));

        EndedTask line = line(ResultBuilder.aResult(Verdict.SUCCEEDED)
                .reason("Completed")
                .ran(at(-500), at(-440)) // the node's clock is slow
                .build());

        assertThat(line)
                .isEqualTo(new EndedTask(
                        at(120),
                        "task",
                        "folder/job#7",
                        "prod",
                        "ci",
                        "maven:3",
                        Verdict.SUCCEEDED,
                        "Completed",
                        1,
                        41_000L,
                        60_000,
                        0,
                        List.of(
                                new Wait(WaitKind.SCHEDULING, "NotScheduled", "", 1, 2_000),
                                new Wait(WaitKind.LIMITED, "RegistryRateLimit", "maven:3", 2, 38_000),
                                new Wait(WaitKind.STARTING, "ContainerCreating", "", 1, 1_000))));
    }

    @Test
    void attemptsBeforeTheLastAreLost() throws Exception {
        waited(
                span(1, Verdict.WAITING, "ContainerCreating", "main", 0, 10),
                span(1, Verdict.RUNNING, "NodeLost", "main", 20, 40),
                span(2, Verdict.WAITING, "ContainerCreating", "main", 50, 55));
        attempt(2, null, earlier(1, "main", at(10), at(45), null));

        EndedTask line = line(ResultBuilder.aResult(Verdict.TASK_FAILED)
                .reason("ExitCode")
                .ran(at(55), at(75))
                .build());

        assertThat(line.attempts()).isEqualTo(2);
        assertThat(line.startMs()).isEqualTo(10_000);
        assertThat(line.runMs()).isEqualTo(20_000);
        assertThat(line.lostMs()).as("10 s of waiting, 35 s of running").isEqualTo(45_000);
        assertThat(line.waits()).contains(new Wait(WaitKind.LOST, "NodeLost", "", 1, 20_000));
    }

    @Test
    void taskWhoseInitContainerFailedHasNotStarted() throws Exception {
        attempt(2, null, earlier(1, "prepare", at(5), at(9), null));

        EndedTask line = line(ResultBuilder.aResult(Verdict.NEVER_STARTED)
                .reason("StartTimeout")
                .build());

        assertThat(line.startMs()).isNull();
        assertThat(line.runMs()).isZero();
    }

    @Test
    void taskThatWasCancelledInTheQueueHasWaitedOnly() throws Exception {
        waited(new CauseSpan(1, Verdict.WAITING, "PodLimit", "", "", START, null));

        EndedTask line = line(
                ResultBuilder.aResult(Verdict.CANCELLED).reason("Cancelled").build());

        assertThat(line.startMs()).isNull();
        assertThat(line.waits()).containsExactly(new Wait(WaitKind.SCHEDULING, "PodLimit", "", 1, 120_000));
    }

    @Test
    void runWhoseEndWasNotSeenEndsWithTheResult() throws Exception {
        waited(span(1, Verdict.WAITING, "ContainerCreating", "main", 0, 10));
        ran();

        EndedTask line = line(
                ResultBuilder.aResult(Verdict.CANCELLED).reason("Cancelled").build());

        assertThat(line.startMs()).isEqualTo(10_000);
        assertThat(line.runMs()).isEqualTo(110_000);
    }

    @Test
    void outputsAreCollectedAfterTheRun() throws Exception {
        waited(
                span(1, Verdict.WAITING, "ContainerCreating", "main", 0, 10),
                span(1, Verdict.WAITING, "CollectingFiles", "", 30, 60));
        ran();

        EndedTask line = line(
                ResultBuilder.aResult(Verdict.SUCCEEDED).ran(at(10), at(30)).build());

        assertThat(line.startMs()).isEqualTo(10_000);
        assertThat(line.waits()).contains(new Wait(WaitKind.FILES, "CollectingFiles", "", 1, 30_000));
    }

    @Test
    void pullFromAMirrorCountsForTheImageThere() throws Exception {
        parameters.mirrors = ImageMirrors.of(List.of("docker.io=mirror.example/hub"), false);
        waited(
                span(1, Verdict.RATE_LIMITED, "RegistryRateLimit", "main", 0, 5),
                span(2, Verdict.TRANSIENT, "RegistryTimeout", "main", 5, 15));
        PodVariant fromMirror = PodVariant.FIRST.with(ImageSource.MIRROR);
        Ending givenUp = new Ending(Verdict.NEVER_STARTED, "Mirror", "", "", false, ContainerEnd.none(), fromMirror);
        attempt(2, fromMirror, new EndedAttempt(1, "pod-1", "node", givenUp, null));

        EndedTask line = line(
                ResultBuilder.aResult(Verdict.SUCCEEDED).ran(at(15), at(16)).build());

        assertThat(line.attempts()).isEqualTo(1); // the pod that was given up for it costs none
        assertThat(line.lostMs()).isZero();
        assertThat(line.image()).isEqualTo("maven:3");
        assertThat(line.waits())
                .extracting(Wait::image)
                .containsExactly("maven:3", "mirror.example/hub/library/maven:3");
    }

    @Test
    void startThatWaitsForARegistryCountsForTheImageThatComesFromThere() throws Exception {
        parameters.container = "main";
        parameters.yaml = "spec: {containers: [{name: main}, {name: db, image: 'quay.example/db:1'}]}";
        waited(new CauseSpan(
                1,
                Verdict.WAITING,
                "RegistryDamping",
                "",
                "Registry quay.example limits pulls at present.",
                START,
                at(30)));

        EndedTask line = line(
                ResultBuilder.aResult(Verdict.SUCCEEDED).ran(at(30), at(31)).build());

        assertThat(line.waits())
                .containsExactly(new Wait(WaitKind.LIMITED, "RegistryDamping", "quay.example/db:1", 1, 30_000));
    }

    private EndedTask line(TaskResult result) throws Exception {
        state = new TaskState(
                state.stage(),
                state.namespace(),
                state.attempt(),
                state.ledger(),
                state.causes(),
                null,
                null,
                null,
                result,
                state.earlier());
        TaskSpecification specification = TaskSpecification.of(parameters, "ci", TaskPolicy.standard());
        PodTask task = new PodTask(new TaskId("controller", "task"), specification, Map.of());
        return EndedTasks.of(task, "folder/job#7", "prod", state, result, at(120));
    }

    private void waited(CauseSpan... causes) {
        change(state.attempt(), List.of(causes), state.earlier());
    }

    private void attempt(int number, PodVariant variant, EndedAttempt... earlier) {
        Attempt first = state.attempt();
        change(changed(first, number, first.memory(), variant), state.causes(), List.of(earlier));
    }

    private void ran() {
        Memory memory = Memory.empty();
        Memory after = new Memory(
                true,
                true,
                true,
                memory.proof(),
                memory.probeFailed(),
                memory.started(),
                memory.pending(),
                memory.pullSecrets(),
                memory.end(),
                memory.sidecars(),
                memory.stop());
        change(changed(state.attempt(), 1, after, null), state.causes(), state.earlier());
    }

    private static Attempt changed(Attempt from, int number, Memory memory, PodVariant variant) {
        return new Attempt(
                number, "pod-" + number, "uid", "node", null, null, memory, false, false, null, null, variant);
    }

    private void change(Attempt attempt, List<CauseSpan> causes, List<EndedAttempt> earlier) {
        state = new TaskState(
                state.stage(), state.namespace(), attempt, state.ledger(), causes, null, null, null, null, earlier);
    }

    private static EndedAttempt earlier(
            int number, String container, Instant started, Instant finished, PodVariant variant) {
        Ending ending = new Ending(
                Verdict.TASK_FAILED,
                "ExitCode",
                "",
                "",
                false,
                new ContainerEnd(container, 1, started, finished, null));
        return new EndedAttempt(number, "pod-" + number, "node", ending, variant);
    }

    private static CauseSpan span(int attempt, Verdict verdict, String cause, String container, long from, long to) {
        return new CauseSpan(attempt, verdict, cause, container, "", at(from), at(to));
    }

    private static Instant at(long second) {
        return START.plusSeconds(second);
    }
}
