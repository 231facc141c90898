package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.pod.Kueue;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pods in a queue of Kueue, with the words of Kueue 0.17. */
class QueuesTest {
    private static final String GATE = "kueue.x-k8s.io/admission";
    private static final String MADE_ROOM = "Preempted to accommodate a workload (UID: 1, JobUID: 2) due to"
            + " prioritization in the ClusterQueue; preemptor path: /all; preemptee path: /all";

    private static Story queued() {
        return Story.unbound()
                .labels(Map.of(Kueue.QUEUE, "team-a", Kueue.MANAGED, "true"))
                .gated(GATE)
                .unschedulable("SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates");
    }

    private static Story lastSeen(String state) {
        Story admitted = queued().gated();
        return switch (state) {
            case "admitted" -> admitted.seen();
            case "pulling" -> admitted.onNode().waiting("ImagePullBackOff");
            case "creating" -> admitted.onNode().creating();
            default -> admitted.onNode().running();
        };
    }

    private static Story evicted(Story story, String reason, String message) {
        return story.condition(Kueue.EVICTION, "True", reason, message)
                .seen()
                .deletionAsked(30)
                .seen();
    }

    @ParameterizedTest
    @ValueSource(strings = {GATE, "kueue.x-k8s.io/topology"})
    void aGateOfKueueSaysThatThePodIsQueued(String gate) {
        Diagnosis d = queued().gated("example.com/other", gate).now();
        assertThat(d.cause()).isEqualTo("Queued");
        assertThat(d.message()).isEqualTo("The pod waits in Kueue's queue team-a");
        assertThat(d.bound()).isFalse();
        assertThat(d.wantsEvents()).isFalse();
    }

    @Test
    void anotherGateAfterTheAdmissionIsNoQueue() {
        assertThat(queued().gated("example.com/other").now().cause()).isEqualTo("SchedulingGated");
    }

    @Test
    void aConditionThatIsOlderThanTheAdmissionSaysNothing() {
        assertThat(queued().gated().now().cause()).isEqualTo("NotScheduled");
    }

    @Test
    void theEventOfTheAdmissionIsNoStart() {
        Story story =
                lastSeen("admitted").event("Started", "Admitted by clusterQueue all", "", Story.BEGIN, Story.BEGIN);
        assertThat(story.memory().ran()).isFalse();
        assertThat(story.memory().bound()).isFalse();
        assertThat(story.event("Started", "Started container main").memory().ran())
                .isTrue();
    }

    @ParameterizedTest(name = "{1} of a pod last seen {0} is {2}")
    @CsvSource(delimiter = '|', textBlock = """
            admitted | WorkloadEvictedDueToPreempted           | NEVER_STARTED   | PreemptedByQueue
            pulling  | WorkloadEvictedDueToPreempted           | NEVER_STARTED   | PreemptedByQueue
            creating | WorkloadEvictedDueToPreempted           | OUTCOME_UNKNOWN | PreemptedByQueue
            running  | WorkloadEvictedDueToPreempted           | OUTCOME_UNKNOWN | PreemptedByQueue
            admitted | WorkloadEvicted                         | NEVER_STARTED   | PreemptedByQueue
            admitted | WorkloadEvictedDueToClusterQueueStopped | NEVER_STARTED   | EvictedByQueue
            running  | WorkloadEvictedDueToPodsReadyTimeout    | OUTCOME_UNKNOWN | EvictedByQueue
            admitted | NoMatchingWorkload                      | NEVER_STARTED   | EvictedByQueue
            """)
    void anEvictionEndsThePod(String state, String reason, Verdict verdict, String cause) {
        boolean preempts = cause.equals("PreemptedByQueue");
        Story story = evicted(lastSeen(state), reason, preempts ? MADE_ROOM : "stopped");
        assertThat(story.now().cause()).isEqualTo("Terminating");
        assertThat(story.now().message()).startsWith(reason + ": ");
        assertThat(story.gone().verdict()).isEqualTo(verdict);
        assertThat(story.gone().cause()).isEqualTo(cause);
        assertThat(story.gone().message()).isEqualTo(preempts ? MADE_ROOM : "stopped");
    }

    @ParameterizedTest
    @CsvSource({"0, Succeeded", "143, Failed"})
    void anExitCodeOfAPodThatTheQueueStopsSaysNothing(int code, String phase) {
        Story story = evicted(lastSeen("running"), "WorkloadEvictedDueToPreempted", MADE_ROOM)
                .after(1)
                .phase(phase)
                .exit(code);
        assertThat(story.verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
        assertThat(story.now().cause()).isEqualTo("PreemptedByQueue");
        assertThat(story.now().exitCode()).isEmpty();
    }

    @Test
    void aContainerThatHadEndedBeforeTheEvictionKeepsItsExitCode() {
        Story story = lastSeen("running").phase("Succeeded").exit(0);
        evicted(story.after(60), "WorkloadEvictedDueToPreempted", MADE_ROOM);
        assertThat(story.gone().verdict()).isEqualTo(Verdict.SUCCEEDED);
    }

    @Test
    void theConditionOfAPodThatKueueDoesNotManageIsNotKueues() {
        Story story = evicted(lastSeen("admitted").labels(Map.of()), "WorkloadEvictedDueToPreempted", MADE_ROOM);
        assertThat(story.gone().cause()).isEqualTo("PodVanished");
    }

    @Test
    void theSchedulersPreemptionStaysAnother() {
        Story story = lastSeen("running")
                .condition("DisruptionTarget", "True", "PreemptionByScheduler")
                .phase("Failed")
                .exit(143);
        assertThat(story.now().cause()).isEqualTo("Disrupted");
    }
}
