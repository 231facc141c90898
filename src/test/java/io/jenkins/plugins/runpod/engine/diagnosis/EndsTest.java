package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot.Kind;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Running;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Terminated;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Waiting;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of terminated containers, of reasons of the whole pod, and of what comes from outside. */
class EndsTest {
    private static final Instant BEGIN = Story.BEGIN;
    private static final String NODE_LOW = "The node was low on resource: memory. Threshold quantity: 100Mi";
    private static final Terminated LOST = new Terminated(
            137,
            "ContainerStatusUnknown",
            "The container could not be located when the pod was terminated",
            Optional.empty(),
            Optional.empty());

    /** A pod that was last seen like this. */
    private static Story lastSeen(String how) {
        return switch (how) {
            case "unbound" -> Story.unbound().seen();
            case "bound" -> Story.bound().seen();
            case "creating" -> Story.bound().creating().after(5);
            case "pulling" ->
                Story.bound()
                        .waiting("ImagePullBackOff", "Back-off pulling image \"x\"")
                        .after(5);
            case "pulled" -> lastSeen("pulling").creating();
            case "refused" -> Story.bound().waiting("ErrImagePull", "401 Unauthorized");
            case "no secret" -> Story.bound().waiting("CreateContainerConfigError", "secret \"s\" not found");
            case "running" -> Story.bound().creating().after(5).running().after(60);
            case "succeeded" -> running().phase("Succeeded").exit(0);
            case "exited" -> running().exit(5);
            default -> throw new IllegalArgumentException(how);
        };
    }

    private static Story running() {
        return lastSeen("running");
    }

    private static void isSettled(Diagnosis d, Verdict verdict, String cause) {
        assertThat(d.verdict()).isEqualTo(verdict);
        assertThat(d.cause()).isEqualTo(cause);
        assertThat(d.settled()).isTrue();
        assertThat(d.remedy().isEmpty()).isEqualTo(verdict == Verdict.SUCCEEDED);
    }

