package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lives of pods: what their statuses and events say, and how they end. */
abstract class PodContract extends Contract {
    private static final String STUBBORN = "trap '' TERM; echo ready; while true; do sleep 0.2; done";

    PodContract(ContractCluster cluster) {
        super(cluster);
    }

    @Test
    void aNewPodIsPending() {
        Pod pod = create(homeless());

        assertThat(pod.getStatus().getPhase()).isEqualTo("Pending");
        assertThat(pod.getStatus().getContainerStatuses()).isEmpty();
        assertThat(pod.getSpec().getNodeName()).isNull();
    }

    @Test
    void aPodThatNoNodeTakesIsUnschedulable() {
        Pod pod = awaitPod(
                create(homeless()), now -> !now.getStatus().getConditions().isEmpty());

        PodCondition scheduled = condition(pod, "PodScheduled");
        assertThat(scheduled.getStatus()).isEqualTo("False");
        assertThat(scheduled.getReason()).isEqualTo("Unschedulable");
        assertThat(scheduled.getMessage()).contains("nodes are available");
    }

    @Test
    void exitCodeZeroSucceeds() {
        Pod pod = awaitEnd(create(pod("exit 0")));

        assertThat(pod.getStatus().getPhase()).isEqualTo("Succeeded");
        assertThat(terminated(pod).getExitCode()).isZero();
        assertThat(terminated(pod).getReason()).isEqualTo("Completed");
        assertThat(terminated(pod).getContainerID()).isNotBlank();
        assertThat(Instant.parse(terminated(pod).getStartedAt())).isAfter(Instant.EPOCH);
        assertThat(condition(pod, "Ready").getReason()).isEqualTo("PodCompleted");
        assertThat(pod.getSpec().getNodeName()).isNotBlank();
    }

    @Test
    void anotherExitCodeFails() {
        Pod pod = awaitEnd(create(pod("exit 3")));

        assertThat(pod.getStatus().getPhase()).isEqualTo("Failed");
        assertThat(terminated(pod).getExitCode()).isEqualTo(3);
        assertThat(terminated(pod).getReason()).isEqualTo("Error");
        assertThat(pod.getStatus().getReason()).isNull();
        assertThat(status(pod).getRestartCount()).isZero();
    }

    @Test
    void theTerminationMessageFileIsReported() {
        Pod pod = awaitEnd(create(pod("printf 'last words' > /dev/termination-log; exit 1")));

        assertThat(terminated(pod).getMessage()).isEqualTo("last words");
    }

    @Test
    void aFailureCanFallBackToTheLogForItsMessage() {
        PodBuilder pod = pod("echo said; exit 1")
                .editSpec()
                .editFirstContainer()
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .endContainer()
                .endSpec();

        assertThat(terminated(awaitEnd(create(pod))).getMessage()).isEqualTo("said\n");
    }

