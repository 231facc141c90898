package io.jenkins.plugins.runpod.cluster;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Scripted histories in simulated time. */
class ScriptedNodeTest {
    private static final String IMAGE = "reg.example/app:1";

    private final Time time = new Time();
    private final ClusterStore store = new ClusterStore(time, new Random(1));
    private final List<String> history = new ArrayList<>();
    private ScriptedNode node = node(KubeletStyle.V1_32);

    @Test
    void aPodThatGoesWellIsSeenInItsSteps() {
        play(PodScript.forAll().print("hello").sleep(ofSeconds(5)).exit(0));

        assertThat(history)
                .containsExactly(
                        "Pending",
                        "Pending ContainerCreating",
                        "Running running",
                        "Running Completed",
                        "Succeeded Completed");
        assertThat(reasons()).containsExactly("Scheduled", "Pulling", "Pulled", "Created", "Started");
    }

    @Test
    void aRateLimitFlipsBetweenErrorAndBackOff() {
        play(PodScript.forAll().rateLimited(2).exit(0));

        assertThat(history)
                .containsExactly(
                        "Pending",
                        "Pending ContainerCreating",
                        "Pending ErrImagePull",
                        "Pending ImagePullBackOff",
                        "Pending ErrImagePull",
                        "Pending ImagePullBackOff",
                        "Running running",
                        "Running Completed",
                        "Succeeded Completed");
        assertThat(events())
                .contains(
                        "Failed: Error: ErrImagePull x2",
                        "BackOff: Back-off pulling image \"reg.example/app:1\" x2",
                        "Pulling: Pulling image \"reg.example/app:1\" x3");
    }

    @Test
    void theBackOffOfANewKubeletSaysWhyAndThatOfAnOldOneDoesNot() {
        node.script(PodScript.forAll().pullFails(PullFailure.qpsExceeded()));
        create("p", "Never");
        time.pass(ofSeconds(8));
        assertThat(waiting().path("message").asText())
                .isEqualTo("Back-off pulling image \"reg.example/app:1\": ErrImagePull: pull QPS exceeded");

        node.close();
        store.delete(Resource.NODES, "", node.name(), ClusterStore.Deletion.PLAIN);
        store.delete(Resource.PODS, "default", "p", confirmed());
        node = node(KubeletStyle.V1_20);
        node.script(PodScript.forAll().pullFails(PullFailure.qpsExceeded()));
        create("p", "Never");
        time.pass(ofSeconds(8));
        assertThat(waiting().path("message").asText()).isEqualTo("Back-off pulling image \"reg.example/app:1\"");
    }

    @Test
    void anUnschedulablePodWaitsWithoutANode() {
        node.script(PodScript.forAll().unschedulable(ofMinutes(1), "no room").exit(0));
        create("p", "Never");
        time.pass(ofSeconds(30));

        assertThat(FakeJson.text(pod(), "spec", "nodeName")).isEmpty();
        assertThat(condition("PodScheduled").path("message").asText()).isEqualTo("no room");
        time.pass(ofMinutes(1));
        assertThat(FakeJson.text(pod(), "status", "phase")).isEqualTo("Succeeded");
    }

    @Test
    void aRejectedPodHasNoContainerStatuses() {
        play(PodScript.forAll().rejected("OutOfcpu", "no cpu"));

        assertThat(FakeJson.text(pod(), "status", "phase")).isEqualTo("Failed");
        assertThat(FakeJson.text(pod(), "status", "reason")).isEqualTo("OutOfcpu");
        assertThat(pod().path("status").has("containerStatuses")).isFalse();
    }

    @Test
    void aFailedMountIsOnlyInEvents() {
        play(PodScript.forAll().mountFails(ofMinutes(1), "no volume").exit(0));

        assertThat(history)
                .containsExactly(
                        "Pending",
                        "Pending ContainerCreating",
                        "Running running",
                        "Running Completed",
                        "Succeeded Completed");
        assertThat(events()).contains("FailedMount: no volume x5");
    }