    @ParameterizedTest(name = "{0}, then {2} {1} {3} is {4}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # last seen | code | reason | message | class | cause
            running  | 0   | Completed              | -                                             | SUCCEEDED       | Completed
            running  | 42  | Error                  | -                                             | TASK_FAILED     | ExitCode
            running  | 137 | OOMKilled              | -                                             | TASK_FAILED     | OOMKilled
            running  | 137 | Error                  | -                                             | TASK_FAILED     | PossiblyOutOfMemory
            running  | 255 | Unknown                | -                                             | OUTCOME_UNKNOWN | ContainerStatusUnknown
            running  | 137 | ContainerStatusUnknown | -                                             | OUTCOME_UNKNOWN | ContainerStatusUnknown
            creating | 128 | StartError             | exec: "/x": no such file or directory         | PERMANENT       | BadCommand
            creating | 128 | StartError             | exec: "/etc/passwd": permission denied        | PERMANENT       | BadCommand
            creating | 128 | StartError             | mkdir /etc/passwd: not a directory            | PERMANENT       | BadCommand
            creating | 128 | StartError             | error mounting "/a" to rootfs at "/b"         | PERMANENT       | BadMount
            creating | 128 | StartError             | container init was OOM-killed                 | PERMANENT       | MemoryLimitTooLow
            creating | 128 | StartError             | something new                                 | NEVER_STARTED   | StartError
            creating | 128 | StartError             | context deadline exceeded                     | NEVER_STARTED   | RuntimeBusy
            creating | 127 | ContainerCannotRun     | exec: "x": executable file not found in $PATH | PERMANENT       | BadCommand
            creating | 128 | ContainerCannotRun     | invalid mount config                          | PERMANENT       | BadMount
            """)
    void aTerminatedContainer(String before, int code, String reason, String message, Verdict verdict, String cause) {
        Story story = lastSeen(before);
        // Docker shows the time of creation as the start of a container that could not be started.
        Instant started = reason.equals("StartError") ? Instant.EPOCH : BEGIN;
        story.phase(code == 0 ? "Succeeded" : "Failed")
                .state(
                        "main",
                        new Terminated(
                                code,
                                reason,
                                message == null ? "" : message,
                                Optional.of(started),
                                Optional.of(BEGIN.plusSeconds(60))));
        isSettled(story.now(), verdict, cause);
    }

    @ParameterizedTest(name = "{0}, then lost, is {1}")
    @CsvSource({"running, OUTCOME_UNKNOWN", "creating, OUTCOME_UNKNOWN", "pulling, NEVER_STARTED"})
    void aContainerThatTheKubeletLostIsJudgedByWhatWasSeenOfIt(String before, Verdict verdict) {
        isSettled(lastSeen(before).phase("Failed").state("main", LOST).now(), verdict, "ContainerStatusUnknown");
    }

    @ParameterizedTest(name = "{0}, then {1}: {2} is {3}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # last seen | reason | message | class | cause
            running  | DeadlineExceeded         | Pod was active on the node longer than the specified deadline          | TASK_FAILED     | DeadlineExceeded
            pulling  | DeadlineExceeded         | Pod was active on the node longer than the specified deadline          | TASK_FAILED     | DeadlineExceeded
            running  | Evicted                  | The node was low on resource: memory. Threshold quantity: 100Mi        | OUTCOME_UNKNOWN | Evicted
            pulling  | Evicted                  | The node was low on resource: memory. Threshold quantity: 100Mi        | NEVER_STARTED   | Evicted
            creating | Evicted                  | The node was low on resource: memory. Threshold quantity: 100Mi        | OUTCOME_UNKNOWN | Evicted
            running  | Evicted                  | Pod ephemeral local storage usage exceeds the total limit of containers 3Mi. | TASK_FAILED | EvictedOwnLimit
            running  | Evicted                  | Usage of EmptyDir volume "d" exceeds the limit "2Mi".                  | TASK_FAILED     | EvictedOwnLimit
            running  | Evicted                  | Container main exceeded its local ephemeral storage limit "3Mi".       | TASK_FAILED     | EvictedOwnLimit
            bound    | Evicted                  | Pod was rejected: The node had condition: [MemoryPressure].            | NEVER_STARTED   | Evicted
            running  | Evicted                  | Pod was rejected: The node had condition: [MemoryPressure].            | OUTCOME_UNKNOWN | Evicted
            running  | Terminated               | Pod was terminated in response to imminent node shutdown.              | OUTCOME_UNKNOWN | NodeShutdown
            pulling  | Terminated               | Pod was terminated in response to imminent node shutdown.              | NEVER_STARTED   | NodeShutdown
            running  | NodeShutdown             | Node is shutting, evicting pods                                        | OUTCOME_UNKNOWN | NodeShutdown
            bound    | NodeShutdown             | Pod was rejected as the node is shutting down.                         | NEVER_STARTED   | NodeShutdown
            bound    | OutOfcpu                 | Pod Node didn't have enough resource: cpu                              | NEVER_STARTED   | KubeletRejected
            bound    | OutOfmemory              | -                                                                      | NEVER_STARTED   | KubeletRejected
            bound    | OutOfpods                | -                                                                      | NEVER_STARTED   | KubeletRejected
            bound    | OutOfnvidia.com/gpu      | -                                                                      | NEVER_STARTED   | KubeletRejected
            bound    | NodeAffinity             | Pod was rejected: Predicate NodeAffinity failed                        | NEVER_STARTED   | KubeletRejected
            bound    | TopologyAffinityError    | -                                                                      | NEVER_STARTED   | KubeletRejected
            bound    | UnexpectedAdmissionError | Allocate failed due to device plugin                                   | NEVER_STARTED   | KubeletRejected
            running  | UnexpectedAdmissionError | Allocate failed due to device plugin                                   | OUTCOME_UNKNOWN | KubeletRejected
            bound    | BrandNew                 | Pod was rejected: something                                            | NEVER_STARTED   | KubeletRejected
            bound    | Evicted                  | Pod The node had condition: [DiskPressure].                            | NEVER_STARTED   | Evicted
            creating | Evicted                  | Pod The node had condition: [DiskPressure].                            | NEVER_STARTED   | Evicted
            running  | Evicted                  | Pod The node had condition: [DiskPressure].                            | OUTCOME_UNKNOWN | Evicted
            bound    | Evicted                  | Pod The node was low on resource: [MemoryPressure].                    | NEVER_STARTED   | Evicted
            bound    | Shutdown                 | Pod Node is in progress of shutting down, not admitting any new pods   | NEVER_STARTED   | NodeShutdown
            bound    | Shutdown                 | Node is shutting, evicting pods                                        | OUTCOME_UNKNOWN | NodeShutdown
            bound    | NodeShutdown             | Pod Pod was rejected as the node is shutting down.                     | NEVER_STARTED   | NodeShutdown
            bound    | Terminated               | Pod was rejected because the node is shutting down                     | NEVER_STARTED   | NodeShutdown
            bound    | NodeResourcesFit         | Predicate NodeResourcesFit failed                                      | NEVER_STARTED   | KubeletRejected
            bound    | BrandNew                 | Pod Predicate BrandNew failed                                          | NEVER_STARTED   | KubeletRejected
            bound    | MatchNodeSelector        | Pod Predicate MatchNodeSelector failed                                 | NEVER_STARTED   | KubeletRejected
            bound    | PodFitsResources         | -                                                                      | NEVER_STARTED   | KubeletRejected
            bound    | PodFitsHostPorts         | -                                                                      | NEVER_STARTED   | KubeletRejected
            bound    | HostName                 | -                                                                      | NEVER_STARTED   | KubeletRejected
            bound    | NodeUnderDiskPressure    | -                                                                      | NEVER_STARTED   | KubeletRejected
            bound    | CheckNodeMemoryPressure  | -                                                                      | NEVER_STARTED   | KubeletRejected
            bound    | OutOfDisk                | -                                                                      | NEVER_STARTED   | KubeletRejected
            bound    | SMTAlignmentError        | SMT Alignment Error: requested 1 cpus not multiple cpus per core = 2   | NEVER_STARTED   | KubeletRejected
            bound    | Topology Affinity Error  | Pod Resources cannot be allocated with Topology Locality               | NEVER_STARTED   | KubeletRejected
            bound    | UnsupportedPodFeature    | -                                                                      | NEVER_STARTED   | KubeletRejected
            bound    | SysctlForbidden          | Pod forbidden sysctl: "kernel.sem" not allowlisted                     | NEVER_STARTED   | KubeletRejected
            bound    | AppArmor                 | Pod Cannot enforce AppArmor: profile "x" is not loaded                 | NEVER_STARTED   | KubeletRejected
            bound    | PodOSNotSupported        | Failed to admit pod as the OS field doesn't match node OS              | NEVER_STARTED   | KubeletRejected
            bound    | BrandNew                 | Pod was not admitted: something                                        | NEVER_STARTED   | KubeletRejected
            bound    | UnexpectedAdmissionError | Pod Update plugin resources failed due to requested number of devices unavailable for nvidia.com/gpu. Requested: 1, Available: 0, which is unexpected | NEVER_STARTED | KubeletRejected
            bound    | node(s) had taints that the pod didn't tolerate | Predicate TaintToleration failed               | NEVER_STARTED   | KubeletRejected
            bound    | VolumeAttachmentLimitExceeded | Pod was rejected: Node has insufficient volume attachment capacity | NEVER_STARTED | KubeletRejected
            bound    | -                        | Pod Predicate MatchNodeSelector failed                                 | NEVER_STARTED   | KubeletRejected
            bound    | -                        | -                                                                      | OUTCOME_UNKNOWN | NoExitCode
            bound    | ProviderFailed           | the region has no capacity                                             | NEVER_STARTED   | KubeletRejected
            running  | NodeAffinity             | Pod Predicate NodeAffinity failed                                      | OUTCOME_UNKNOWN | KubeletRejected
            bound    | Preempting               | Preempted in order to admit critical pod                               | NEVER_STARTED   | Preempted
            running  | Preempting               | Preempted in order to admit critical pod                               | OUTCOME_UNKNOWN | Preempted
            creating | BrandNew                 | -                                                                      | OUTCOME_UNKNOWN | NoExitCode
            unbound  | -                        | -                                                                      | NEVER_STARTED   | NoExitCode
            """)
    void aPodThatFailedWithoutContainerStatuses(
            String before, String reason, String message, Verdict verdict, String cause) {
        Story story =
                lastSeen(before).noStatuses().failed(reason == null ? "" : reason, message == null ? "" : message);
        isSettled(story.now(), verdict, cause);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DeadlineExceeded", "Evicted"})
    void thePodsReasonCountsAndNotAStateThatStillSaysRunning(String reason) {
        assertThat(running().failed(reason, "").verdict().terminal()).isTrue();
    }

    @ParameterizedTest(name = "{0} with exit code 0 is {1}")
    @CsvSource({"DeadlineExceeded, TASK_FAILED", "Evicted, OUTCOME_UNKNOWN"})
    void aProgramThatExitsWithZeroOnSigtermIsNoSuccess(String reason, Verdict verdict) {
        Diagnosis d = running().phase("Failed").failed(reason, "").exit(0).now();
        assertThat(d.verdict()).isEqualTo(verdict);
        assertThat(d.exitCode()).isEmpty();
    }

    @Test
    void aPodThatSucceededWithoutAnExitCodeIsNoSuccess() {
        isSettled(lastSeen("creating").noStatuses().phase("Succeeded").now(), Verdict.OUTCOME_UNKNOWN, "NoExitCode");
    }

    @Test
    void aFailedProbeExplainsTheKill() {
        Story story = running().event("Killing", "Container main failed liveness probe, will be restarted");
        isSettled(story.phase("Failed").exit(137).now(), Verdict.TASK_FAILED, "ProbeFailed");
    }

    @Test
    void aFailedProbeThatIsToldAfterTheEndExplainsItToo() {
        Story story = running().phase("Failed").exit(137);
        isSettled(story.now(), Verdict.TASK_FAILED, "PossiblyOutOfMemory");
        story.event("Killing", "Container main failed liveness probe");
        isSettled(story.now(), Verdict.TASK_FAILED, "ProbeFailed");
    }

    @Nested
    class FromOutside {
        @ParameterizedTest(name = "{1} when last seen {0} is {2}")
        @CsvSource(delimiter = '|', textBlock = """
                running | PreemptionByScheduler  | OUTCOME_UNKNOWN
                pulling | PreemptionByScheduler  | NEVER_STARTED
                running | EvictionByEvictionAPI  | OUTCOME_UNKNOWN
                pulling | EvictionByEvictionAPI  | NEVER_STARTED
                running | DeletionByTaintManager | OUTCOME_UNKNOWN
                pulling | DeletionByTaintManager | NEVER_STARTED
                running | DeletionByPodGC        | OUTCOME_UNKNOWN
                unbound | DeletionByPodGC        | NEVER_STARTED
                running | TerminationByKubelet   | OUTCOME_UNKNOWN
                pulling | TerminationByKubelet   | NEVER_STARTED
                """)
        void aDisruption(String before, String by, Verdict verdict) {
            Story story =
                    lastSeen(before).condition("DisruptionTarget", "True", by).phase("Failed");
            isSettled((before.equals("running") ? story.exit(143) : story).now(), verdict, "Disrupted");
        }

        @Test
        void aReasonOfAnotherComponentEndsNothing() {
            Story story = running().says("Foo", "");
            assertThat(story.exit(0).verdict()).isEqualTo(Verdict.SUCCEEDED);
            isSettled(story.phase("Succeeded").now(), Verdict.SUCCEEDED, "Completed");
        }

        @Test
        void aReasonOfAnotherComponentDoesNotHideAnExitCode() {
            Story story = running().phase("Failed").says("Error", "");
            isSettled(story.exit(3).now(), Verdict.TASK_FAILED, "ExitCode");
        }

        @Test
        void aReasonWhileThePodWaitedEndsNothingLater() {
            Story story = Story.bound().says("OffloadingBackOff", "").creating().seen();
            story.says("", "").phase("Succeeded");
            isSettled(story.exit(0).now(), Verdict.SUCCEEDED, "Completed");
        }

        @ParameterizedTest(name = "{0}: {1}, and the phase is {2}, with exit code {3}")
        @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                Terminated               | Pod was terminated in response to imminent node shutdown. | Running   | 0   | NodeShutdown
                Terminated               | Pod was terminated in response to imminent node shutdown. | Running   | 143 | NodeShutdown
                Terminated               | Pod was terminated in response to imminent node shutdown. | Pending   | 0   | NodeShutdown
                Terminated               | Pod was terminated in response to imminent node shutdown. | Succeeded | 0   | NodeShutdown
                NodeShutdown             | Pod was rejected as the node is shutting down.            | Running   | 0   | NodeShutdown
                Shutdown                 | Node is shutting, evicting pods                           | Running   | 0   | NodeShutdown
                Evicted                  | The node was low on resource: memory.                     | Running   | 0   | Evicted
                Evicted                  | The node had condition: [DiskPressure].                   | Running   | 143 | Evicted
                Preempting               | Preempted in order to admit critical pod                  | Running   | 0   | Preempted
                UnexpectedAdmissionError | Allocate failed                                           | Running   | 0   | KubeletRejected
                NodeLost                 | Node n which was running pod p is unresponsive            | Running   | 0   | Disrupted
                BrandNew                 | -                                                         | Failed    | 0   | Disrupted
                """)
        void aReasonOfTheWholePod(String reason, String message, String phase, int code, String cause) {
            Story story = running().phase(phase).says(reason, message == null ? "" : message);
            story.exit(code);
            isSettled(story.now(), Verdict.OUTCOME_UNKNOWN, cause);
            assertThat(story.now().exitCode()).isEmpty();
        }

        @ParameterizedTest(name = "{0}: {1}")
        @CsvSource(delimiter = '|', textBlock = """
                DeadlineExceeded | Pod was active on the node longer than the specified deadline | DeadlineExceeded
                Evicted          | Pod ephemeral local storage usage exceeds the total limit     | EvictedOwnLimit
                """)
        void anOwnLimitWhateverThePhase(String reason, String message, String cause) {
            for (String phase : new String[] {"Pending", "Running", "Failed", "Succeeded"}) {
                Story story = running().phase(phase).says(reason, message).exit(0);
                isSettled(story.now(), Verdict.TASK_FAILED, cause);
            }
        }

        @Test
        void anUnknownReasonDoesNotOutweighAPhaseThatSaysSuccess() {
            assertThat(running().phase("Succeeded").says("Finished", "").exit(0).verdict())
                    .isEqualTo(Verdict.SUCCEEDED);
        }

        @ParameterizedTest(name = "a {0} program that ends with {1} afterwards")
        @CsvSource({"running, 0", "running, 143", "creating, 0"})
        void aReasonThatIsGoneByThen(String before, int code) {
            // Kubelet 1.22 to 1.26: the reason goes with the phase that it came with.
            Story story =
                    lastSeen(before).says("Terminated", "").seen().after(20).says("", "");
            story.phase(code == 0 ? "Succeeded" : "Failed");
            assertThat(story.exit(code).verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
        }

        @Test
        void aReasonThatIsGoneWhenTheTaskStartsIsOver() {
            // A kubelet that comes back after a reboot runs what had not started (kubernetes #104531).
            Story story =
                    lastSeen("pulling").says("Terminated", "").seen().after(5).says("", "");
            story.running().after(60);
            assertThat(story.phase("Succeeded").exit(0).verdict()).isEqualTo(Verdict.SUCCEEDED);
        }

        @ParameterizedTest(name = "{0} and the phase {1} is {2}")
        @CsvSource({
            "pulling, Pending, NEVER_STARTED",
            "creating, Pending, OUTCOME_UNKNOWN",
            "bound, Pending, OUTCOME_UNKNOWN"
        })
        void aReasonBeforeTheStartIsTheEndWithinSeconds(String before, String phase, Verdict verdict) {
            Story story = lastSeen(before).phase(phase).says("Terminated", "");
            assertThat(story.now().settled()).isFalse();
            assertThat(story.now().recheckAt()).isPresent();
            isSettled(story.after(10).now(), verdict, "NodeShutdown");
        }

        @ParameterizedTest(name = "{0}")
        @CsvSource(delimiter = '|', textBlock = """
                Pod ephemeral local storage usage exceeds the total limit of containers 3Mi. | TASK_FAILED     | EvictedOwnLimit
                The node was low on resource: memory.                                        | OUTCOME_UNKNOWN | Evicted
                Evicted pod: Underutilized                                                   | SUCCEEDED       | Completed
                """)
        void anEventOfTheKubelet(String message, Verdict verdict, String cause) {
            // kubernetes #141483: a program that handles SIGTERM leaves the phase Succeeded and no other sign.
            Story story = running().event("Evicted", message).seen().after(1);
            isSettled(story.phase("Succeeded").exit(0).now(), verdict, cause);
        }

        @Test
        void aDisruptionThatWasCalledOffIsNone() {
            Story story = running().condition("DisruptionTarget", "False", "PreemptionByScheduler");
            isSettled(story.phase("Failed").exit(1).now(), Verdict.TASK_FAILED, "ExitCode");
        }

        @ParameterizedTest(name = "exit code {0}")
        @ValueSource(ints = {0, 137, 143})
        void anEndFirstSeenTogetherWithTheDeletionSaysNothing(int code) {
            Story story = running().deletionAsked(30).after(1).phase("Failed").exit(code);
            isSettled(story.now(), Verdict.OUTCOME_UNKNOWN, "DeletedByOthers");
            assertThat(story.now().exitCode()).isEmpty();
            assertThat(story.now().message()).contains("exit code " + code);
        }

        @ParameterizedTest(name = "{0} s before is {1}")
        @CsvSource({"5, SUCCEEDED", "4, OUTCOME_UNKNOWN"})
        void anEndFirstSeenTogetherWithTheDeletionCountsIfItCameWellBefore(int seconds, Verdict verdict) {
            Story story = running().after(5).deletionAsked(30);
            Instant asked = BEGIN.plusSeconds(70);
            story.state("main", Story.terminated(0, "Completed", BEGIN, asked.minusSeconds(seconds)));
            assertThat(story.verdict()).isEqualTo(verdict);
        }

        @Test
        void anEndSeenBeforeTheDeletionCounts() {
            Story story = lastSeen("succeeded").after(1).deletionAsked(30);
            assertThat(story.verdict()).isEqualTo(Verdict.SUCCEEDED);
        }

        @Test
        void anEndSeenBeforeTheGarbageCollectionCounts() {
            Story story = running().phase("Failed").exit(3).after(60);
            story.condition("DisruptionTarget", "True", "DeletionByPodGC");
            assertThat(story.verdict()).isEqualTo(Verdict.TASK_FAILED);
        }

        @Test
        void aPodThatIsBeingDeletedIsWaitedFor() {
            Diagnosis runs = running().deletionAsked(30).now();
            assertThat(runs.verdict()).isEqualTo(Verdict.RUNNING);
            assertThat(runs.terminating()).isTrue();
            Diagnosis pulls = lastSeen("pulling").deletionAsked(30).now();
            assertThat(pulls.verdict()).isEqualTo(Verdict.WAITING);
            assertThat(pulls.cause()).isEqualTo("Terminating");
        }

        @ParameterizedTest(name = "last seen {0}: {1}")
        @CsvSource(delimiter = '|', textBlock = """
                succeeded | SUCCEEDED       | Completed
                exited    | TASK_FAILED     | ExitCode
                running   | OUTCOME_UNKNOWN | PodVanished
                creating  | OUTCOME_UNKNOWN | PodVanished
                pulled    | OUTCOME_UNKNOWN | PodVanished
                bound     | OUTCOME_UNKNOWN | PodVanished
                pulling   | NEVER_STARTED   | PodVanished
                no secret | NEVER_STARTED   | PodVanished
                unbound   | NEVER_STARTED   | PodVanished
                refused   | PERMANENT       | PullAccessDenied
                """)
        void aPodThatIsGoneIsJudgedByWhatWasSeen(String before, Verdict verdict, String cause) {
            isSettled(lastSeen(before).gone(), verdict, cause);
        }

        @Test
        void aRecordedDeadlineOutlivesThePod() {
            Story story = running().failed("DeadlineExceeded", "");
            isSettled(story.gone(), Verdict.TASK_FAILED, "DeadlineExceeded");
        }

        @Test
        void aStartedEventThatComesAfterTheEndIsBelieved() {
            Story story = lastSeen("pulling").deletionAsked(30).seen();
            assertThat(story.gone().verdict()).isEqualTo(Verdict.NEVER_STARTED);
            story.event("Started", "Started container main");
            assertThat(story.gone().verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
        }
    }

    @Nested
    class BeforeTheTask {
        private static Story initializing() {
            return Story.bound().with("setup", Kind.INIT, "r.io/setup:1").waiting("PodInitializing");
        }

        @Test
        void anInitContainerWithoutMemoryHasFailedEvenWithExitCodeZero() {
            // kubernetes #116676, #117712
            Story story = initializing().state("setup", Story.terminated(0, "OOMKilled", BEGIN, BEGIN));
            assertThat(story.now().settled()).isFalse();
            Diagnosis d = story.after(10).now();
            isSettled(d, Verdict.TASK_FAILED, "OOMKilled");
            assertThat(d.container()).isEqualTo("setup");
            assertThat(d.exitCode()).isEmpty();
            assertThat(d.message()).contains("exit code 0");
        }

        @Test
        void theTaskItselfKnowsWhetherItFailedWithoutMemory() {
            // kubernetes #116042: the kubelet goes by the exit code
            isSettled(running().phase("Succeeded").exit(0, "OOMKilled").now(), Verdict.SUCCEEDED, "Completed");
        }

        @Test
        void anInitContainerThatIsDoneIsNoEnd() {
            Story story = initializing().state("setup", Story.terminated(0, "Completed", BEGIN, BEGIN));
            assertThat(story.verdict()).isEqualTo(Verdict.WAITING);
        }

        @Test
        void anInitContainerThatTheKubeletLostIsTheEndWithinSeconds() {
            Story story = initializing().state("setup", new Running(Optional.of(BEGIN)));
            story.seen().state("setup", LOST);
            assertThat(story.now().settled()).isFalse();
            isSettled(story.after(10).now(), Verdict.OUTCOME_UNKNOWN, "ContainerStatusUnknown");
        }

        @Test
        void anInitContainerThatFailedStaysTheEndWhateverFollows() {
            Story story = initializing()
                    .state("setup", Story.terminated(1, "Error", BEGIN, BEGIN))
                    .seen();
            isSettled(story.after(10).now(), Verdict.TASK_FAILED, "InitContainerFailed");
            isSettled(story.failed("Evicted", NODE_LOW).now(), Verdict.TASK_FAILED, "InitContainerFailed");
        }

        @Test
        void aTaskThatRanAndIsNotFoundAgainHasAnUnknownEnd() {
            Terminated lost = new Terminated(
                    137,
                    "ContainerStatusUnknown",
                    "The container could not be located when the pod was deleted.  The container used to be Running",
                    Optional.empty(),
                    Optional.empty());
            Story story = running().restarted("main", 1, lost).waiting("ContainerCreating");
            assertThat(story.now().settled()).isFalse();
            isSettled(story.after(10).now(), Verdict.OUTCOME_UNKNOWN, "ContainerStatusUnknown");
        }
    }

    @Nested
    class AContainerWithoutAnId {
        @ParameterizedTest(name = "last {0}, then lost: {1}")
        @CsvSource({
            "pulling, NEVER_STARTED",
            "pulled, NEVER_STARTED",
            "refused, NEVER_STARTED",
            "creating, OUTCOME_UNKNOWN",
            "running, OUTCOME_UNKNOWN"
        })
        void neverStartedIfItsPullHadFailed(String before, Verdict verdict) {
            for (String phase : new String[] {"Failed", "Running", "Pending"}) {
                Story story = lastSeen(before).phase(phase).state("main", LOST);
                isSettled(story.now(), verdict, "ContainerStatusUnknown");
                isSettled(story.failed("Evicted", NODE_LOW).now(), verdict, "Evicted");
            }
        }

        @Test
        void mayHaveStartedIfItEverHadOne() {
            Story story =
                    lastSeen("pulling").created("main").creating().after(1).noId("main");
            assertThat(story.phase("Failed").state("main", LOST).verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
        }

        @Test
        void neverStartedIfOnlyAnEventToldOfThePull() {
            Story story = Story.bound().seen().event("Failed", "Failed to pull image \"x\": 429 Too Many Requests");
            assertThat(story.phase("Failed").state("main", LOST).verdict()).isEqualTo(Verdict.NEVER_STARTED);
        }

        @Test
        void neverStartedIfItsNeighbourCouldNotBePulledEither() {
            Story story = Story.bound().with("beside", Kind.MAIN, "x:1");
            story.state("beside", new Waiting("ErrImagePull", "EOF")).waiting("ErrImagePull", "EOF");
            story.phase("Failed").state("beside", LOST).state("main", LOST);
            assertThat(story.verdict()).isEqualTo(Verdict.NEVER_STARTED);
        }

        @Test
        void doesNotExcuseANeighbourThatWasBeingCreated() {
            Story story = Story.bound().with("beside", Kind.MAIN, "x:1");
            story.state("beside", new Waiting("ContainerCreating", "")).waiting("ErrImagePull", "EOF");
            story.phase("Failed").state("beside", LOST).state("main", LOST);
            assertThat(story.verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
        }

        @Test
        void aStartThatFailedDoesNotExcuseANeighbourThatIsBeingCreated() {
            Story story = Story.bound().with("beside", Kind.MAIN, "x:1").creating();
            story.state("beside", new Waiting("ContainerCreating", ""));
            story.state("main", Story.failedStart("StartError", 128, "context canceled"));
            assertThat(story.verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
        }

        @Test
        void doesNotExcuseANeighbourThatMayHaveStarted() {
            Story story = Story.bound().with("beside", Kind.MAIN, "x:1");
            story.state("beside", new Waiting("ContainerCreating", "")).waiting("ErrImagePull", "EOF");
            story.created("beside").phase("Failed").state("beside", LOST).state("main", LOST);
            assertThat(story.verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
        }

        @Test
        void thatComesBeforeTheTaskKeepsItFromStarting() {
            // The first init container gets the state even if it has never been more than waiting.
            Story story = Story.bound().with("setup", Kind.INIT, "r.io/setup:1").waiting("PodInitializing");
            story.state("setup", new Waiting("ImagePullBackOff", "")).seen();
            story.phase("Failed").state("setup", LOST);
            isSettled(story.now(), Verdict.NEVER_STARTED, "ContainerStatusUnknown");
        }
    }

    @Nested
    class TheNode {
        @Test
        void thatTakesBackReadinessAloneHasStoppedReporting() {
            Story story = running().condition("Ready", "False", "").condition("ContainersReady", "True", "");
            assertThat(story.now().nodeLost()).isTrue();
            assertThat(story.verdict()).isEqualTo(Verdict.RUNNING);
        }

        @Test
        void isNotLostForAReadinessGate() {
            Story story = running().condition("Ready", "False", "ReadinessGatesNotReady");
            assertThat(story.condition("ContainersReady", "True", "").now().nodeLost())
                    .isFalse();
        }

        @Test
        void isNotLostWhenTheContainerItselfIsNotReady() {
            Story story = running().condition("Ready", "False", "ContainersNotReady");
            assertThat(story.condition("ContainersReady", "False", "").now().nodeLost())
                    .isFalse();
        }

        @ParameterizedTest(name = "{0}")
        @CsvSource({"Unschedulable, Unschedulable", "SchedulingGated, SchedulingGated"})
        void thatDoesNotExistYetIsWaitedFor(String reason, String cause) {
            Diagnosis d = Story.unbound()
                    .gated("example.com/gate")
                    .unschedulable(reason, "0/1 nodes are available")
                    .now();
            assertThat(d.verdict()).isEqualTo(Verdict.WAITING);
            assertThat(d.cause()).isEqualTo(cause);
            assertThat(d.message()).isEqualTo("0/1 nodes are available");
            assertThat(d.bound()).isFalse();
        }
    }

    @Nested
    class ThatItRan {
        private static Story story(String sign) {
            Story creating = lastSeen("creating");
            Terminated end = Story.terminated(1, "Error", BEGIN, BEGIN);
            return switch (sign) {
                case "a running state" -> running();
                case "a start time" -> creating.state("main", end);
                case "a Started event" -> creating.event("Started", "Started container main");
                case "a restart" -> creating.restarted("main", 1, new ContainerState.Absent());
                case "a last state" -> creating.restarted("main", 0, end);
                case "a log that answered" -> creating.logAnswered();
                case "a failed postStart hook" -> creating.waiting("PostStartHookError");
                case "a lost container that used to run" ->
                    creating.state(
                            "main",
                            new Terminated(
                                    137,
                                    "ContainerStatusUnknown",
                                    "The container used to be Running",
                                    Optional.empty(),
                                    Optional.empty()));
                default -> throw new IllegalArgumentException(sign);
            };
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "a running state",
                    "a start time",
                    "a Started event",
                    "a restart",
                    "a last state",
                    "a log that answered",
                    "a failed postStart hook",
                    "a lost container that used to run"
                })
        void isNeverTakenBack(String sign) {
            Story story = story(sign).seen();
            assertThat(story.memory().ran()).isTrue();
            story.noStatuses().seen().waiting("ImagePullBackOff");
            assertThat(story.memory().ran()).isTrue();
            assertThat(story.gone().verdict()).isNotEqualTo(Verdict.NEVER_STARTED);
        }

        @Test
        void isNotSaidByAStartThatFailed() {
            Story story = Story.bound().state("main", Story.failedStart("StartError", 128, ""));
            assertThat(story.seen().memory().ran()).isFalse();
        }

        @Test
        void isNotSaidByALostContainerAlone() {
            assertThat(Story.bound().state("main", LOST).seen().memory().ran()).isFalse();
        }
    }

    @Nested
    class AnExitCodeOtherThanZero {
        @Test
        void isNotFinalBeforeThePhaseIs() {
            Diagnosis d = running().exit(137).now();
            assertThat(d.settled()).isFalse();
            assertThat(d.recheckAt()).contains(BEGIN.plusSeconds(75));
        }

        @Test
        void isFinalAfterTenSecondsAllTheSame() {
            assertThat(running().exit(137).after(10).now().settled()).isTrue();
        }

        @Test
        void givesWayToAnEvictionThatFollowsWithinSeconds() {
            Story story = running().exit(137).after(3).failed("Evicted", NODE_LOW);
            assertThat(story.verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
        }

        @Test
        void doesNotGiveWayToADeletionThatFollows() {
            Story story = running().exit(3).after(3).deletionAsked(30).phase("Failed");
            assertThat(story.verdict()).isEqualTo(Verdict.TASK_FAILED);
        }

        @Test
        void ofAContainerThatRunsAgainIsNoEnd() {
            Story story = running().exit(1).after(30);
            story.restarted("main", 1, Story.terminated(1, "Error", BEGIN, BEGIN));
            story.state("main", new Running(Optional.of(BEGIN.plusSeconds(90))));
            assertThat(story.verdict()).isEqualTo(Verdict.RUNNING);
        }

        @ParameterizedTest(name = "{0} s after the exit code: {2}")
        @CsvSource({
            "1, 0, OUTCOME_UNKNOWN",
            "9, 0, OUTCOME_UNKNOWN",
            "10, 0, SUCCEEDED",
            "1, 3, OUTCOME_UNKNOWN",
            "10, 3, TASK_FAILED"
        })
        void givesWayToTheKubeletsOwnWordThatFollowsWithinSeconds(int seconds, int code, Verdict verdict) {
            // Kubelet 1.27 and later: the exit code, then the final phase with a condition and without a reason.
            Story story = running().exit(code);
            assertThat(story.now().settled()).isFalse();
            story.after(seconds).phase(code == 0 ? "Succeeded" : "Failed");
            story.condition("DisruptionTarget", "True", "TerminationByKubelet");
            assertThat(story.verdict()).isEqualTo(verdict);
        }

        @ParameterizedTest(name = "exit code {0}")
        @ValueSource(ints = {0, 3})
        void isFinalOnceThePhaseIs(int code) {
            Story story = running().exit(code).after(1).phase(code == 0 ? "Succeeded" : "Failed");
            Diagnosis first = story.now();
            assertThat(first.settled()).isTrue();
            story.after(1).condition("DisruptionTarget", "True", "TerminationByKubelet");
            assertThat(story.verdict()).isEqualTo(first.verdict());
        }

        @Test
        void isFinalAtOnceWhenItIsZeroAndAnotherContainerRunsOn() {
            Story story = running().with("beside", Kind.MAIN, "x:1").state("beside", new Running(Optional.of(BEGIN)));
            assertThat(story.exit(0).now().settled()).isTrue();
            story.after(1).state("beside", Story.terminated(137, "Error", BEGIN, BEGIN.plusSeconds(61)));
            assertThat(story.failed("Evicted", NODE_LOW).verdict()).isEqualTo(Verdict.SUCCEEDED);
        }
    }
}