    @Test
    void aProgramThatDoesNotExistIsAStartError() {
        PodBuilder builder = pod("").editSpec()
                .editFirstContainer()
                .withCommand("/no/such/program")
                .endContainer()
                .endSpec();

        Pod pod = awaitEnd(create(builder));

        assertThat(pod.getStatus().getPhase()).isEqualTo("Failed");
        assertThat(terminated(pod).getExitCode()).isEqualTo(128);
        assertThat(terminated(pod).getReason()).isEqualTo("StartError");
        assertThat(terminated(pod).getStartedAt()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(terminated(pod).getMessage()).contains("no such file or directory");
    }

    @Test
    void theEnvironmentIsExpanded() {
        PodBuilder builder = pod("printf '%s' \"$B $POD\" > /dev/termination-log")
                .editSpec()
                .editFirstContainer()
                .addNewEnv()
                .withName("A")
                .withValue("a")
                .endEnv()
                .addNewEnv()
                .withName("B")
                .withValue("$(A) $$(A) $(NOSUCH)")
                .endEnv()
                .addNewEnv()
                .withName("POD")
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath("metadata.name")
                .endFieldRef()
                .endValueFrom()
                .endEnv()
                .endContainer()
                .endSpec();

        Pod pod = awaitEnd(create(builder));

        assertThat(terminated(pod).getMessage())
                .isEqualTo("a $(A) $(NOSUCH) " + pod.getMetadata().getName());
    }

    @Test
    void aMissingSecretIsAConfigErrorUntilItIsThere() {
        PodBuilder builder = pod("exit 0")
                .editSpec()
                .editFirstContainer()
                .addNewEnv()
                .withName("A")
                .withNewValueFrom()
                .withNewSecretKeyRef("key", "late-secret", false)
                .endValueFrom()
                .endEnv()
                .endContainer()
                .endSpec();
        Pod pod = create(builder);

        Pod waiting = awaitPod(pod, now -> reason(now).equals("CreateContainerConfigError"));
        assertThat(status(waiting).getState().getWaiting().getMessage()).isEqualTo("secret \"late-secret\" not found");

        cluster.send(
                "POST",
                path("/secrets"),
                "application/json",
                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"late-secret\"},\"stringData\":{\"key\":\"v\"}}");
        assertThat(awaitEnd(pod).getStatus().getPhase()).isEqualTo("Succeeded");
    }

    @Test
    void anInitContainerComesFirst() {
        PodBuilder builder = pod("cat /shared/file > /dev/termination-log")
                .editSpec()
                .addNewVolume()
                .withName("shared")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .editFirstContainer()
                .addNewVolumeMount()
                .withName("shared")
                .withMountPath("/shared")
                .endVolumeMount()
                .endContainer()
                .addNewInitContainer()
                .withName("setup")
                .withImage(cluster.image())
                .withCommand("sh", "-c", "printf made > /shared/file")
                .addNewVolumeMount()
                .withName("shared")
                .withMountPath("/shared")
                .endVolumeMount()
                .endInitContainer()
                .endSpec();

        Pod pod = awaitEnd(create(builder));

        assertThat(terminated(pod).getMessage()).isEqualTo("made");
        assertThat(pod.getStatus()
                        .getInitContainerStatuses()
                        .get(0)
                        .getState()
                        .getTerminated()
                        .getReason())
                .isEqualTo("Completed");
    }

    @Test
    void aFailedInitContainerFailsThePodAndTheOthersNeverStart() {
        PodBuilder builder = pod("exit 0")
                .editSpec()
                .addNewInitContainer()
                .withName("setup")
                .withImage(cluster.image())
                .withCommand("sh", "-c", "exit 5")
                .endInitContainer()
                .endSpec();

        Pod pod = awaitEnd(create(builder));

        assertThat(pod.getStatus().getPhase()).isEqualTo("Failed");
        assertThat(reason(pod)).isEqualTo("PodInitializing");
        assertThat(pod.getStatus()
                        .getInitContainerStatuses()
                        .get(0)
                        .getState()
                        .getTerminated()
                        .getExitCode())
                .isEqualTo(5);
    }

    @Test
    void theDeadlineEndsThePod() {
        Pod pod = awaitEnd(
                create(pod("sleep 60").editSpec().withActiveDeadlineSeconds(3L).endSpec()));

        assertThat(pod.getStatus().getPhase()).isEqualTo("Failed");
        assertThat(pod.getStatus().getReason()).isEqualTo("DeadlineExceeded");
        assertThat(pod.getStatus().getMessage())
                .isEqualTo("Pod was active on the node longer than the specified deadline");
    }

    @Test
    void aDeletedPodStaysUntilItsContainersHaveEnded() {
        Pod pod = awaitReady(create(grace(20, STUBBORN)));

        resource(pod).delete();
        Pod terminating = resource(pod).get();

        assertThat(terminating).isNotNull();
        assertThat(terminating.getMetadata().getDeletionTimestamp()).isNotNull();
        assertThat(terminating.getMetadata().getDeletionGracePeriodSeconds()).isEqualTo(20);
        deleteWith(pod, "\"gracePeriodSeconds\":1");
        awaitGone(pod);
    }

    @Test
    void aGracePeriodIsShortenedButNeverLengthened() {
        Pod pod = awaitReady(create(grace(20, STUBBORN)));

        deleteWith(pod, "\"gracePeriodSeconds\":18");
        assertThat(deleteWith(pod, "\"gracePeriodSeconds\":19")
                        .at("/metadata/deletionGracePeriodSeconds")
                        .asInt())
                .isEqualTo(18);
        assertThat(deleteWith(pod, "\"gracePeriodSeconds\":1")
                        .at("/metadata/deletionGracePeriodSeconds")
                        .asInt())
                .isEqualTo(1);
        awaitGone(pod);
    }

    @Test
    void theNameOfATerminatingPodIsTaken() {
        Pod pod = awaitReady(create(grace(20, STUBBORN)));
        resource(pod).delete();

        JsonNode status = cluster.send(
                        "POST",
                        path("/pods"),
                        "application/json",
                        "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"i\"}]}}"
                                .formatted(pod.getMetadata().getName()))
                .json();

        assertThat(status.path("reason").asText()).isEqualTo("AlreadyExists");
        deleteWith(pod, "\"gracePeriodSeconds\":1");
        awaitGone(pod);
    }

    @Test
    void graceZeroRemovesTheObjectAtOnce() {
        Pod pod = awaitReady(create(grace(20, STUBBORN)));

        deleteWith(pod, "\"gracePeriodSeconds\":0");

        assertThat(resource(pod).get()).isNull();
    }

    @Test
    void aFinishedPodIsGoneAtOnce() {
        Pod pod = awaitEnd(create(grace(20, "exit 0")));

        resource(pod).delete();

        assertThat(resource(pod).get()).isNull();
    }

    @Test
    void theLastStateOfADeletedPodSaysHowItEnded() {
        Pod pod = awaitReady(create(grace(20, "trap 'exit 7' TERM; echo ready; while true; do sleep 0.2; done")));
        String version = pod.getMetadata().getResourceVersion();
        resource(pod).delete();
        awaitGone(pod);

        List<JsonNode> events = cluster.get(path("/pods?watch=true&timeoutSeconds=1&resourceVersion=" + version
                        + "&fieldSelector=metadata.name%3D" + pod.getMetadata().getName()))
                .events();

        JsonNode last = events.get(events.size() - 1);
        assertThat(last.path("type").asText()).isEqualTo("DELETED");
        assertThat(last.at("/object/status/containerStatuses/0/state/terminated/exitCode")
                        .asInt())
                .isEqualTo(7);
        assertThat(last.at("/object/status/phase").asText()).isEqualTo("Failed");
    }

    @Test
    void anEvictionLeavesItsMark() {
        Pod pod = awaitReady(create(grace(20, STUBBORN)));

        ContractCluster.Answer answer = cluster.send(
                "POST",
                path("/pods/" + pod.getMetadata().getName() + "/eviction"),
                "application/json",
                "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"%s\"}}"
                        .formatted(pod.getMetadata().getName()));

        assertThat(answer.status()).isEqualTo(201);
        Pod terminating = resource(pod).get();
        assertThat(terminating.getMetadata().getDeletionTimestamp()).isNotNull();
        assertThat(condition(terminating, "DisruptionTarget").getReason()).isEqualTo("EvictionByEvictionAPI");
        deleteWith(pod, "\"gracePeriodSeconds\":1");
        awaitGone(pod);
    }

    @Test
    void eventsTellTheStory() {
        Pod pod = awaitEnd(create(pod("exit 0")));
        String events = path("/events?fieldSelector=involvedObject.uid%3D"
                + pod.getMetadata().getUid());

        await().untilAsserted(() -> assertThat(
                        cluster.get(events).json().path("items").findValuesAsText("reason"))
                .contains("Scheduled", "Pulled", "Created", "Started"));
        JsonNode started = cluster.get(events + ",reason%3DStarted").json().at("/items/0");
        assertThat(started.at("/involvedObject/fieldPath").asText()).isEqualTo("spec.containers{main}");
        assertThat(started.path("type").asText()).isEqualTo("Normal");
        assertThat(started.path("count").asInt()).isEqualTo(1);
        assertThat(started.path("message").asText()).contains("main");
    }

    private PodBuilder grace(long seconds, String script) {
        return pod(script).editSpec().withTerminationGracePeriodSeconds(seconds).endSpec();
    }

    private static ContainerStateTerminated terminated(Pod pod) {
        return status(pod).getState().getTerminated();
    }

    private static String reason(Pod pod) {
        return pod.getStatus().getContainerStatuses().isEmpty()
                        || status(pod).getState().getWaiting() == null
                ? ""
                : status(pod).getState().getWaiting().getReason();
    }

    private static PodCondition condition(Pod pod, String type) {
        return pod.getStatus().getConditions().stream()
                .filter(each -> each.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }
}