    @Test
    void aConfigErrorEndsWhenItsTimeIsOver() {
        play(PodScript.forAll()
                .configError(ofSeconds(30), "secret \"s\" not found")
                .exit(0));

        assertThat(history).contains("Pending CreateContainerConfigError", "Succeeded Completed");
    }

    @Test
    void aStartErrorIsTheEndOfAPodThatNeverRestarts() {
        play(PodScript.forAll().startError("exec: \"x\": executable file not found in $PATH"));

        assertThat(history).endsWith("Failed StartError").doesNotContain("Running running");
        assertThat(container().at("/state/terminated/startedAt").asText()).isEqualTo("1970-01-01T00:00:00Z");
    }

    @Test
    void outOfMemoryIsSaidInTheReason() {
        play(PodScript.forAll().sleep(ofSeconds(1)).oomKilled());

        assertThat(history).endsWith("Failed OOMKilled");
        assertThat(container().at("/state/terminated/exitCode").asInt()).isEqualTo(137);
    }

    @Test
    void anEvictedPodStaysWithItsReason() {
        play(PodScript.forAll().sleep(ofSeconds(1)).evicted("The node was low on resource: memory. "));

        assertThat(FakeJson.text(pod(), "status", "reason")).isEqualTo("Evicted");
        assertThat(condition("DisruptionTarget").path("reason").asText()).isEqualTo("TerminationByKubelet");
        assertThat(reasons()).contains("Evicted", "Killing");
    }

