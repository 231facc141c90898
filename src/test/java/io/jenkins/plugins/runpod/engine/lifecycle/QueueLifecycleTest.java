package io.jenkins.plugins.runpod.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.Kueue;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot.Condition;
import io.jenkins.plugins.runpod.engine.pod.SnapshotBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A pod in a queue of Kueue: a budget of its own, the way back into the queue, and a cluster without Kueue. */
class QueueLifecycleTest {
    private static final String MADE_ROOM = "Preempted to accommodate a workload";

    private static PodSnapshot with(PodSnapshot pod, Map<String, String> labels, String... gates) {
        Map<String, String> all = new HashMap<>(labels);
        all.putAll(pod.labels());
        return SnapshotBuilder.like(pod).labels(all).gates(List.of(gates)).build();
    }

    private static PodSnapshot managed(PodSnapshot pod, String... gates) {
        return with(pod, Map.of(Kueue.QUEUE, "team-a", Kueue.MANAGED, "true"), gates);
    }

    private static PodSnapshot gated(PodStates pods) {
        return managed(pods.unscheduled(), "kueue.x-k8s.io/admission");
    }

    private static PodSnapshot preempted(PodSnapshot pod) {
        Map<String, Condition> conditions = new HashMap<>(pod.conditions());
        conditions.put(Kueue.EVICTION, new Condition("True", "WorkloadEvictedDueToPreempted", MADE_ROOM));
        return managed(SnapshotBuilder.like(pod).conditions(conditions).build());
    }

    private static Scene queued(TaskPolicy policy) {
        Scene scene = new Scene(policy).wake();
        return scene.created(gated(scene.pods));
    }

    /** The queue takes the pod back while nothing of it can run. */
    private static Scene takenBack(Scene scene, PodStates pods) {
        PodSnapshot admitted = pods.unscheduled();
        scene.seen(managed(admitted));
        PodSnapshot terminating = preempted(pods.terminating(admitted, scene.now));
        return scene.seen(terminating).gone(terminating);
    }

    @Test
    void theQueueCostsNothingAndTheScheduleBudgetBeginsWithTheAdmission() {
        Scene scene = queued(TaskPolicy.standard());
        assertThat(scene.state().ledger().running()).isEqualTo(Budget.QUEUE);
        scene.pass("59m").asksNothing();
        scene.pass(Duration.ofDays(3)).mustAsk(Command.Look.class); // a watch can die silently
        scene.looked(gated(scene.pods));
        assertThat(scene.said).contains("Waiting: Queued: The pod waits in Kueue's queue team-a.");
        scene.seen(managed(scene.pods.unscheduled()));
        assertThat(scene.state().ledger().running()).isEqualTo(Budget.SCHEDULE);
        assertThat(scene.state().ledger().spent(Budget.SCHEDULE, scene.now)).isZero();
    }

    @Test
    void anExpiredQueueTimeoutGivesUpTheGatedPodInTheStateThatWasJudged() {
        Scene scene = queued(TaskPolicy.standard().withLimit(Budget.QUEUE, Duration.ofHours(1)));
        assertThat(scene.said).last().asString().endsWith("1h of the queue budget (1h) left.");
        PodSnapshot still = gated(scene.pods);
        scene.pass("1h").mustAsk(Command.Look.class);
        assertThat(scene.looked(still).mustAsk(Command.Delete.class).resourceVersion())
                .contains(still.resourceVersion());
        scene.deleted(new DeleteAnswer.Accepted());
        assertThat(scene.hasResult()).isFalse();
        scene.gone(managed(scene.pods.terminating(still, scene.now)));
        assertThat(scene.result().verdict()).isEqualTo(Verdict.NEVER_STARTED);
        assertThat(scene.result().reason()).isEqualTo("QueueTimeout");
        assertThat(scene.result().remedy()).contains("kubectl get localqueue", "Raise queueTimeout");
    }

