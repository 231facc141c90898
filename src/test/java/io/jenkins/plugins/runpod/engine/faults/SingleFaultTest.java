package io.jenkins.plugins.runpod.engine.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** One fault at a time, between the real engine and an API server over HTTP. Time passes faster for the engine. */
@Execution(ExecutionMode.CONCURRENT)
@WithCluster
class SingleFaultTest {
    private static final int SPEED = 10;
    /** Where there is nothing but waiting. */
    private static final int HIGH_SPEED = 20;

    @TempDir
    Path folder;

    private EmbeddedCluster cluster;
    /** Pods whose script waits for it go on. */
    private final AtomicBoolean goOn = new AtomicBoolean();

    private Controller controller() {
        return controller(SPEED);
    }

    private Controller controller(int speed) {
        return Controller.with().speed(speed).start(cluster, folder);
    }

    private static TaskParameters image(String name) {
        TaskParameters parameters = new TaskParameters();
        parameters.image = name;
        return parameters;
    }

    private static ConditionFactory patiently() {
        return await().pollInterval(Duration.ofMillis(20));
    }

    private static void awaitLog(Controller.Run run, String line) {
        patiently().until(() -> run.log().contains(line));
    }

    private static void awaitStatus(Controller.Run run, String part) {
        patiently().until(() -> run.status().stream().anyMatch(line -> line.contains(part)));
    }

    /** Until so much time has passed for the engine. */
    private static void pass(Controller controller, Duration time) {
        Duration end = controller.time().passed().plus(time);
        patiently().until(() -> controller.time().passed().compareTo(end) >= 0);
    }

    private boolean exists(Controller.Run run) {
        return cluster.store().find(Resource.PODS, "default", run.podName()).isPresent();
    }

    @Test
    void aPodThatEndedWhileNobodyWatchedIsJudgedByWhatItLeft() {
        cluster.script(
                PodScript.forAll().print("one").until(goOn::get).print("two").exit(7));
        try (Controller first = controller()) {
            awaitLog(first.run("task", image("app:1")), "one");
        }
        goOn.set(true);
        patiently()
                .until(() -> cluster.store()
                                .list(
                                        Resource.PODS,
                                        "",
                                        pod -> pod.path("status")
                                                .path("phase")
                                                .asText()
                                                .equals("Failed"))
                                .items()
                                .size()
                        == 1);
        try (Controller second = controller()) {
            Controller.Run run = second.run("task", image("app:1"));
            assertThat(run.result().exitCode()).isEqualTo(7);
            assertThat(run.log()).containsExactly("one", "two");
            run.awaitSettled();
            assertThat(exists(run)).isFalse();
        }
    }

    @Test
    void aControllerThatGoesDownDeletesNothing() {
        cluster.script(PodScript.forAll().print("one").runsForever());
        Controller.Run run;
        try (Controller controller = controller()) {
            run = controller.run("task", image("app:1"));
            awaitLog(run, "one");
        }
        assertThat(exists(run)).isTrue();
        assertThat(cluster.requests().count("delete pods")).isZero();
        assertThat(run.told().result).isNotDone();
    }

    @Test
    void aTaskThatWasLetGoGoesOnInTheSameProcess() {
        cluster.script(
                PodScript.forAll().print("one").until(goOn::get).print("two").exit(0));
        try (Controller controller = controller()) {
            Controller.Run first = controller.run("task", image("app:1"));
            awaitLog(first, "one");
            first.handle().detach().toCompletableFuture().join();
            goOn.set(true);
            Controller.Run second = controller.run("task", image("app:1"));
            assertThat(second.result().verdict()).isEqualTo(Verdict.SUCCEEDED);
            assertThat(second.log()).containsExactly("one", "two");
        }
    }

    @Test
    void aCancellationWithoutAnApiServerCompletesAtOnceAndThePodIsDeletedLater() throws IOException {
        cluster.script(PodScript.forAll().print("one").runsForever());
        try (Controller controller = controller()) {
            Controller.Run run = controller.run("task", image("app:1"));
            awaitLog(run, "one");
            cluster.server().stop();
            run.handle().cancel("aborted by a test");
            assertThat(run.result().verdict()).isEqualTo(Verdict.CANCELLED);
            assertThat(exists(run)).isTrue();
            cluster.server().start();
            run.awaitSettled();
            assertThat(exists(run)).isFalse();
        }
    }

    @Test
    void aCancellationOutlivesTheController() throws IOException {
        cluster.script(PodScript.forAll().print("one").runsForever());
        try (Controller controller = controller()) {
            Controller.Run run = controller.run("task", image("app:1"));
            awaitLog(run, "one");
            cluster.server().stop();
            run.handle().cancel("aborted by a test");
            run.result();
        }
        cluster.server().start();
        try (Controller controller = controller()) {
            Controller.Run run = controller.run("task", image("app:1"));
            run.awaitSettled();
            assertThat(run.result().verdict()).isEqualTo(Verdict.CANCELLED);
            assertThat(exists(run)).isFalse();
        }
    }