    @Test
    void aLostNodeSaysNothingMoreWhileItsContainersGoOn() {
        node.script(
                PodScript.forAll().nodeLost(ofMinutes(2)).sleep(ofSeconds(10)).exit(0));
        create("p", "Never");
        time.pass(ofMinutes(1));

        assertThat(FakeJson.text(pod(), "status", "phase")).isEqualTo("Running");
        assertThat(condition("Ready").path("status").asText()).isEqualTo("False");
        assertThat(condition("ContainersReady").path("status").asText()).isEqualTo("True");
        assertThat(reasons()).contains("NodeNotReady");
        assertThatThrownBy(() -> node.open(pod(), options()))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(500));
        time.pass(ofMinutes(2));
        assertThat(FakeJson.text(pod(), "status", "phase")).isEqualTo("Succeeded");
    }

    @Test
    void aPodOfANodeThatStaysLostIsDeletedButDoesNotGo() {
        node.script(PodScript.forAll().nodeLost(PodScript.FOREVER).runsForever());
        create("p", "Never");
        time.pass(ofMinutes(10));

        assertThat(ClusterStore.isDeleted(pod())).isTrue();
        assertThat(condition("DisruptionTarget").path("reason").asText()).isEqualTo("DeletionByTaintManager");
        node.recover();
        time.pass(ofMinutes(1));
        assertThat(store.find(Resource.PODS, "default", "p")).isEmpty();
    }

    @Test
    void aDeletedPodReportsItsEndAndGoes() {
        play(PodScript.forAll().sleep(ofSeconds(1)).deletedBySomebody());

        assertThat(history).endsWith("Running Error", "Failed Error", "Failed Error", "gone");
    }

    @Test
    void aPreemptedPodIsMarkedBeforeItGoes() {
        node.script(PodScript.forAll().ignoresTerm().sleep(ofSeconds(1)).preempted());
        create("p", "Never");
        time.pass(ofSeconds(5));

        assertThat(condition("DisruptionTarget").path("reason").asText()).isEqualTo("PreemptionByScheduler");
        assertThat(ClusterStore.isDeleted(pod())).isTrue();
    }

    @Test
    void aProgramThatIgnoresTermIsKilledAfterTheGracePeriod() {
        node.script(PodScript.forAll().ignoresTerm().runsForever());
        create("p", "Never");
        time.pass(ofSeconds(10));
        store.delete(Resource.PODS, "default", "p", ClusterStore.Deletion.PLAIN);

        time.pass(ofSeconds(29));
        assertThat(container().path("state").has("running")).isTrue();
        time.pass(ofSeconds(2));
        assertThat(container().at("/state/terminated/exitCode").asInt()).isEqualTo(137);
    }

    @Test
    void aStatusThatLagsComesAfterTheEventsAndTheLog() {
        node.script(PodScript.forAll()
                .statusLag(ofSeconds(20))
                .print("hello")
                .sleep(ofMinutes(1))
                .exit(0));
        create("p", "Never");
        time.pass(ofSeconds(10));

        assertThat(reasons()).contains("Started");
        assertThat(pod().path("status").has("containerStatuses")).isFalse();
        assertThat(node.open(pod(), options())).isPresent();
        time.pass(ofSeconds(15));
        assertThat(container().path("state").has("running")).isTrue();
    }

    @Test
    void aContainerThatIsRestartedBacksOff() {
        node.script(PodScript.forAll().exit(1));
        create("p", "Always");
        time.pass(ofMinutes(3));

        assertThat(history).contains("Running CrashLoopBackOff");
        assertThat(container().path("restartCount").asInt()).isBetween(3, 6);
        assertThat(container().at("/lastState/terminated/exitCode").asInt()).isEqualTo(1);
    }

    @Test
    void aSidecarIsStoppedWhenTheOthersHaveEnded() {
        node.script(PodScript.forAll().sleep(ofSeconds(5)).exit(0).in("side").runsForever());
        ObjectNode pod = newPod("p", "Never");
        FakeJson.child(pod, "spec")
                .set(
                        "initContainers",
                        FakeJson.array(FakeJson.object("name", "side", "image", IMAGE, "restartPolicy", "Always")));
        store.create(Resource.PODS, "default", pod);
        time.pass(ofMinutes(1));

        assertThat(FakeJson.text(pod(), "status", "phase")).isEqualTo("Succeeded");
        assertThat(pod().at("/status/initContainerStatuses/0/state").has("terminated"))
                .isTrue();
    }

    @Test
    void aRateLimitedSidecarKeepsTheOthersWaiting() {
        node.script(PodScript.forAll().exit(0).in("side").rateLimited(1).runsForever());
        ObjectNode pod = newPod("p", "Never");
        FakeJson.child(pod, "spec")
                .set(
                        "initContainers",
                        FakeJson.array(FakeJson.object("name", "side", "image", IMAGE, "restartPolicy", "Always")));
        store.create(Resource.PODS, "default", pod);
        time.pass(ofSeconds(3));

        assertThat(pod().at("/status/initContainerStatuses/0/state/waiting/reason")
                        .asText())
                .isEqualTo("ErrImagePull");
        assertThat(waiting().path("reason").asText()).isEqualTo("PodInitializing");
        time.pass(ofMinutes(1));
        assertThat(FakeJson.text(pod(), "status", "phase")).isEqualTo("Succeeded");
    }

    @Test
    void aPodDeletedWhileItPullsIsMarkedUnknownAndGoes() {
        node.script(PodScript.forAll().pullTakes(ofMinutes(5)));
        create("p", "Never");
        time.pass(ofSeconds(10));
        store.delete(Resource.PODS, "default", "p", ClusterStore.Deletion.PLAIN);
        time.pass(ofSeconds(10));

        assertThat(history).endsWith("Failed ContainerStatusUnknown", "Failed ContainerStatusUnknown", "gone");
    }

    @Test
    void manyPodsLiveInSimulatedTime() {
        node.script(
                PodScript.forAll().rateLimited(2).print("x").sleep(ofMinutes(5)).exit(0));
        for (int i = 0; i < 200; i++) {
            create("p" + i, "Never");
        }

        time.pass(ofMinutes(30));

        assertThat(store.list(
                                Resource.PODS,
                                "default",
                                pod -> FakeJson.text(pod, "status", "phase").equals("Succeeded"))
                        .items())
                .hasSize(200);
    }

    private void play(PodScript script) {
        node.script(script);
        create("p", "Never");
        time.pass(ofMinutes(5));
    }

    private ScriptedNode node(KubeletStyle style) {
        ScriptedNode made = new ScriptedNode(store, time, time, new NoRuntime(), Pace.REAL, style);
        store.watch(Resource.PODS, OptionalLong.of(store.version()), this::note);
        return made;
    }

    private void note(ClusterStore.Change change) {
        String line = change.after().isEmpty() ? "gone" : summary(change.object());
        boolean terminating = change.after().isPresent() && ClusterStore.isDeleted(change.object());
        if (terminating || history.isEmpty() || !history.get(history.size() - 1).equals(line)) {
            history.add(line);
        }
    }

    private static String summary(ObjectNode pod) {
        JsonNode state = pod.at("/status/containerStatuses/0/state");
        String detail = state.has("running")
                ? "running"
                : FakeJson.text(state, "waiting", "reason") + FakeJson.text(state, "terminated", "reason");
        return (FakeJson.text(pod, "status", "phase") + " " + detail).trim();
    }

    private void create(String name, String restartPolicy) {
        store.create(Resource.PODS, "default", newPod(name, restartPolicy));
    }

    private static ObjectNode newPod(String name, String restartPolicy) {
        return FakeJson.object(
                "metadata",
                FakeJson.object("name", name),
                "spec",
                FakeJson.object(
                        "restartPolicy",
                        restartPolicy,
                        "containers",
                        List.of(FakeJson.object("name", "main", "image", IMAGE))));
    }

    private ObjectNode pod() {
        return store.get(Resource.PODS, "default", "p");
    }

    private JsonNode container() {
        return pod().at("/status/containerStatuses/0");
    }

    private JsonNode waiting() {
        return container().at("/state/waiting");
    }

    private JsonNode condition(String type) {
        return FakeJson.objects(pod().at("/status/conditions")).stream()
                .filter(each -> FakeJson.text(each, "type").equals(type))
                .findFirst()
                .orElseThrow();
    }

    private List<String> reasons() {
        return store.list(Resource.EVENTS, "default", each -> true).items().stream()
                .map(event -> FakeJson.text(event, "reason"))
                .toList();
    }

    private List<String> events() {
        return store.list(Resource.EVENTS, "default", each -> true).items().stream()
                .map(event -> "%s: %s x%s"
                        .formatted(
                                FakeJson.text(event, "reason"),
                                FakeJson.text(event, "message"),
                                FakeJson.text(event, "count")))
                .toList();
    }

    private static LogOptions options() {
        return new LogOptions("", false, false, false, Optional.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    private static ClusterStore.Deletion confirmed() {
        return new ClusterStore.Deletion(OptionalLong.of(0), Optional.empty(), Optional.empty());
    }

    /** Nothing runs here: every container has a script. */
    private static final class NoRuntime implements ContainerRuntime {
        @Override
        public RunningContainer start(Spec spec, ContainerLog log, Consumer<Exit> ended) throws StartException {
            throw new StartException("no runtime");
        }

        @Override
        public RunningContainer startEmpty(Spec spec) throws StartException {
            throw new StartException("no runtime");
        }

        @Override
        public Path volume(Map<String, byte[]> files) {
            return Path.of("/nowhere");
        }

        @Override
        public void close() {}
    }

    /** A clock and a timer that only a test moves. */
    private static final class Time extends Clock implements Timer {
        private record Scheduled(Instant at, long order, Runnable what) {}

        private final PriorityQueue<Scheduled> tasks =
                new PriorityQueue<>(Comparator.comparing(Scheduled::at).thenComparing(Scheduled::order));
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");
        private long order;

        void pass(Duration duration) {
            Instant end = now.plus(duration);
            while (!tasks.isEmpty() && !tasks.peek().at.isAfter(end)) {
                Scheduled task = tasks.remove();
                now = task.at;
                task.what.run();
            }
            now = end;
        }

        @Override
        public Cancellation schedule(Duration delay, Runnable what) {
            Scheduled task = new Scheduled(now.plus(delay.isNegative() ? ofMillis(0) : delay), order++, what);
            tasks.add(task);
            return () -> tasks.remove(task);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
