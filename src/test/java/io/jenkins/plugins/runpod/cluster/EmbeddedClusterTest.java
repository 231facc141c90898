package io.jenkins.plugins.runpod.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.jenkins.plugins.runpod.testing.Patience;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithCluster
class EmbeddedClusterTest {
    private EmbeddedCluster cluster;
    private final HttpClient http = HttpClient.newHttpClient();
    private KubernetesClient client;

    @BeforeEach
    void connect() {
        client = client();
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void theKubeconfigIsEnough(@TempDir Path folder) throws IOException {
        cluster.writeKubeconfig(folder.resolve("config"));

        try (KubernetesClient other = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(folder.resolve("config").toFile()))
                .build()) {
            assertThat(other.getKubernetesVersion().getMajor()).isEqualTo("1");
        }
        assertThat(folder.toFile().list()).containsExactly("config");
    }

    @Test
    void aStoppedServerRefusesAndComesBackOnItsPort() throws IOException {
        String url = cluster.url();

        cluster.server().stop();
        assertThatThrownBy(() -> client.pods().list()).isInstanceOf(KubernetesClientException.class);
        cluster.server().start();

        assertThat(cluster.url()).isEqualTo(url);
        assertThat(client.pods().list().getItems()).isEmpty();
    }

    @Test
    void podsGoOnWhileTheServerIsStopped() throws IOException {
        cluster.script(PodScript.forAll().sleep(Duration.ofMillis(100)).exit(0));
        create("p");

        cluster.server().stop();
        await().until(() -> phase("p").equals("Succeeded"));
        cluster.server().start();

        assertThat(client.pods()
                        .inNamespace("default")
                        .withName("p")
                        .get()
                        .getStatus()
                        .getPhase())
                .isEqualTo("Succeeded");
    }

    @Test
    void requestsAreCountedByVerbAndResource() {
        cluster.requests().reset();
        create("p");
        client.pods().inNamespace("default").withName("p").get();
        client.pods().inNamespace("default").list();
        client.pods().inNamespace("default").withName("p").delete();

        assertThat(cluster.requests().all())
                .containsEntry("create pods", 1L)
                .containsEntry("get pods", 1L)
                .containsEntry("list pods", 1L)
                .containsEntry("delete pods", 1L);
        assertThat(cluster.requests().total()).isEqualTo(4);
    }