    @Test
    void aPodThatIsAdmittedAtTheDeadlineIsKept() {
        Scene scene = queued(TaskPolicy.standard().withLimit(Budget.QUEUE, Duration.ofHours(1)));
        scene.pass("1h").mustAsk(Command.Look.class);
        scene.looked(managed(scene.pods.unscheduled()));
        assertThat(scene.asked(Command.Delete.class)).isEmpty();
        assertThat(scene.hasResult()).isFalse();
    }

    @Test
    void aPodThatAFinalizerHoldsNeverRan() {
        Scene scene = queued(TaskPolicy.standard().withLimit(Budget.QUEUE, Duration.ofHours(1)));
        PodSnapshot still = gated(scene.pods);
        scene.pass("1h").mustAsk(Command.Look.class);
        scene.looked(still).mustAsk(Command.Delete.class);
        scene.deleted(new DeleteAnswer.Accepted());
        PodSnapshot held = managed(scene.pods.terminating(still, scene.now), "kueue.x-k8s.io/admission");
        scene.seen(held).pass("10m").mustAsk(Command.Look.class);
        scene.looked(held);
        assertThat(scene.result().verdict()).isEqualTo(Verdict.NEVER_STARTED);
        assertThat(scene.result().message()).endsWith("after 10m. It has no node, so nothing of it ran.");
        assertThat(scene.result().remedy()).contains("finalizers");
    }

    @Test
    void whatTheQueueTakesBackCostsNoAttempt() {
        Scene scene = queued(new TaskPolicy(
                Map.of(),
                1,
                new RetryOn(false, false, Set.of(), false, false),
                Retention.DELETE,
                java.util.Optional.empty()));
        for (int number = 1; number <= 20; number++) {
            PodStates pods = new PodStates("pod-" + number, "uid-" + number);
            if (number > 1) {
                scene.created(gated(pods));
            }
            takenBack(scene, pods);
            assertThat(scene.hasResult()).isFalse();
            assertThat(scene.said)
                    .last()
                    .isEqualTo("The pod never started (PreemptedByQueue): " + MADE_ROOM
                            + ". run-pod puts the task back into the queue when this pod is gone."
                            + " This costs no attempt.");
            scene.asksNothing();
            scene.pass("5m").mustAsk(Command.Create.class);
            assertThat(scene.said).last().isEqualTo("Attempt 1 of 1: pod pod-%d.".formatted(number + 1));
        }
    }

    @Test
    void attemptsThatCostAreStillCounted() {
        Scene scene =
                queued(new TaskPolicy(Map.of(), 1, RetryOn.standard(), Retention.DELETE, java.util.Optional.empty()));
        takenBack(scene, scene.pods).pass("10s").mustAsk(Command.Create.class);
        PodStates second = new PodStates("pod-2", "uid-2");
        scene.created(gated(second)).seen(second.rejected("OutOfcpu"));
        assertThat(scene.result().verdict()).isEqualTo(Verdict.NEVER_STARTED);
        assertThat(scene.result().attempt()).isEqualTo(1);
    }

    @Test
    void whatRanIsNotPutBack() {
        Scene scene = queued(TaskPolicy.standard());
        PodSnapshot running = scene.pods.running(scene.now);
        scene.seen(managed(running));
        PodSnapshot terminating = preempted(scene.pods.terminating(running, scene.now.plusSeconds(30)));
        scene.seen(terminating);
        assertThat(scene.said).last().asString().contains("(WorkloadEvictedDueToPreempted: " + MADE_ROOM + ")");
        scene.gone(terminating).logDrained();
        assertThat(scene.result().verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
        assertThat(scene.result().reason()).isEqualTo("PreemptedByQueue");
    }

    @Test
    void aPodThatKueueDoesNotManageIsToldAndFollowed() {
        Scene scene = new Scene().wake();
        scene.created(with(scene.pods.unscheduled(), Map.of(Kueue.QUEUE, "team-a")));
        assertThat(scene.said).anyMatch(line -> line.startsWith("The pod is in no queue: "));
        assertThat(scene.state().ledger().running()).isEqualTo(Budget.SCHEDULE);
        assertThat(queued(TaskPolicy.standard()).said).noneMatch(line -> line.startsWith("The pod is in no queue: "));
    }
}