    @Test
    void aTokenThatExpiresDecidesNothingAndTheRotatedOneIsUsed() {
        cluster.script(
                PodScript.forAll().print("one").until(goOn::get).print("two").exit(0));
        AtomicReference<String> kubeconfig = new AtomicReference<>();
        cluster.requireToken("first");
        kubeconfig.set(cluster.kubeconfig());
        try (Controller controller = Controller.with()
                .speed(SPEED)
                .access(() -> Config.fromKubeconfig(kubeconfig.get()))
                .start(cluster, folder)) {
            Controller.Run run = controller.run("task", image("app:1"));
            awaitLog(run, "one");
            cluster.requireToken("second");
            cluster.server().resetConnections();
            awaitStatus(run, "HTTP 401");
            kubeconfig.set(cluster.kubeconfig());
            goOn.set(true);
            assertThat(run.result().verdict()).isEqualTo(Verdict.SUCCEEDED);
            assertThat(run.log()).containsExactly("one", "two");
        }
    }

    /** As an API server that has just started does. */
    @Test
    void aServerThatRefusesEverythingForAMomentEndsNoTask() {
        cluster.server().deny(r -> true);
        cluster.script(PodScript.forAll().print("one").exit(0));
        try (Controller controller = controller()) {
            Controller.Run run = controller.run("task", image("app:1"));
            awaitStatus(run, "cannot create resource \"pods\"");
            cluster.server().deny(r -> false);
            assertThat(run.result().verdict()).isEqualTo(Verdict.SUCCEEDED);
            assertThat(run.log()).containsExactly("one");
        }
    }

    @Test
    void aControllerThatMayNotWatchStillSeesTheEnd() {
        cluster.server()
                .deny(r -> r.resource().equals("pods")
                        && (r.verb().equals("list") || r.verb().equals("watch")));
        cluster.script(PodScript.forAll().print("one").until(goOn::get).exit(7));
        try (Controller controller = controller()) {
            Controller.Run run = controller.run("task", image("app:1"));
            awaitStatus(run, "cannot list resource \"pods\"");
            goOn.set(true);
            assertThat(run.result().exitCode()).isEqualTo(7);
            assertThat(run.log()).containsExactly("one");
        }
    }

    @Test
    void aControllerThatMayNotReadLogsSaysSoAndTheVerdictIsRight() {
        cluster.server().deny(r -> r.what().equals("get pods/log"));
        cluster.script(PodScript.forAll().print("one").exit(7));
        try (Controller controller = controller()) {
            Controller.Run run = controller.run("task", image("app:1"));
            assertThat(run.result().exitCode()).isEqualTo(7);
            assertThat(run.status())
                    .anyMatch(line -> line.contains("could not be read") && line.contains("\"pods/log\""));
        }
    }

    @Test
    void aControllerThatMayNotReadEventsSaysSo() {
        cluster.server().deny(r -> r.resource().equals("events"));
        cluster.script(PodScript.forAll()
                .sandboxFails(Duration.ofSeconds(3), "no network")
                .print("one")
                .exit(0));
        try (Controller controller = controller()) {
            Controller.Run run = controller.run("task", image("app:1"));
            assertThat(run.result().verdict()).isEqualTo(Verdict.SUCCEEDED);
            assertThat(run.status())
                    .filteredOn(line -> line.contains("is not allowed to read everything"))
                    .hasSize(1);
        }
    }

    @Test
    void aControllerThatMayNotDeleteGoesOnTrying() {
        cluster.server().deny(r -> r.what().equals("delete pods"));
        cluster.script(PodScript.forAll().exit(0));
        try (Controller controller = controller()) {
            Controller.Run run = controller.run("task", image("app:1"));
            assertThat(run.result().verdict()).isEqualTo(Verdict.SUCCEEDED);
            awaitStatus(run, "cannot delete resource \"pods\"");
            cluster.server().deny(r -> false);
            run.awaitSettled();
            assertThat(exists(run)).isFalse();
        }
    }

    @Test
    void anApiServerThatIsAwayForMinutesCostsNoLine() throws IOException {
        cluster.script(
                PodScript.forAll().print("one").until(goOn::get).print("two").exit(7));
        try (Controller controller = controller(HIGH_SPEED)) {
            Controller.Run run = controller.run("task", image("app:1"));
            awaitLog(run, "one");
            cluster.server().stop();
            goOn.set(true);
            long before = controller.requests();
            pass(controller, Duration.ofMinutes(5));
            assertThat(controller.requests() - before)
                    .as("requests while it is away")
                    .isLessThan(100);
            assertThat(run.told().result).isNotDone();
            cluster.server().start();
            assertThat(run.result().exitCode()).isEqualTo(7);
            assertThat(run.log()).containsExactly("one", "two");
            assertThat(run.status()).anyMatch(line -> line.contains("Requests to the Kubernetes API fail"));
        }
    }

