package io.jenkins.plugins.runpod.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

@WithCluster
class FaultsTest {
    private static final String MAP = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"m\"}}";

    private EmbeddedCluster cluster;
    /** What a fault holds back until it opens. */
    private final CountDownLatch gate = new CountDownLatch(1);

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void anAnswerOfTheServerReplacesTheEffect() throws Exception {
        cluster.faults().on("create configmaps").times(1).answer(503);

        assertThat(post().statusCode()).isEqualTo(503);
        assertThat(exists()).isFalse();
        assertThat(post().statusCode()).isEqualTo(201);
    }

    @Test
    void tooManyRequestsSaysWhenToComeBack() throws Exception {
        cluster.faults().on("create configmaps").times(1).tooManyRequests(Duration.ofSeconds(7));

        HttpResponse<String> answer = post();

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("7");
        assertThat(answer.body()).isEqualTo("Too many requests, please try again later.\n");
    }

    @Test
    void aResetHasNoEffect() {
        cluster.faults().on("create configmaps").times(1).reset();

        assertThatThrownBy(this::post).isInstanceOf(IOException.class);
        assertThat(exists()).isFalse();
    }

    @Test
    void aLostReplyHasItsEffect() {
        cluster.faults().on("create configmaps").times(1).loseReply();

        assertThatThrownBy(this::post).isInstanceOf(IOException.class);
        assertThat(exists()).isTrue();
    }

    @Test
    void aRequestCanLandAfterItsClientHasGivenUp() {
        cluster.faults().on("create configmaps").times(1).landLate(gate::await);

        assertThatThrownBy(this::post).isInstanceOf(IOException.class);
        assertThat(exists()).isFalse();
        gate.countDown();
        await().until(this::exists);
    }

    @Test
    void aDelayHoldsTheEffectBack() {
        cluster.faults().on("create configmaps").times(1).delay(gate::await);
        var answer = http.sendAsync(postRequest(), HttpResponse.BodyHandlers.ofString());

        await().until(() -> cluster.requests().count("create configmaps") == 1);
        assertThat(exists()).isFalse();
        gate.countDown();
        assertThat(answer.join().statusCode()).isEqualTo(201);
    }

    @Test
    void aSlowReplyHoldsTheAnswerBack() {
        cluster.faults().on("create configmaps").times(1).slowReply(gate::await);
        var answer = http.sendAsync(postRequest(), HttpResponse.BodyHandlers.ofString());

        await().until(this::exists);
        assertThat(answer.isDone()).isFalse();
        gate.countDown();
        assertThat(answer.join().statusCode()).isEqualTo(201);
    }

    @Test
    void aStreamCanEndInTheMiddle() {
        cluster.faults().on("watch namespaces").times(1).cutAfter(50);

        assertThatThrownBy(() -> get("/api/v1/namespaces?watch=true&timeoutSeconds=5"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aStreamCanEndEarlyAsIfThereWereNoMore() throws Exception {
        cluster.faults().on("watch namespaces").times(1).endAfter(50);

        assertThat(get("/api/v1/namespaces?watch=true&timeoutSeconds=5").body()).hasSize(50);
    }

    @Test
    void faultsHitOnlyWhatTheyAreMeantFor() throws Exception {
        cluster.faults().on(request -> request.name().equals("other")).answer(500);

        assertThat(post().statusCode()).isEqualTo(201);
        assertThat(get("/api/v1/namespaces/default/configmaps/other").statusCode())
                .isEqualTo(500);
    }

    @Test
    void clearedFaultsAreOver() throws Exception {
        cluster.faults().on("create configmaps").answer(500);
        cluster.faults().clear();

        assertThat(post().statusCode()).isEqualTo(201);
    }

    private boolean exists() {
        return cluster.store().find(Resource.CONFIGMAPS, "default", "m").isPresent();
    }

    private HttpResponse<String> post() throws IOException, InterruptedException {
        return http.send(postRequest(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest postRequest() {
        return HttpRequest.newBuilder(URI.create(cluster.url() + "/api/v1/namespaces/default/configmaps"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(MAP))
                .build();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(cluster.url() + path)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