    @Test
    void anotherTokenIsUnauthorized() {
        cluster.requireToken("first");
        assertThatThrownBy(() -> client.pods().list()).hasMessageContaining("Unauthorized");
        client.close();
        client = client();
        assertThat(client.pods().list().getItems()).isEmpty();

        cluster.requireToken("second");

        assertThatThrownBy(() -> client.pods().list())
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(401));
    }

    @Test
    void whatIsDeniedIsForbiddenAndReviewedSo() {
        cluster.server().deny(request -> request.what().equals("create secrets"));

        assertThatThrownBy(() -> client.secrets()
                        .inNamespace("default")
                        .resource(new SecretBuilder()
                                .withNewMetadata()
                                .withName("s")
                                .endMetadata()
                                .build())
                        .create())
                .hasMessageContaining(
                        "cannot create resource \"secrets\" in API group \"\" in the namespace \"default\"");
        assertThat(isAllowed("create", "secrets")).isFalse();
        assertThat(isAllowed("create", "pods")).isTrue();
    }

    @Test
    void aQuotaRefusesThePodThatIsTooMany() {
        quota(Map.of("pods", new Quantity("1")));
        cluster.script(PodScript.forAll().runsForever());
        create("first");

        assertThatThrownBy(() -> create("second"))
                .hasMessageContaining(
                        "pods \"second\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1");
    }

    @Test
    void aQuotaOfCpuWantsCpuToBeSaid() {
        quota(Map.of("requests.cpu", new Quantity("1")));

        assertThatThrownBy(() -> create("p"))
                .hasMessageContaining("failed quota: q: must specify requests.cpu for: main");
    }

    @Test
    void aDeletedNamespaceTakesEverythingWithIt() {
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("other")
                        .endMetadata()
                        .build())
                .create();
        cluster.script(PodScript.forAll().runsForever());
        client.resource(pod("p").editMetadata()
                        .withNamespace("other")
                        .endMetadata()
                        .build())
                .create();
        client.configMaps()
                .inNamespace("other")
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("m")
                        .endMetadata()
                        .build())
                .create();

        client.namespaces().withName("other").delete();

        await().until(() -> cluster.store()
                .list(Resource.NAMESPACES, "", each -> ClusterStore.nameOf(each).equals("other"))
                .items()
                .isEmpty());
        assertThat(cluster.store().list(Resource.PODS, "other", each -> true).items())
                .isEmpty();
        assertThat(cluster.store()
                        .list(Resource.CONFIGMAPS, "other", each -> true)
                        .items())
                .isEmpty();
    }

    @Test
    void aNamespaceOfManyObjectsIsDeleted() {
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("full")
                        .endMetadata()
                        .build())
                .create();
        for (int i = 0; i < 2_000; i++) {
            cluster.store()
                    .create(Resource.CONFIGMAPS, "full", FakeJson.object("metadata", FakeJson.object("name", "m" + i)));
        }

        List<StatusDetails> deleted = client.namespaces().withName("full").delete();

        assertThat(deleted).hasSize(1);
        assertThat(client.namespaces().withName("full").get()).isNull();
        assertThat(client.configMaps().inNamespace("full").list().getItems()).isEmpty();
    }

    @Test
    void anImageSaysByItsPathWhatHappensToIt() {
        client.resource(pod("p").editSpec()
                        .editFirstContainer()
                        .withImage("reg.example/404/app:1")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();

        await().until(() -> cluster.store()
                .get(Resource.PODS, "default", "p")
                .toString()
                .contains("reg.example/404/app:1: not found"));
    }

    @Test
    void whatIsLeftOfAContainerIsKilledWithIt(@TempDir Path folder) {
        create("p", "sleep 1000 & echo $! > " + folder + "/child; wait");
        long child = await().until(() -> read(folder.resolve("child")), pid -> pid > 0);

        client.pods().inNamespace("default").withName("p").withGracePeriod(0).delete();

        await().until(() ->
                ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void theEndOfAProgramIsTheEndOfItsChildren(@TempDir Path folder) {
        create("p", "sleep 1000 & echo $! > " + folder + "/child");

        await().until(() -> phase("p").equals("Succeeded"));

        long child = read(folder.resolve("child"));
        await().until(() ->
                ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void closingKillsEverything(@TempDir Path folder) {
        create("p", "trap '' TERM; echo $$$$ > " + folder + "/pid; while true; do sleep 0.1; done");
        long pid = await().until(() -> read(folder.resolve("pid")), each -> each > 0);

        cluster.close();

        await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void closingEndsTheThreadsOfOpenStreams() {
        cluster.script(PodScript.forAll().runsForever());
        create("p");
        await().until(() -> phase("p").equals("Running"));
        client.pods().inNamespace("default").withName("p").watchLog();
        client.pods().inNamespace("default").watch(new IgnoringWatcher());
        await().until(() ->
                cluster.requests().openWatches() == 1 && cluster.requests().followedLogs() == 1);

        cluster.close();

        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void aFollowerThatHangsUpIsNoticedWhileNothingHappens() throws Exception {
        cluster.script(PodScript.forAll().runsForever());
        create("p");
        await().until(() -> phase("p").equals("Running"));
        HttpRequest follow = HttpRequest.newBuilder(
                        URI.create(cluster.url() + "/api/v1/namespaces/default/pods/p/log?follow=true"))
                .build();
        HttpResponse<InputStream> log = http.send(follow, HttpResponse.BodyHandlers.ofInputStream());
        await().until(() -> cluster.requests().followedLogs() == 1);

        log.body().close();

        await().until(() -> cluster.requests().followedLogs() == 0);
    }

    @Test
    void aRestartedKubeletEndsFollowedLogsAndServesThemAgain() throws Exception {
        cluster.script(PodScript.forAll().print("hello").runsForever());
        create("p");
        await().until(() -> phase("p").equals("Running"));
        CompletableFuture<HttpResponse<String>> log = getLater("/api/v1/namespaces/default/pods/p/log?follow=true");
        await().until(() -> cluster.requests().followedLogs() == 1);

        cluster.node().restartKubelet();

        assertThat(log.get().body()).isEqualTo("hello\n");
        assertThat(getLater("/api/v1/namespaces/default/pods/p/log").get().body())
                .isEqualTo("hello\n");
        assertThat(phase("p")).isEqualTo("Running");
    }

    @Test
    void resetConnectionsBreakStreamsWhileTheServerStays() {
        CompletableFuture<HttpResponse<String>> watch = getLater("/api/v1/pods?watch=true");
        await().until(() -> cluster.requests().openWatches() == 1);

        cluster.server().resetConnections();

        assertThat(watch).failsWithin(Patience.HANG);
        assertThat(client.pods().list().getItems()).isEmpty();
    }

    @Test
    void aSecretOfKubectlIsReadFromItsProtobuf() {
        byte[] body =
                Base64.getDecoder().decode("azhzAAoMCgJ2MRIGU2VjcmV0Eh4KEgoCczESABoAIgAqADIAOABCABIGCgFhEgFiGgAaACIA");
        HttpRequest create = HttpRequest.newBuilder(URI.create(cluster.url() + "/api/v1/namespaces/default/secrets"))
                .header("Content-Type", "application/vnd.kubernetes.protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();

        assertThat(http.sendAsync(create, HttpResponse.BodyHandlers.ofString())
                        .join()
                        .statusCode())
                .isEqualTo(201);
        assertThat(client.secrets().inNamespace("default").withName("s1").get().getData())
                .containsExactly(Map.entry("a", "Yg=="));
    }

    private CompletableFuture<HttpResponse<String>> getLater(String path) {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create(cluster.url() + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static final class IgnoringWatcher implements Watcher<Pod> {
        @Override
        public void eventReceived(Action action, Pod pod) {}

        @Override
        public void onClose(WatcherException cause) {}
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("embedded-cluster"))
                .toList();
    }

    private static long read(Path file) {
        try {
            String text = Files.readString(file).trim();
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (IOException e) {
            return 0; // not yet written
        }
    }

    private void quota(Map<String, Quantity> hard) {
        client.resource(new ResourceQuotaBuilder()
                        .withNewMetadata()
                        .withName("q")
                        .withNamespace("default")
                        .endMetadata()
                        .withNewSpec()
                        .withHard(hard)
                        .endSpec()
                        .build())
                .create();
    }

    private boolean isAllowed(String verb, String resource) {
        return client.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withNewResourceAttributes()
                        .withVerb(verb)
                        .withResource(resource)
                        .withNamespace("default")
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .getStatus()
                .getAllowed();
    }

    private String phase(String name) {
        return FakeJson.text(cluster.store().get(Resource.PODS, "default", name), "status", "phase");
    }

    private void create(String name, String... script) {
        client.resource(pod(name, script).build()).create();
    }

    private static PodBuilder pod(String name, String... script) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName("main")
                .withImage("busybox:1")
                .withCommand(script.length == 0 ? List.of("true") : List.of("sh", "-c", script[0]))
                .endContainer()
                .endSpec();
    }

    private KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.fromKubeconfig(cluster.kubeconfig()))
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }
}
