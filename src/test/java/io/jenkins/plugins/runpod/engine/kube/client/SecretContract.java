package io.jenkins.plugins.runpod.engine.kube.client;

import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.failure;
import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.runpod.engine.kube.ClusterSettings;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeSecrets;
import io.jenkins.plugins.runpod.engine.kube.SecretSnapshot;
import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.kube.Verb;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.time.ScheduledTimer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What our client expects of a cluster's Secrets, of the embedded cluster or of a real one. */
abstract class SecretContract {
    private static final String LABEL = "run-pod.jenkins.io/controller";

    private final String controller = "contract-" + UUID.randomUUID();
    private final String name = "contract-" + UUID.randomUUID();
    private final ExecutorService workers = Executors.newFixedThreadPool(4);
    private final ScheduledTimer timer = new ScheduledTimer(workers);
    private SharedCluster cluster;

    abstract Supplier<Config> access() throws Exception;

    abstract String namespace();

    @BeforeEach
    void lease() throws Exception {
        cluster = new KubeClients(workers, timer)
                .acquire("contract", access(), ClusterSettings.of(LABEL + "=" + controller), waits -> {});
    }

    @AfterEach
    void close() {
        secrets()
                .find(namespace(), name, Map.of(LABEL, controller))
                .thenCompose(uid -> secrets().delete(namespace(), name, uid))
                .exceptionally(gone -> null)
                .toCompletableFuture()
                .join();
        cluster.close();
        timer.close();
        workers.shutdownNow();
    }

    private KubeSecrets secrets() {
        return cluster.kube().secrets();
    }

    private Secret secret(String task) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace())
                .withName(name)
                .addToLabels(LABEL, controller)
                .addToLabels("task", task)
                .endMetadata()
                .addToData("TOKEN", "bGFtcGxpZ2h0ZXI=")
                .build();
    }

    private List<SecretSnapshot> left() throws KubeFailure {
        return get(secrets().list(namespace(), LABEL + "=" + controller));
    }

    private PodSnapshot pod() throws KubeFailure {
        return get(cluster.kube()
                .create(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace())
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withNodeSelector(Map.of("no-such-label", "at-all"))
                        .addNewContainer()
                        .withName("main")
                        .withImage("busybox")
                        .endContainer()
                        .endSpec()
                        .build()));
    }

    private void delete(PodSnapshot pod) throws KubeFailure {
        get(cluster.kube().delete(namespace(), pod.name(), pod.uid(), Optional.empty(), Optional.empty()));
    }

    @Test
    void aSecretIsListedByItsLabels() throws Exception {
        String uid = get(secrets().create(secret("one")));

        assertThat(left()).extracting(SecretSnapshot::uid).containsExactly(uid);
    }

    @Test
    void noAnswerHasTheValuesOfASecret() throws Exception {
        Secret secret = secret("one");
        try (ApiCalls calls = calls()) {
            assertThat(answer(
                            calls, ApiRequest.secrets(Verb.CREATE, namespace()).with(KubeJson.bytes(secret))))
                    .contains("PartialObjectMetadata", name)
                    .doesNotContain("bGFtcGxpZ2h0ZXI=");
            assertThat(answer(
                            calls,
                            ApiRequest.secrets(Verb.LIST, namespace()).with("labelSelector", LABEL + "=" + controller)))
                    .contains("PartialObjectMetadataList", name)
                    .doesNotContain("bGFtcGxpZ2h0ZXI=");
            assertThat(answer(
                            calls,
                            ApiRequest.secret(Verb.PATCH, namespace(), name)
                                    .with(new JsonPatch()
                                            .labelled(Map.of("task", "one"))
                                            .json())))
                    .contains("PartialObjectMetadata", name)
                    .doesNotContain("bGFtcGxpZ2h0ZXI=");
        }
    }

    private ApiCalls calls() throws Exception {
        ClusterSettings settings = ClusterSettings.of("");
        return new ApiCalls(
                new Connection(access(), workers, workers, timer, System::nanoTime),
                Limits.of(settings, timer, System::nanoTime, waits -> {}),
                timer,
                settings.requestTimeout(),
                new HealthMonitor(System::nanoTime));
    }

    private static String answer(ApiCalls calls, ApiRequest request) throws KubeFailure {
        return new String(get(calls.call(request)).body(), StandardCharsets.UTF_8);
    }

    @Test
    void aSecondCreateIsRefused() throws Exception {
        get(secrets().create(secret("one")));

        assertThat(failure(secrets().create(secret("one"))).reason()).isEqualTo("AlreadyExists");
    }

    @Test
    void aSecretWithOurLabelsIsTakenOver() throws Exception {
        String uid = get(secrets().create(secret("one")));

        assertThat(get(secrets().takeOver(secret("one")))).isEqualTo(uid);
    }

    @Test
    void aSecretWithOtherLabelsIsNotTakenOver() throws Exception {
        get(secrets().create(secret("one")));

        assertThat(failure(secrets().takeOver(secret("two"))).status()).isEqualTo(422);
    }

    @Test
    void aSecretIsFoundByItsLabels() throws Exception {
        String uid = get(secrets().create(secret("one")));

        assertThat(get(secrets().find(namespace(), name, Map.of("task", "one"))))
                .isEqualTo(uid);
    }

    @Test
    void aSecretWithOtherLabelsIsNotFound() throws Exception {
        get(secrets().create(secret("one")));

        assertThat(failure(secrets().find(namespace(), name, Map.of("task", "two")))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void whatIsNotThereIsNotFoundInKubernetesOwnWords() {
        assertThat(failure(secrets().find(namespace(), name, Map.of("task", "one")))
                        .reason())
                .isEqualTo("NotFound");
    }

    @Test
    void aSecretThatAPodOwnsGoesWithThePod() throws Exception {
        String uid = get(secrets().create(secret("one")));
        PodSnapshot pod = pod();
        get(secrets().give(namespace(), name, uid, pod.name(), pod.uid()));

        delete(pod);

        await().until(() -> left().isEmpty());
    }

    @Test
    void aSecretThatIsGivenToAPodThatIsGoneGoesToo() throws Exception {
        String uid = get(secrets().create(secret("one")));
        PodSnapshot pod = pod();
        delete(pod);

        get(secrets().give(namespace(), name, uid, pod.name(), pod.uid()));

        await().until(() -> left().isEmpty());
    }

    @Test
    void aSecretThatWasTakenOverBelongsToNobody() throws Exception {
        String uid = get(secrets().create(secret("one")));
        PodSnapshot pod = pod();
        get(secrets().give(namespace(), name, uid, pod.name(), pod.uid()));
        get(secrets().takeOver(secret("one")));

        delete(pod);

        assertThat(get(secrets().find(namespace(), name, Map.of("task", "one"))))
                .isEqualTo(uid);
    }

    @Test
    void anotherSecretOfTheNameIsNotGivenToThePod() throws Exception {
        get(secrets().create(secret("one")));

        assertThat(failure(secrets().give(namespace(), name, UUID.randomUUID().toString(), name, "uid"))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void anotherSecretOfTheNameIsNotDeleted() throws Exception {
        get(secrets().create(secret("one")));

        assertThat(failure(secrets().delete(namespace(), name, UUID.randomUUID().toString()))
                        .status())
                .isEqualTo(409);
    }
}
