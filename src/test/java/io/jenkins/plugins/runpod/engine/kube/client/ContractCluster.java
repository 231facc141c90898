package io.jenkins.plugins.runpod.engine.kube.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.testing.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A cluster that is held against the contract, and the requests that the typed client has no words for. */
final class ContractCluster implements AutoCloseable {
    static final String KUBECONFIG = "RUN_POD_KUBECONFIG";
    static final String THROTTLED = "RUN_POD_THROTTLED_KUBECONFIG";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An answer; of a stream, all of it. */
    record Answer(int status, String body, String retryAfter) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The events of a watch. */
        List<JsonNode> events() {
            List<JsonNode> events = new ArrayList<>();
            body.lines().forEach(line -> events.add(new Answer(status, line, "").json()));
            return events;
        }
    }

    private final KubernetesClient client;
    private final java.net.http.HttpClient plain;
    private final Optional<String> authorization;
    private final Runnable stop;
    private final String image;

    private ContractCluster(String kubeconfig, String image, Runnable stop) {
        Config given = Config.fromKubeconfig(kubeconfig);
        Config config = new ConfigBuilder(given)
                .withRequestRetryBackoffLimit(0)
                .withRequestTimeout((int) Patience.HANG.toMillis())
                .withClientKeyAlgo(isElliptic(given) ? "EC" : given.getClientKeyAlgo())
                .build();
        this.client = new KubernetesClientBuilder().withConfig(config).build();
        this.plain = plain(config);
        this.authorization = Optional.ofNullable(config.getAutoOAuthToken()).map(token -> "Bearer " + token);
        this.image = image;
        this.stop = stop;
    }

    private static java.net.http.HttpClient plain(Config config) {
        try {
            return java.net.http.HttpClient.newBuilder()
                    .version(java.net.http.HttpClient.Version.HTTP_1_1)
                    .sslContext(SSLUtils.sslContext(config))
                    .build();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The client takes every PKCS#8 key for an RSA key unless it is told. */
    private static boolean isElliptic(Config config) {
        if (config.getClientKeyData() == null) {
            return false;
        }
        String pem = new String(Base64.getDecoder().decode(config.getClientKeyData()), StandardCharsets.US_ASCII);
        byte[] key = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]*-----", ""));
        String oid = "\u002a\u0086\u0048\u00ce\u003d\u0002\u0001"; // id-ecPublicKey
        return new String(key, StandardCharsets.ISO_8859_1).contains(oid);
    }

    static ContractCluster embedded() {
        EmbeddedCluster cluster = EmbeddedCluster.start();
        return new ContractCluster(cluster.kubeconfig(), "busybox:1", cluster::close);
    }

    /** An embedded cluster that has no time for some requests. */
    static ContractCluster embeddedAndBusy() {
        EmbeddedCluster cluster = EmbeddedCluster.start();
        cluster.faults().on("list pods").times(3).tooManyRequests(Duration.ofSeconds(1));
        return new ContractCluster(cluster.kubeconfig(), "", cluster::close);
    }

    static ContractCluster real() {
        return real(KUBECONFIG);
    }

    /** @param variable names the file of the kubeconfig */
    static ContractCluster real(String variable) {
        try {
            return new ContractCluster(
                    Files.readString(Path.of(System.getenv(variable))),
                    System.getenv().getOrDefault("RUN_POD_TEST_IMAGE", "busybox:1.36"),
                    () -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    KubernetesClient client() {
        return client;
    }

    /** An exec in a pod, over a client of its own. */
    PlainExecRequest exec(Pod pod) {
        return new PlainExecRequest(
                plain,
                "%s/api/v1/namespaces/%s/pods/%s"
                        .formatted(
                                client.getMasterUrl().toString().replaceAll("/$", ""),
                                pod.getMetadata().getNamespace(),
                                pod.getMetadata().getName()),
                authorization);
    }

    /** An image with {@code sh}. */
    String image() {
        return image;
    }

    /** GET of a path; waits for the end of what is streamed. */
    Answer get(String path) {
        return answer(getLater(path));
    }

    /** GET of a path, whose answer comes later. */
    CompletableFuture<Answer> getLater(String path) {
        return send(request(path));
    }

    /** Any other request. */
    Answer send(String method, String path, String type, String body) {
        return answer(send(request(path).method(method, type, body)));
    }

    static Answer answer(CompletableFuture<Answer> answer) {
        try {
            return answer.get(Patience.HANG.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(URI.create(client.getMasterUrl().toString().replaceAll("/$", "") + path));
    }

    private CompletableFuture<Answer> send(HttpRequest.Builder request) {
        return client.getHttpClient().sendAsync(request.build(), String.class).thenApply(ContractCluster::answer);
    }

    private static Answer answer(HttpResponse<String> response) {
        return new Answer(
                response.code(),
                response.body() == null ? "" : response.body(),
                response.headers("Retry-After").stream().findFirst().orElse(""));
    }

    @Override
    public void close() {
        client.close();
        stop.run();
    }
}
