package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that are run in a container, over WebSockets. */
abstract class ExecContract extends Contract {
    private static final String V5 = "v5.channel.k8s.io";
    private static final String V4 = "v4.channel.k8s.io";
    private static final String SLEEPS = "trap 'exit 0' TERM; echo ready; while true; do sleep 0.1; done";

    private Pod shared;

    ExecContract(ContractCluster cluster) {
        super(cluster);
    }

    @BeforeAll
    void startSharedPod() {
        shared = awaitReady(create(pod(SLEEPS)));
    }

    @AfterAll
    void stopSharedPod() {
        resource(shared).delete();
    }

    // What comes back.

    @ParameterizedTest
    @ValueSource(strings = {V5, V4})
    void outputAndErrorsComeApartAndSuccessComesLast(String protocol) {
        PlainExec exec = inShared().over(protocol).sh("echo out; echo err >&2").open();

        JsonNode status = exec.status();

        assertThat(exec.protocol()).isEqualTo(protocol);
        assertThat(exec.text(PlainExec.STDOUT)).isEqualTo("out\n");
        assertThat(exec.text(PlainExec.STDERR)).isEqualTo("err\n");
        assertThat(status.path("status").asText()).isEqualTo("Success");
        assertThat(exec.order()).startsWith(PlainExec.STDOUT).endsWith(PlainExec.ERROR);
        assertThat(exec.awaitClose()).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {V5, V4})
    void anExitCodeIsACauseOfTheStatus(String protocol) {
        JsonNode status = inShared().over(protocol).sh("exit 7").open().status();

        assertExit(status, 7);
        assertThat(status.path("message").asText())
                .startsWith("command terminated with non-zero exit code: ")
                .endsWith("exit code 7");
    }

    @ParameterizedTest
    @ValueSource(strings = {V5, V4})
    void aProgramThatIsNotThereIsAnInternalError(String protocol) {
        JsonNode status =
                inShared().over(protocol).run("no-such-program").open().status();

        assertThat(status.path("status").asText()).isEqualTo("Failure");
        assertThat(status.path("reason").asText()).isEqualTo("InternalError");
        assertThat(status.path("code").asInt()).isEqualTo(500);
        assertThat(status.path("message").asText())
                .startsWith(
                        (protocol.equals(V5) ? "Internal error occurred: " : "")
                                + "Internal error occurred: error executing command in container: failed to exec in container: ")
                .contains("exec: \"no-such-program\": executable file not found in $PATH");
    }

    @ParameterizedTest
    @ValueSource(strings = {V5, V4})
    void muchOutputComesWhole(String protocol) {
        PlainExec exec = inShared()
                .over(protocol)
                .sh("i=0; while [ $i -lt 40000 ]; do echo $i; i=$((i+1)); done")
                .open();

        assertThat(exec.status().path("status").asText()).isEqualTo("Success");
        assertThat(exec.text(PlainExec.STDOUT).lines()).hasSize(40_000).endsWith("39999");
    }

    @Test
    void withoutStreamsForOutputOnlyTheStatusComes() {
        PlainExec exec = inShared()
                .withoutOutput()
                .with("stderr", "true")
                .sh("echo out; echo err >&2")
                .open();

        assertThat(exec.status().path("status").asText()).isEqualTo("Success");
        assertThat(exec.text(PlainExec.STDOUT)).isEmpty();
        assertThat(exec.text(PlainExec.STDERR)).isEqualTo("err\n");
    }

    // Input.

    @ParameterizedTest
    @ValueSource(strings = {V5, V4})
    void inputOfAKnownLengthNeedsNoEnd(String protocol) {
        byte[] input = random(3_000_000);
        PlainExec exec = inShared()
                .over(protocol)
                .withInput()
                .run("head", "-c", "3000000")
                .open()
                .send(input);

        assertThat(exec.status().path("status").asText()).isEqualTo("Success");
        assertThat(exec.bytes(PlainExec.STDOUT)).isEqualTo(input);
    }

