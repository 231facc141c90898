package io.jenkins.plugins.runpod.engine.diagnosis;

import static io.jenkins.plugins.runpod.engine.diagnosis.PodClass.AMBIGUOUS;
import static io.jenkins.plugins.runpod.engine.diagnosis.PodClass.NEVER_STARTED;
import static io.jenkins.plugins.runpod.engine.diagnosis.PodClass.OUTCOME_UNKNOWN;
import static io.jenkins.plugins.runpod.engine.diagnosis.PodClass.PERMANENT;
import static io.jenkins.plugins.runpod.engine.diagnosis.PodClass.RUNNING;
import static io.jenkins.plugins.runpod.engine.diagnosis.PodClass.SUCCEEDED;
import static io.jenkins.plugins.runpod.engine.diagnosis.PodClass.TASK_FAILED;
import static io.jenkins.plugins.runpod.engine.diagnosis.PodClass.WAITING;
import static io.jenkins.plugins.runpod.engine.diagnosis.Story.BEGIN;
import static io.jenkins.plugins.runpod.engine.diagnosis.Story.bound;
import static io.jenkins.plugins.runpod.engine.diagnosis.Story.failedStart;
import static io.jenkins.plugins.runpod.engine.diagnosis.Story.terminated;
import static io.jenkins.plugins.runpod.engine.diagnosis.Story.unbound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.jenkins.plugins.runpod.engine.diagnosis.ContainerState.Running;
import io.jenkins.plugins.runpod.engine.diagnosis.ContainerState.Terminated;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The table of terminated containers and of reasons of the whole pod. */
class EndsTest {
    private static final String NODE_LOW = "The node was low on resource: memory. Threshold quantity: 100Mi";
    private static final String NODE_CONDITION = "Pod was rejected: The node had condition: [MemoryPressure]. ";
    private static final String DEADLINE = "Pod was active on the node longer than the specified deadline";
    private static final Terminated LOST = new Terminated(
            137,
            "ContainerStatusUnknown",
            "The container could not be located when the pod was terminated",
            Optional.empty(),
            Optional.empty());

    private static Story pulling() {
        return bound().waiting("ImagePullBackOff", "Back-off pulling image \"x\"").after(5);
    }

    private static Story creating() {
        return bound().creating().after(5);
    }

    private static Story running() {
        return bound().creating().after(5).running().after(60);
    }

    private static DynamicTest row(String what, Story story, PodClass podClass, String cause) {
        return dynamicTest(what + " is " + podClass, () -> {
            Diagnosis d = story.now();
            assertThat(d.podClass()).isEqualTo(podClass);
            assertThat(d.cause()).isEqualTo(cause);
            assertThat(d.settled()).isEqualTo(podClass.terminal());
            assertThat(d.remedy().isEmpty()).isEqualTo(podClass == SUCCEEDED || cause.equals("Running"));
        });
    }

    private static DynamicTest gone(String what, Story story, PodClass podClass, String cause) {
        return dynamicTest("gone: " + what + " is " + podClass, () -> {
            Diagnosis d = story.seen().gone();
            assertThat(d.podClass()).isEqualTo(podClass);
            assertThat(d.cause()).isEqualTo(cause);
            assertThat(d.settled()).isTrue();
        });
    }

    @TestFactory
    Stream<DynamicTest> endsOfContainers() {
        return Stream.of(
                row("Completed 0", running().phase("Succeeded").exit(0), SUCCEEDED, "Completed"),
                row("Completed 0, phase not yet terminal", running().exit(0), SUCCEEDED, "Completed"),
                row("Error 42", running().phase("Failed").exit(42), TASK_FAILED, "ExitCode"),
                row("OOMKilled", running().phase("Failed").exit(137, "OOMKilled"), TASK_FAILED, "OOMKilled"),
                row("Error 137", running().phase("Failed").exit(137), TASK_FAILED, "PossiblyOutOfMemory"),
                row(
                        "Error 137 after a failed probe",
                        running().event("Killing", "Container main failed liveness probe, will be restarted")
                                .phase("Failed")
                                .exit(137),
                        TASK_FAILED,
                        "ProbeFailed"),
                row(
                        "StartError",
                        creating().phase("Failed")
                                .state("main", failedStart("StartError", 128, "exec: \"/x\": no such file or directory"))
                                .seen(),
                        PERMANENT,
                        "BadCommand"),
                row(
                        "StartError for want of memory",
                        creating().phase("Failed")
                                .state("main", failedStart("StartError", 128, "container init was OOM-killed"))
                                .seen(),
                        PERMANENT,
                        "MemoryLimitTooLow"),
                row(
                        "StartError of a busy runtime",
                        creating().phase("Failed")
                                .state("main", failedStart("StartError", 128, "context deadline exceeded"))
                                .seen(),
                        NEVER_STARTED,
                        "RuntimeBusy"),
                row(
                        "ContainerCannotRun with the time of creation as its start",
                        creating().phase("Failed")
                                .state("main", new Terminated(127, "ContainerCannotRun", "executable file not found in"
                                        + " $PATH", Optional.of(BEGIN), Optional.of(BEGIN)))
                                .seen(),
                        PERMANENT,
                        "BadCommand"),
                row(
                        "ContainerStatusUnknown after running",
                        running().phase("Failed").state("main", LOST).seen(),
                        OUTCOME_UNKNOWN,
                        "ContainerStatusUnknown"),
                row(
                        "ContainerStatusUnknown after creating",
                        creating().phase("Failed").state("main", LOST).seen(),
                        OUTCOME_UNKNOWN,
                        "ContainerStatusUnknown"),
                row(
                        "ContainerStatusUnknown after pulling",
                        pulling().phase("Failed").state("main", LOST).seen(),
                        NEVER_STARTED,
                        "ContainerStatusUnknown"),
                row(
                        "Unknown 255, as after a reboot of the node",
                        running().phase("Failed").state("main", terminated(255, "Unknown", BEGIN, BEGIN)).seen(),
                        OUTCOME_UNKNOWN,
                        "ContainerStatusUnknown"));
    }

