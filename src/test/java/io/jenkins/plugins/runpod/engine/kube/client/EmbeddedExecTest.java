package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Execs of the embedded cluster that a test disturbs, plays or forbids. */
@WithCluster
class EmbeddedExecTest {
    private static final String V5 = "v5.channel.k8s.io";
    private static final String V4 = "v4.channel.k8s.io";
    private static final String EXEC = "get pods/exec";

    private EmbeddedCluster cluster;
    private KubernetesClient client;
    private final HttpClient http = HttpClient.newHttpClient();
    private final CountDownLatch gate = new CountDownLatch(1);

    @BeforeEach
    void connect() {
        Config config = new ConfigBuilder(Config.fromKubeconfig(cluster.kubeconfig()))
                .withRequestRetryBackoffLimit(0)
                .build();
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    @AfterEach
    void disconnect() {
        gate.countDown();
        client.close();
    }

    // Faults.

    @ParameterizedTest
    @ValueSource(strings = {V5, V4})
    void lostOutputIsReportedAsSuccess(String protocol) {
        cluster.faults().on(EXEC).loseOutputAfter(3);

        PlainExec exec = exec().over(protocol).sh("echo one; echo two").open();

        assertThat(exec.status().path("status").asText()).isEqualTo("Success");
        assertThat(exec.text(PlainExec.STDOUT)).isEqualTo("one");
        assertThat(exec.awaitClose()).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {V5, V4})
    void aConnectionThatIsCutInItsOutputHasNoStatus(String protocol) {
        cluster.faults().on(EXEC).times(1).cutAfter(1000);

        PlainExec exec = exec().over(protocol).sh("yes | head -c 5000").open();

        exec.awaitBreak();
        assertThat(exec.bytes(PlainExec.STDOUT)).hasSize(1000);
        assertThat(exec.bytes(PlainExec.ERROR)).isEmpty();
        assertThat(exec().sh("true").open().status().path("status").asText()).isEqualTo("Success");
    }

    @Test
    void aCutAtTheLastByteLeavesOutTheStatus() {
        cluster.faults().on(EXEC).cutAfter(4);

        PlainExec exec = exec().sh("echo one").open();

        exec.awaitBreak();
        assertThat(exec.text(PlainExec.STDOUT)).isEqualTo("one\n");
        assertThat(exec.bytes(PlainExec.ERROR)).isEmpty();
    }

    @Test
    void outputThatEndsEarlyEndsProperly() {
        cluster.faults().on(EXEC).endAfter(3);

        PlainExec exec = exec().sh("echo one; sleep 60").open();

        assertThat(exec.awaitClose()).isEqualTo(1000);
        assertThat(exec.text(PlainExec.STDOUT)).isEqualTo("one");
        assertThat(exec.bytes(PlainExec.ERROR)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {V5, V4})
    void aConnectionThatIsCutInItsInputLeavesTheProgramWithAPart(String protocol) {
        Pod pod = running();
        cluster.faults().on(EXEC).times(1).cutInputAfter(100_000);

        PlainExec exec = exec(pod)
                .over(protocol)
                .withInput()
                .sh("cat > part; mv part whole")
                .open();
        exec.send(new byte[60_000]).send(new byte[60_000]);

        exec.awaitBreak();
        await().until(() -> output(pod, "wc -c < whole || true").trim().equals("100000"));
    }

    @Test
    void aLostStatusIsAProperEnd() {
        cluster.faults().on(EXEC).loseStatus();

        PlainExec exec = exec().sh("echo one; exit 1").open();

        assertThat(exec.awaitClose()).isEqualTo(1000);
        assertThat(exec.text(PlainExec.STDOUT)).isEqualTo("one\n");
        assertThat(exec.bytes(PlainExec.ERROR)).isEmpty();
    }

    @Test
    void anExecThatHangsAnswersPingsAndNothingElse() throws Exception {
        Pod pod = running();
        cluster.faults().on(EXEC).times(1).hang();

        PlainExec exec = exec(pod).withInput().sh("touch ran").open().send("one");

        assertThat(exec.ping()).isTrue();
        assertThat(cluster.requests().openExecs()).isEqualTo(1);
        assertThat(exec.text(PlainExec.STDOUT)).isEmpty();
        exec.close();
        exec.awaitAnyEnd();
        await().until(() -> cluster.requests().openExecs() == 0);
        assertThat(output(pod, "ls")).doesNotContain("ran");
    }

    @Test
    void aThrottledExecTakesItsTime() {
        cluster.faults().on(EXEC).throttle(20_000);
        long begin = System.nanoTime();

        PlainExec exec = exec().sh("head -c 10000 /dev/zero").open();

        assertThat(exec.status().path("status").asText()).isEqualTo("Success");
        assertThat(exec.bytes(PlainExec.STDOUT)).hasSize(10_000);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
    }

    @Test
    void aThrottleAndACutHitTheSameExec() {
        cluster.faults().on(EXEC).throttle(1_000_000);
        cluster.faults().on(EXEC).cutAfter(10);

        PlainExec exec = exec().sh("head -c 1000 /dev/zero").open();

        exec.awaitBreak();
        assertThat(exec.bytes(PlainExec.STDOUT)).hasSize(10);
    }

    static Stream<Integer> refusals() {
        return Stream.of(401, 403, 404, 500, 503, 504);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aHandshakeCanBeRefused(int code) {
        PlainExecRequest request = exec().sh("true");
        cluster.faults().on(EXEC).answer(code);

        assertThat(request.refusal().statusCode()).isEqualTo(code);
    }

    @Test
    void aHandshakeCanBeAskedToComeBack() {
        PlainExecRequest request = exec().sh("true");
        cluster.faults().on(EXEC).tooManyRequests(Duration.ofSeconds(3));

        HttpResponse<?> refusal = request.refusal();

        assertThat(refusal.statusCode()).isEqualTo(429);
        assertThat(refusal.headers().firstValue("Retry-After")).hasValue("3");
    }

    @Test
    void aNodeThatIsLostIsToldBeforeTheUpgradeOrAfterIt() {
        Pod pod = running();
        cluster.node().lose(PodScript.FOREVER);

        assertThat(exec(pod).over(V4).sh("true").refusal().statusCode()).isEqualTo(500);
        assertThat(exec(pod).over(V5).sh("true").open().status().path("message").asText())
                .startsWith("Internal error occurred: error sending request: ")
                .endsWith("connect: connection refused");
    }

    // What a client may see of a server.

    @Test
    void aProgramThatDoesNotReadHoldsItsClientBack() {
        Pod pod = running();
        PlainExec exec = exec(pod)
                .withInput()
                .sh("while [ ! -e go ]; do sleep 0.05; done; wc -c")
                .open();

        Thread sender = new Thread(() -> exec.send(new byte[8_000_000]).endInput());
        sender.start();
        output(pod, "touch go");

        assertThat(exec.status().path("status").asText()).isEqualTo("Success");
        assertThat(exec.text(PlainExec.STDOUT).trim()).isEqualTo("8000000");
    }

    @Test
    void aProgramThatEndsBeforeItsInputDoesHasAStatus() {
        PlainExec exec =
                exec().withInput().sh("head -c 3; exit 4").open().send("onetwo").send("three");

        JsonNode status = exec.status();

        assertThat(exec.text(PlainExec.STDOUT)).isEqualTo("one");
        assertThat(status.path("reason").asText()).isEqualTo("NonZeroExitCode");
    }

    @Test
    void whatAProgramLeavesBehindEndsWithTheContainer() {
        Pod pod = running();
        long left = Long.parseLong(
                output(pod, "sleep 600 >/dev/null 2>&1 & echo $!").trim());
        output(pod, "true");
        assertThat(isAlive(left)).isTrue();

        client.resource(pod).delete();

        await().until(() -> !isAlive(left));
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    // Scripts.

    @Test
    void aContainerThatAScriptPlaysRunsRealPrograms() {
        cluster.script(
                PodScript.forImage("app").until(() -> gate.getCount() == 0).exit(0));
        Pod pod = running(each -> each.editSpec()
                .editFirstContainer()
                .withImage("app")
                .addNewEnv()
                .withName("COLOUR")
                .withValue("green")
                .endEnv()
                .endContainer()
                .endSpec());

        PlainExec exec = exec(pod).sh("echo $COLOUR; sleep 60").open();
        await().until(() -> exec.text(PlainExec.STDOUT).equals("green\n"));
        gate.countDown();

        assertThat(exec.status()
                        .path("details")
                        .path("causes")
                        .path(0)
                        .path("message")
                        .asText())
                .isEqualTo("137");
    }

    // Who may.

    @Test
    void execsAreCountedWhileTheyAreOpen() {
        PlainExec exec = exec().sh("echo one; sleep 60").open();
        await().until(() -> exec.text(PlainExec.STDOUT).equals("one\n"));

        assertThat(cluster.requests().count(EXEC)).isEqualTo(1);
        assertThat(cluster.requests().openExecs()).isEqualTo(1);
        exec.abort();
        await().until(() -> cluster.requests().openExecs() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "create"})
    void bothVerbsAreNeeded(String verb) {
        PlainExecRequest request = exec().sh("true");
        cluster.server().deny(each -> each.what().equals(verb + " pods/exec"));

        assertThat(request.refusal().statusCode()).isEqualTo(403);
        assertThat(mayExec(verb)).isFalse();
        cluster.server().deny(each -> false);
        assertThat(mayExec(verb)).isTrue();
    }

    private boolean mayExec(String verb) {
        return client.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withNewResourceAttributes()
                        .withNamespace("default")
                        .withVerb(verb)
                        .withResource("pods")
                        .withSubresource("exec")
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .getStatus()
                .getAllowed();
    }

    private String output(Pod pod, String script) {
        PlainExec exec = exec(pod).sh(script).open();
        assertThat(exec.status().path("status").asText()).isEqualTo("Success");
        return exec.text(PlainExec.STDOUT);
    }

    private PlainExecRequest exec() {
        return exec(running());
    }

    private PlainExecRequest exec(Pod pod) {
        return new PlainExecRequest(
                http,
                cluster.url() + "/api/v1/namespaces/default/pods/"
                        + pod.getMetadata().getName(),
                Optional.empty());
    }

    private Pod running() {
        return running(each -> {});
    }

    private Pod running(Consumer<PodBuilder> change) {
        PodBuilder builder = new PodBuilder()
                .withNewMetadata()
                .withGenerateName("exec-")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withTerminationGracePeriodSeconds(1L)
                .addNewContainer()
                .withName("main")
                .withImage("busybox:1")
                .withCommand("sleep", "600")
                .endContainer()
                .endSpec();
        change.accept(builder);
        Pod pod = client.resource(builder.build()).create();
        await().until(() -> client.resource(pod).get().getStatus().getPhase().equals("Running"));
        return pod;
    }
}