    @Test
    void theFifthVersionEndsTheInputAlone() {
        PlainExec exec =
                inShared().withInput().sh("cat; echo end").open().send("one ").endInput();

        assertThat(exec.status().path("status").asText()).isEqualTo("Success");
        assertThat(exec.text(PlainExec.STDOUT)).isEqualTo("one end\n");
    }

    @Test
    void theFourthVersionCannotEndTheInputAlone() throws Exception {
        PlainExec exec = inShared()
                .over(V4)
                .withInput()
                .sh("head -c 4; cat >/dev/null; echo end")
                .open()
                .send("one ")
                .endInput();

        assertThat(exec.ping()).isTrue(); // the server has read what was before it
        await().until(() -> exec.text(PlainExec.STDOUT).equals("one "));
        assertThat(exec.bytes(PlainExec.ERROR)).isEmpty();
        exec.close();
    }

    @Test
    void inputThatWasNotAskedForIsThrownAway() {
        String file = "/tmp/unasked-" + namespace;
        PlainExec exec = inShared()
                .sh("cat; until [ -e " + file + " ]; do sleep 0.1; done; rm " + file + "; echo end")
                .open()
                .send("one ");
        inShared().sh("echo >" + file).open().status();

        assertThat(exec.status().path("status").asText()).isEqualTo("Success");
        assertThat(exec.text(PlainExec.STDOUT)).isEqualTo("end\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {V5, V4})
    void aPartOfAMessageCountsAsAMessageOfItsOwn(String protocol) {
        PlainExec exec =
                inShared().over(protocol).withInput().run("head", "-c", "6").open();

        exec.sendFragments(new byte[] {0, 'o', 'n', 'e'}, new byte[] {0, 't', 'w', 'o'});

        exec.status();
        assertThat(exec.text(PlainExec.STDOUT)).isEqualTo("onetwo");
    }

    @Test
    void aMessageOfMoreThan32MebibytesEndsTheConnection() {
        PlainExec exec = inShared().withInput().sh("cat >/dev/null").open();

        exec.trySend(ByteBuffer.allocate((32 << 20) + 1));

        // The command sees the end of its input. So a status can come before the end of the connection, and even say
        // Success.
        exec.awaitAnyEnd();
    }

    @Test
    void aPingIsAnswered() throws Exception {
        PlainExec exec = inShared().sh("sleep 30").open();

        assertThat(exec.ping()).isTrue();
        exec.abort();
    }

    // Protocols.

    @Test
    void theFifthVersionWinsWhereverItStands() {
        PlainExec exec = inShared().over(V4, V5).sh("true").open();

        assertThat(exec.protocol()).isEqualTo(V5);
    }

    @Test
    void ofOlderVersionsTheFirstWins() {
        PlainExec exec = inShared()
                .over("no.such.protocol", V4, "channel.k8s.io")
                .sh("true")
                .open();

        assertThat(exec.protocol()).isEqualTo(V4);
    }

    /** Which some clients take for an answer that they have not asked for. */
    @Test
    void withoutAVersionTheAnswerNamesAnEmptyOne() {
        HttpResponse<?> answer = inShared().over().sh("true").refusal();

        assertThat(answer.statusCode()).isEqualTo(101);
        assertThat(answer.headers().allValues("Sec-WebSocket-Protocol")).containsExactly("");
    }

    @Test
    void anUnknownVersionIsForbidden() {
        assertThat(inShared().over("no.such.protocol").sh("true").refusal().statusCode())
                .isEqualTo(403);
    }

    // Refusals.

    @ParameterizedTest
    @ValueSource(strings = {V5, V4})
    void aPodThatIsNotThereIsNotFound(String protocol) {
        Pod pod = pod("true").build();

        assertThat(cluster.exec(pod).over(protocol).sh("true").refusal().statusCode())
                .isEqualTo(404);
        assertRefusal(
                pod,
                cluster.exec(pod).sh("true"),
                404,
                "NotFound",
                "pods \"%s\" not found".formatted(pod.getMetadata().getName()));
    }

    @Test
    void aContainerThatIsNotInThePodIsABadRequest() {
        PlainExecRequest request = inShared().with("container", "nosuch").sh("true");

        assertThat(request.refusal().statusCode()).isEqualTo(400);
        assertRefusal(
                shared,
                request,
                400,
                "BadRequest",
                "container nosuch is not valid for pod " + shared.getMetadata().getName());
    }

    @Test
    void ofSeveralContainersOneMustBeChosen() {
        Pod pod = create(homeless()
                .editSpec()
                .addNewInitContainer()
                .withName("first")
                .withImage(cluster.image())
                .endInitContainer()
                .addNewContainer()
                .withName("other")
                .withImage(cluster.image())
                .endContainer()
                .endSpec());

        assertRefusal(
                pod,
                cluster.exec(pod).sh("true"),
                400,
                "BadRequest",
                "a container name must be specified for pod %s, choose one of: [first main other]"
                        .formatted(pod.getMetadata().getName()));
    }

    @Test
    void aPodWithoutANodeIsABadRequest() {
        Pod pod = create(homeless());
        PlainExecRequest request = cluster.exec(pod).sh("true");

        assertThat(request.refusal().statusCode()).isEqualTo(400);
        assertRefusal(
                pod,
                request,
                400,
                "BadRequest",
                "pod %s does not have a host assigned"
                        .formatted(pod.getMetadata().getName()));
    }

    @Test
    void withoutAnUpgradeTheRequestIsBad() {
        assertRefusal(shared, inShared().sh("true"), 400, "BadRequest", "Upgrade request required");
    }

    @Test
    void aContainerThatHasEndedIsNotFoundBeforeTheUpgradeOrAfterIt() {
        Pod pod = awaitEnd(create(pod("true")));

        assertThat(cluster.exec(pod).over(V4).sh("true").refusal().statusCode()).isEqualTo(500);
        assertNotFound(cluster.exec(pod).sh("true").open().status(), "main");
    }

    @Test
    void aContainerThatWaitsForAnotherIsNotFound() {
        Pod pod = create(pod("true")
                .editSpec()
                .addToInitContainers(new ContainerBuilder()
                        .withName("first")
                        .withImage(cluster.image())
                        .withCommand("sh", "-c", SLEEPS)
                        .build())
                .endSpec());
        awaitPod(
                pod,
                now -> !now.getStatus().getInitContainerStatuses().isEmpty()
                        && now.getStatus()
                                        .getInitContainerStatuses()
                                        .get(0)
                                        .getState()
                                        .getRunning()
                                != null);

        assertNotFound(
                cluster.exec(pod).with("container", "main").sh("true").open().status(), "main");
        assertThat(cluster.exec(pod)
                        .with("container", "first")
                        .sh("true")
                        .open()
                        .status()
                        .path("status")
                        .asText())
                .isEqualTo("Success");
        resource(pod).delete();
    }

    @Test
    void withoutAnyStreamTheRequestIsBad() {
        PlainExecRequest request = inShared().withoutOutput().sh("true");

        assertThat(request.over(V4).refusal().statusCode()).isEqualTo(400);
        assertThat(request.over(V5).open().status().path("message").asText())
                .isEqualTo("Internal error occurred: unable to upgrade connection:"
                        + " you must specify at least 1 of stdin, stdout, stderr");
    }

    // Ends from outside.

    @ParameterizedTest
    @ValueSource(strings = {V5, V4})
    void aProgramIsKilledWithItsContainer(String protocol) {
        Pod pod = awaitReady(create(pod(SLEEPS)));
        PlainExec exec =
                cluster.exec(pod).over(protocol).sh("echo started; sleep 300").open();
        await().until(() -> exec.text(PlainExec.STDOUT).equals("started\n"));

        resource(pod).delete();

        assertExit(exec.status(), 137);
    }

    @ParameterizedTest
    @ValueSource(strings = {V5, V4})
    void aProgramOutlivesItsClientAndItsInputEnds(String protocol) {
        String file = "/tmp/outlived-" + protocol + "-" + namespace;
        inShared()
                .over(protocol)
                .withInput()
                .sh("cat >/dev/null; echo here > " + file)
                .open()
                .send("one")
                .close();

        await().until(() -> {
            PlainExec look = inShared().sh("cat " + file + " && rm " + file).open();
            return look.status().path("status").asText().equals("Success");
        });
    }

    // The container's world.

    @Test
    void theProgramHasTheFolderAndTheEnvironmentOfItsContainer() {
        Pod pod = awaitReady(create(pod("echo $$ > pid; " + SLEEPS)
                .editSpec()
                .editFirstContainer()
                .addNewEnv()
                .withName("COLOUR")
                .withValue("green")
                .endEnv()
                .withWorkingDir("/work/here")
                .addNewVolumeMount()
                .withName("work")
                .withMountPath("/work")
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName("work")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .endSpec()));

        PlainExec exec = cluster.exec(pod)
                .sh("test -s pid && test -s /work/here/pid && echo $COLOUR")
                .open();

        assertThat(exec.status().path("status").asText()).isEqualTo("Success");
        assertThat(exec.text(PlainExec.STDOUT)).isEqualTo("green\n");
        resource(pod).delete();
    }

    @Test
    void containersShareAVolumeAndAPartOfIt() {
        Pod pod = create(pod("cat from-init; echo from-main > from-main; " + SLEEPS)
                .editSpec()
                .addNewInitContainer()
                .withName("first")
                .withImage(cluster.image())
                .withCommand("sh", "-c", "mkdir /run-pod/work && echo ready > /run-pod/work/from-init")
                .addNewVolumeMount()
                .withName("run-pod-files")
                .withMountPath("/run-pod")
                .endVolumeMount()
                .endInitContainer()
                .editFirstContainer()
                .withWorkingDir("/workspace")
                .addNewVolumeMount()
                .withName("run-pod-files")
                .withMountPath("/workspace")
                .withSubPath("work")
                .endVolumeMount()
                .endContainer()
                .addNewContainer()
                .withName("last")
                .withImage(cluster.image())
                .withCommand("sh", "-c", SLEEPS)
                .addNewVolumeMount()
                .withName("run-pod-files")
                .withMountPath("/run-pod")
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName("run-pod-files")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .endSpec());
        awaitRunning(pod);

        PlainExec exec = cluster.exec(pod)
                .with("container", "last")
                .sh("while [ ! -s /run-pod/work/from-main ]; do sleep 0.1; done; cat /run-pod/work/*")
                .open();

        assertThat(exec.status().path("status").asText()).isEqualTo("Success");
        assertThat(exec.text(PlainExec.STDOUT)).isEqualTo("ready\nfrom-main\n");
        resource(pod).delete();
    }

    private PlainExecRequest inShared() {
        return cluster.exec(shared);
    }

    /** What the API answers to the same request without an upgrade: its body cannot be read from a failed handshake. */
    private void assertRefusal(Pod pod, PlainExecRequest request, int code, String reason, String message) {
        ContractCluster.Answer answer =
                cluster.get(path("/pods/" + pod.getMetadata().getName() + request.query()));

        assertThat(answer.status()).isEqualTo(code);
        assertThat(answer.json().path("reason").asText()).isEqualTo(reason);
        assertThat(answer.json().path("message").asText()).isEqualTo(message);
    }

    private static void assertExit(JsonNode status, int code) {
        assertThat(status.path("status").asText()).isEqualTo("Failure");
        assertThat(status.path("reason").asText()).isEqualTo("NonZeroExitCode");
        JsonNode cause = status.path("details").path("causes").path(0);
        assertThat(cause.path("reason").asText()).isEqualTo("ExitCode");
        assertThat(cause.path("message").asText()).isEqualTo(Integer.toString(code));
    }

    private static void assertNotFound(JsonNode status, String container) {
        assertThat(status.path("reason").asText()).isEqualTo("InternalError");
        assertThat(status.path("code").asInt()).isEqualTo(500);
        assertThat(status.path("message").asText())
                .isEqualTo("Internal error occurred: unable to upgrade connection: container not found (\"%s\")"
                        .formatted(container));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