    @TestFactory
    Stream<DynamicTest> endsOfPods() {
        return Stream.of(
                row("DeadlineExceeded", running().noStatuses().failed("DeadlineExceeded", DEADLINE), TASK_FAILED, "DeadlineExceeded"),
                row("DeadlineExceeded, state still running", running().failed("DeadlineExceeded", DEADLINE), TASK_FAILED, "DeadlineExceeded"),
                row("DeadlineExceeded, exit 0 on SIGTERM", running().failed("DeadlineExceeded", DEADLINE).exit(0), TASK_FAILED, "DeadlineExceeded"),
                row("DeadlineExceeded while pulling", pulling().failed("DeadlineExceeded", DEADLINE), TASK_FAILED, "DeadlineExceeded"),
                row("Evicted by the node after running", running().noStatuses().failed("Evicted", NODE_LOW), OUTCOME_UNKNOWN, "Evicted"),
                row("Evicted by the node, exit 0 on SIGTERM", running().failed("Evicted", NODE_LOW).exit(0), OUTCOME_UNKNOWN, "Evicted"),
                row("Evicted by the node while pulling", pulling().noStatuses().failed("Evicted", NODE_LOW), NEVER_STARTED, "Evicted"),
                row("Evicted by the node while creating", creating().noStatuses().failed("Evicted", NODE_LOW), OUTCOME_UNKNOWN, "Evicted"),
                row("Evicted for ephemeral storage", running().noStatuses().failed("Evicted", "Pod ephemeral local storage usage exceeds the total limit of containers 3Mi. "), TASK_FAILED, "EvictedOwnLimit"),
                row("Evicted for an emptyDir", running().failed("Evicted", "Usage of EmptyDir volume \"d\" exceeds the limit \"2Mi\". ").exit(137), TASK_FAILED, "EvictedOwnLimit"),
                row("Evicted for a container's storage", running().failed("Evicted", "Container main exceeded its local ephemeral storage limit \"3Mi\". "), TASK_FAILED, "EvictedOwnLimit"),
                row("Evicted: rejected, never ran", bound().seen().failed("Evicted", NODE_CONDITION), NEVER_STARTED, "Evicted"),
                row("Evicted: rejected, had run", running().noStatuses().failed("Evicted", NODE_CONDITION), OUTCOME_UNKNOWN, "Evicted"),
                row("Terminated with the node, after running", running().failed("Terminated", "Pod was terminated in response to imminent node shutdown."), OUTCOME_UNKNOWN, "NodeShutdown"),
                row("NodeShutdown while pulling", pulling().failed("NodeShutdown", "Node is shutting, evicting pods"), NEVER_STARTED, "NodeShutdown"),
                row("NodeShutdown: rejected", bound().failed("NodeShutdown", "Pod was rejected as the node is shutting down."), NEVER_STARTED, "NodeShutdown"),
                row("OutOfcpu", bound().failed("OutOfcpu", "Pod Node didn't have enough resource: cpu"), NEVER_STARTED, "KubeletRejected"),
                row("OutOfmemory", bound().failed("OutOfmemory", ""), NEVER_STARTED, "KubeletRejected"),
                row("OutOfpods", bound().failed("OutOfpods", ""), NEVER_STARTED, "KubeletRejected"),
                row("OutOfnvidia.com/gpu", bound().failed("OutOfnvidia.com/gpu", ""), NEVER_STARTED, "KubeletRejected"),
                row("NodeAffinity", bound().failed("NodeAffinity", "Pod was rejected: Predicate NodeAffinity failed"), NEVER_STARTED, "KubeletRejected"),
                row("TopologyAffinityError", bound().failed("TopologyAffinityError", ""), NEVER_STARTED, "KubeletRejected"),
                row("UnexpectedAdmissionError", bound().failed("UnexpectedAdmissionError", "Allocate failed"), NEVER_STARTED, "KubeletRejected"),
                row("UnexpectedAdmissionError after a restart of the kubelet", running().noStatuses().failed("UnexpectedAdmissionError", "Allocate failed"), OUTCOME_UNKNOWN, "KubeletRejected"),
                row("a rejection with a new reason", bound().failed("BrandNew", "Pod was rejected: something"), NEVER_STARTED, "KubeletRejected"),
                row("Preempting before the start", bound().failed("Preempting", "Preempted in order to admit critical pod"), NEVER_STARTED, "Preempted"),
                row("Preempting after the start", running().failed("Preempting", "Preempted in order to admit critical pod"), OUTCOME_UNKNOWN, "Preempted"),
                row("Failed for a reason nobody knows", creating().noStatuses().failed("BrandNew", ""), OUTCOME_UNKNOWN, "NoExitCode"),
                row("Succeeded without any exit code", creating().noStatuses().phase("Succeeded").seen(), OUTCOME_UNKNOWN, "NoExitCode"),
                row("node lost", running().condition("Ready", "False", "").condition("ContainersReady", "True", "").seen(), RUNNING, "NodeLost"),
                row("not ready for a readiness gate", running().condition("Ready", "False", "ReadinessGatesNotReady").condition("ContainersReady", "True", "").seen(), RUNNING, "Running"),
                row("Unschedulable", unbound().unschedulable("Unschedulable", "0/1 nodes are available"), WAITING, "Unschedulable"),
                row("SchedulingGated", unbound().unschedulable("SchedulingGated", ""), WAITING, "SchedulingGated"),
                row("not looked at by the scheduler", unbound().seen(), WAITING, "NotScheduled"));
    }