    @Test
    void anApiServerThatIsAwayBeforeAnythingBeganIsWaitedFor() throws IOException {
        cluster.script(PodScript.forAll().exit(0));
        cluster.server().stop();
        try (Controller controller = controller(HIGH_SPEED)) {
            Controller.Run run = controller.run("task", image("app:1"));
            pass(controller, Duration.ofMinutes(5));
            assertThat(run.told().result).isNotDone();
            cluster.server().start();
            assertThat(run.result().verdict()).isEqualTo(Verdict.SUCCEEDED);
        }
    }

    @Test
    void theUserMayLimitHowLongAnApiServerIsWaitedFor() throws IOException {
        cluster.script(PodScript.forAll().print("one").runsForever());
        TaskParameters parameters = image("app:1");
        parameters.apiUnavailableTimeout = "3m";
        try (Controller controller = controller(HIGH_SPEED)) {
            Controller.Run run = controller.run("task", parameters);
            awaitLog(run, "one");
            cluster.server().stop();
            TaskResult result = run.result();
            assertThat(result.reason()).isEqualTo("ApiUnavailableTimeout");
            assertThat(result.verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
            cluster.server().start();
            run.awaitSettled();
            assertThat(exists(run)).isFalse();
        }
    }

    @Test
    void anApiServerThatAcceptsAndNeverAnswersDecidesNothing() {
        cluster.script(
                PodScript.forAll().print("one").until(goOn::get).print("two").exit(0));
        try (Controller controller = controller()) {
            Controller.Run run = controller.run("task", image("app:1"));
            awaitLog(run, "one");
            cluster.faults().on(request -> true).delay(Duration.ofHours(1));
            cluster.server().resetConnections();
            awaitStatus(run, "Requests to the Kubernetes API fail");
            goOn.set(true);
            cluster.faults().clear();
            cluster.server().resetConnections();
            assertThat(run.result().verdict()).isEqualTo(Verdict.SUCCEEDED);
            assertThat(run.log()).containsExactly("one", "two");
        }
    }

    @Test
    void everyContainerThatWasAskedForIsInTheLogInItsOwnOrder() {
        cluster.script(PodScript.forAll()
                .in("prepare")
                .print("p0")
                .print("p1")
                .exit(0)
                .in("main")
                .print("m0")
                .until(goOn::get)
                .print("m1")
                .exit(0)
                .in("side")
                .print("s0")
                .print("s1")
                .exit(0));
        TaskParameters parameters = new TaskParameters();
        parameters.yaml = """
                apiVersion: v1
                kind: Pod
                spec:
                  initContainers:
                  - {name: prepare, image: app}
                  containers:
                  - {name: main, image: app}
                  - {name: side, image: app}
                """;
        parameters.logContainers.add("prepare");
        parameters.logContainers.add("side");
        try (Controller controller = Controller.with().start(cluster, folder)) {
            Controller.Run run = controller.run("task", parameters);
            awaitLog(run, "[side] s1");
            goOn.set(true);
            assertThat(run.result().verdict()).isEqualTo(Verdict.SUCCEEDED);
            assertThat(run.log())
                    .containsExactlyInAnyOrder("[prepare] p0", "[prepare] p1", "m0", "m1", "[side] s0", "[side] s1");
            assertThat(run.log())
                    .filteredOn(line -> line.startsWith("[prepare]"))
                    .containsExactly("[prepare] p0", "[prepare] p1");
            assertThat(run.log()).containsSubsequence("m0", "m1");
            assertThat(run.log()).containsSubsequence("[side] s0", "[side] s1");
        }
    }

    @Test
    void aSidecarIsNotFollowedAfterTheResult() {
        cluster.script(PodScript.forAll()
                .in("main")
                .print("m0")
                .until(goOn::get)
                .exit(0)
                .in("side")
                .print("s0")
                .runsForever());
        TaskParameters parameters = new TaskParameters();
        parameters.yaml = """
                apiVersion: v1
                kind: Pod
                spec:
                  terminationGracePeriodSeconds: 2
                  containers:
                  - {name: main, image: app}
                  - {name: side, image: app}
                """;
        parameters.logContainers.add("side");
        try (Controller controller = Controller.with().start(cluster, folder)) {
            Controller.Run run = controller.run("task", parameters);
            awaitLog(run, "[side] s0");
            goOn.set(true);
            assertThat(run.result().verdict()).isEqualTo(Verdict.SUCCEEDED);
            long asked = cluster.requests().count("get pods/log");
            run.awaitSettled();
            assertThat(cluster.requests().count("get pods/log")).isEqualTo(asked);
            assertThat(run.log()).containsExactlyInAnyOrder("m0", "[side] s0");
        }
    }
}