    @TestFactory
    Stream<DynamicTest> endsFromOutside() {
        Stream<DynamicTest> disruptions = Stream.of("PreemptionByScheduler", "EvictionByEvictionAPI",
                        "DeletionByTaintManager", "DeletionByPodGC", "TerminationByKubelet")
                .flatMap(by -> Stream.of(
                        row(by + " after the start", running().condition("DisruptionTarget", "True", by).phase("Failed").exit(143), OUTCOME_UNKNOWN, "Disrupted"),
                        row(by + " before the start", pulling().condition("DisruptionTarget", "True", by).phase("Failed").seen(), NEVER_STARTED, "Disrupted")));
        return Stream.concat(disruptions, Stream.of(
                row("a disruption that was called off", running().condition("DisruptionTarget", "False", "x").phase("Failed").exit(1), TASK_FAILED, "ExitCode"),
                row("deleted while running", running().deletionAsked(30).seen(), RUNNING, "Terminating"),
                row("deleted while pulling", pulling().deletionAsked(30).seen(), WAITING, "Terminating"),
                row("deleted, exit 137", running().deletionAsked(2).after(3).phase("Failed").exit(137), OUTCOME_UNKNOWN, "DeletedByOthers"),
                row("deleted, exit 0 on SIGTERM", running().deletionAsked(2).after(1).phase("Succeeded").exit(0), OUTCOME_UNKNOWN, "DeletedByOthers"),
                row("ended 5 s before the deletion, seen together", running().state("main", terminated(0, "Completed", BEGIN, BEGIN.plusSeconds(65))).after(5).deletionAsked(30).seen(), SUCCEEDED, "Completed"),
                row("ended 4 s before the deletion, seen together", running().state("main", terminated(0, "Completed", BEGIN, BEGIN.plusSeconds(66))).after(5).deletionAsked(30).seen(), OUTCOME_UNKNOWN, "DeletedByOthers"),
                row("ended, then deleted", running().phase("Succeeded").exit(0).after(1).deletionAsked(30).seen(), SUCCEEDED, "Completed"),
                row("failed, then evicted for good", running().phase("Failed").exit(3).after(60).condition("DisruptionTarget", "True", "DeletionByPodGC").seen(), TASK_FAILED, "ExitCode"),
                gone("after a recorded success", running().phase("Succeeded").exit(0), SUCCEEDED, "Completed"),
                gone("after a recorded failure", running().exit(5), TASK_FAILED, "ExitCode"),
                gone("after a recorded deadline", running().failed("DeadlineExceeded", DEADLINE), TASK_FAILED, "DeadlineExceeded"),
                gone("last seen running", running(), OUTCOME_UNKNOWN, "PodVanished"),
                gone("last seen pulling", pulling(), NEVER_STARTED, "PodVanished"),
                gone("last seen with a configuration error", bound().waiting("CreateContainerConfigError", "secret \"s\" not found"), NEVER_STARTED, "PodVanished"),
                gone("last seen with an image that may not be pulled", bound().waiting("ErrImagePull", "401 Unauthorized"), PERMANENT, "PullAccessDenied"),
                gone("last seen creating", creating(), OUTCOME_UNKNOWN, "PodVanished"),
                gone("pulled, then creating", pulling().creating(), OUTCOME_UNKNOWN, "PodVanished"),
                gone("bound and nothing more", bound(), OUTCOME_UNKNOWN, "PodVanished"),
                gone("never bound", unbound(), NEVER_STARTED, "PodVanished"),
                gone("deleted while pulling", pulling().deletionAsked(30), NEVER_STARTED, "PodVanished"),
                gone("deleted while creating, its log had answered", creating().logAnswered().deletionAsked(30), OUTCOME_UNKNOWN, "PodVanished"),
                gone("pulling, its Started event came late", pulling().event("Started", "Started container main"), OUTCOME_UNKNOWN, "PodVanished")));
    }

    @TestFactory
    Stream<DynamicTest> whatBeginsCannotBeTakenBack() {
        return Stream.of(
                latched("state running", running()),
                latched("a start time", bound().state("main", terminated(1, "Error", BEGIN, BEGIN))),
                latched("a Started event", creating().event("Started", "Started container main")),
                latched("a restart", creating().restarted("main", 1, new ContainerState.Absent())),
                latched("a last state", creating().restarted("main", 0, terminated(1, "Error", BEGIN, BEGIN))),
                latched("a log that answered", creating().logAnswered()),
                latched("a failed postStart hook", bound().waiting("PostStartHookError", "")),
                latched("a lost container that used to run", creating().state("main", new Terminated(137, "ContainerStatusUnknown", "The container used to be Running", Optional.empty(), Optional.empty()))));
    }

    private static DynamicTest latched(String by, Story story) {
        return dynamicTest(by, () -> {
            assertThat(story.seen().memory().ran()).isTrue();
            story.noStatuses().seen().waiting("ImagePullBackOff", "");
            assertThat(story.memory().ran()).isTrue();
            assertThat(story.gone().podClass()).isNotEqualTo(NEVER_STARTED);
        });
    }

    @TestFactory
    Stream<DynamicTest> whatHasNotBegun() {
        return Stream.of(
                dynamicTest("a failed start", () -> assertThat(bound().state("main", failedStart("StartError", 128, "")).seen().memory().ran()).isFalse()),
                dynamicTest("a missing object", () -> assertThat(bound().waiting("CreateContainerConfigError", "secret \"s\" not found").podClass()).isEqualTo(AMBIGUOUS)),
                dynamicTest("a lost container of which nothing was seen", () -> assertThat(bound().state("main", LOST).seen().memory().ran()).isFalse()));
    }

    @TestFactory
    Stream<DynamicTest> provisionalExitCodes() {
        return Stream.of(
                dynamicTest("an exit code other than 0 is not final before the phase", () -> {
                    Diagnosis d = running().exit(137).now();
                    assertThat(d.settled()).isFalse();
                    assertThat(d.recheckAt()).contains(BEGIN.plusSeconds(75));
                }),
                dynamicTest("after 10 s it is final all the same", () -> assertThat(running().exit(137).after(10).now().settled()).isTrue()),
                dynamicTest("an eviction that follows the code within seconds wins", () -> assertThat(
                                running().exit(137).after(3).failed("Evicted", NODE_LOW).podClass())
                        .isEqualTo(OUTCOME_UNKNOWN)),
                dynamicTest("a deletion that follows the code does not", () -> assertThat(
                                running().exit(3).after(3).deletionAsked(30).phase("Failed").podClass())
                        .isEqualTo(TASK_FAILED)),
                dynamicTest("an exit code 0 is final at once", () -> assertThat(running().exit(0).now().settled()).isTrue()),
                dynamicTest("a container that runs again has not ended", () -> assertThat(running().exit(1)
                                .after(30)
                                .restarted("main", 1, terminated(1, "Error", BEGIN, BEGIN))
                                .state("main", new Running(Optional.of(BEGIN.plusSeconds(90))))
                                .podClass())
                        .isEqualTo(RUNNING)));
    }
}
