package io.jenkins.plugins.runpod.engine.kube.client;

import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.failure;
import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure.Effect;
import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.kube.Verb;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiCallsTest {
    private static final Pod POD = new PodBuilder()
            .withNewMetadata()
            .withNamespace("ns")
            .withName("a")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("main")
            .withImage("busybox")
            .endContainer()
            .endSpec()
            .build();

    private ClusterFixture fixture;

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private Kube serving(ScriptedServer.Script script) throws IOException {
        fixture = new ClusterFixture(script);
        return fixture.kube();
    }

    private KubeFailure failureOfAnImpatientCreate(ScriptedServer.Script script) throws IOException {
        serving(script);
        try (SharedCluster impatient =
                fixture.clients.acquire("impatient", fixture.server::config, ClusterFixture.IMPATIENT, waits -> {})) {
            return failure(impatient.kube().create(POD));
        }
    }

    private void reaching(Config access) throws IOException {
        fixture = new ClusterFixture(new ScriptedServer((request, answer) -> {}), () -> access);
    }

    @Test
    void createPostsThePodAndReadsWhatTheServerMadeOfIt() throws Exception {
        Kube kube = serving((request, answer) -> answer.json(201, ApiJson.pod("a", "uid-1", 7)));

        assertThat(get(kube.create(POD)).uid()).isEqualTo("uid-1");

        ScriptedServer.Request sent = fixture.server.requests.get(0);
        assertThat(sent.method() + " " + sent.target())
                .isEqualTo("POST /api/v1/namespaces/ns/pods?fieldValidation=Strict");
        assertThat(KubeJson.read(sent.body().getBytes(), Pod.class)).isEqualTo(POD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "'Pod'", "", "{'kind':'Status','status':'Success'}", "{'metadata':[]}"})
    void anAnswerThatIsNoPodSaysNothingOfItsEffect(String body) throws Exception {
        Kube kube = serving((request, answer) -> answer.json(201, body.replace('\'', '"')));

        KubeFailure failure = failure(kube.create(POD));

        assertThat(failure).hasMessageContaining("the answer is not a Pod");
        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{'items':{}}", "{'items':[5]}", "{'items':[{}", "{'items':[{'status':'x'}]}"})
    void anAnswerThatIsNoListIsNotAnEmptyOne(String body) throws Exception {
        Kube kube = serving((request, answer) -> answer.json(200, body.replace('\'', '"')));

        assertThat(failure(kube.list("ns", "a=b"))).hasMessageContaining("the answer is not a list");
    }

    @Test
    void requestsCarryTheCredentialAndOurName() throws Exception {
        Kube kube = serving((request, answer) -> answer.json(200, ApiJson.pod("a", "uid-1", 7)));

        get(kube.get("ns", "a"));

        assertThat(fixture.server.requests.get(0).headers())
                .containsEntry("authorization", "Bearer first-token")
                .containsEntry("user-agent", "run-pod");
    }

    @ParameterizedTest
    @CsvSource({
        "400, BadRequest, NONE",
        "403, Forbidden, NONE",
        "409, AlreadyExists, NONE",
        "409, Conflict, NONE",
        "422, Invalid, NONE",
        "429, TooManyRequests, NONE",
        "408, Timeout, UNKNOWN",
        "500, InternalError, UNKNOWN",
        "503, ServiceUnavailable, UNKNOWN",
        "504, Timeout, UNKNOWN"
    })
    void aRefusalSaysWhetherItCanHaveHadAnEffect(int status, String reason, Effect effect) throws Exception {
        Kube kube = serving((request, answer) -> answer.status(status, reason, "no"));

        KubeFailure failure = failure(kube.create(POD));

        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.effect()).isEqualTo(effect);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void aWriteIsNeverRepeated(int status) throws Exception {
        Kube kube = serving((request, answer) -> answer.status(status, "", "no", "Retry-After: 0"));

        failure(kube.create(POD));

        assertThat(fixture.server.requests).hasSize(1);
    }

    @Test
    void theHeaderSaysHowLongToWait() throws Exception {
        Kube kube = serving((request, answer) -> answer.status(429, "TooManyRequests", "slow", "Retry-After: 17"));

        assertThat(failure(kube.get("ns", "a")).retryAfter()).contains(Duration.ofSeconds(17));
    }

    @ParameterizedTest
    @ValueSource(longs = {301, 315_360_000, Long.MAX_VALUE})
    void aServerCannotAskForMoreThanFiveMinutes(long seconds) throws IOException {
        Kube kube =
                serving((request, answer) -> answer.status(429, "TooManyRequests", "slow", "Retry-After: " + seconds));

        assertThat(failure(kube.get("ns", "a")).retryAfter()).contains(Duration.ofMinutes(5));
    }

    @Test
    void aStatusObjectCannotAskForMoreThanFiveMinutes() throws IOException {
        Kube kube = serving((request, answer) ->
                answer.json(429, "{\"kind\":\"Status\",\"details\":{\"retryAfterSeconds\":" + Long.MAX_VALUE + "}}"));

        assertThat(failure(kube.get("ns", "a")).retryAfter()).contains(Duration.ofMinutes(5));
    }

    @Test
    void theStatusSaysHowLongToWait() throws Exception {
        Kube kube = serving((request, answer) ->
                answer.json(429, "{\"kind\":\"Status\",\"message\":\"slow\",\"details\":{\"retryAfterSeconds\":3}}"));

        assertThat(failure(kube.get("ns", "a")).retryAfter()).contains(Duration.ofSeconds(3));
    }

    @Test
    void aRefusedConnectionHadNoEffect() throws Exception {
        int unused;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = socket.getLocalPort();
        }
        Config nobody = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + unused)
                .build();
        reaching(nobody);

        KubeFailure failure = failure(fixture.kube().create(POD));

        assertThat(failure.status()).isZero();
        assertThat(failure.effect()).isEqualTo(Effect.NONE);
    }

    @Test
    void anUnknownHostHadNoEffect() throws Exception {
        Config nowhere = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://run-pod.invalid:1")
                .build();
        reaching(nowhere);

        assertThat(failure(fixture.kube().create(POD)).effect()).isEqualTo(Effect.NONE);
    }

    @Test
    void aResetInsteadOfAnAnswerLeavesTheEffectOpen() throws Exception {
        Kube kube = serving((request, answer) -> answer.reset());

        assertThat(failure(kube.create(POD)).effect()).isEqualTo(Effect.UNKNOWN);
    }

    @Test
    void aResetInTheMiddleOfAnAnswerLeavesTheEffectOpen() throws Exception {
        Kube kube = serving((request, answer) -> {
            answer.open(201);
            answer.send("{\"kind\":\"Pod\",");
            answer.reset();
        });

        assertThat(failure(kube.create(POD)).effect()).isEqualTo(Effect.UNKNOWN);
    }

    @Test
    void anAnswerThatDoesNotComeInTimeLeavesTheEffectOpen() throws Exception {
        KubeFailure failure = failureOfAnImpatientCreate((request, answer) -> answer.hold());

        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(failure).hasMessage("No answer to POST /api/v1/namespaces/ns/pods within 1 s");
    }

    @Test
    void anAnswerThatStopsInTheMiddleIsNotWaitedForLonger() throws Exception {
        KubeFailure failure = failureOfAnImpatientCreate((request, answer) -> {
            answer.open(201);
            answer.send("{");
            answer.hold();
        });

        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
    }

    @Test
    void anAnswerThatIsNoPodLeavesTheEffectOpen() throws Exception {
        Kube kube = serving((request, answer) -> answer.json(201, "<html>"));

        assertThat(failure(kube.create(POD)).effect()).isEqualTo(Effect.UNKNOWN);
    }

    @Test
    void aMissingPodIsEmpty() throws Exception {
        Kube kube = serving((request, answer) -> answer.status(404, "NotFound", "pods a not found"));

        assertThat(get(kube.get("ns", "a"))).isEmpty();
    }

    @Test
    void aProxysNotFoundSaysNothingAboutThePod() throws Exception {
        Kube kube = serving((request, answer) -> answer.json(404, "<html>nothing here</html>"));

        assertThat(failure(kube.get("ns", "a")).status()).isEqualTo(404);
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        Kube kube = serving((request, answer) -> answer.json(302, "", "Location: /elsewhere"));

        assertThat(failure(kube.get("ns", "a")).status()).isEqualTo(302);
        assertThat(fixture.server.requests).hasSize(1);
    }

    @Test
    void aNameCannotLeaveItsPlaceInThePath() throws Exception {
        Kube kube = serving((request, answer) -> answer.status(404, "NotFound", "no"));

        get(kube.get("ns", "a/b?c d"));

        assertThat(fixture.server.requests.get(0).target()).isEqualTo("/api/v1/namespaces/ns/pods/a%2Fb%3Fc%20d");
    }

    private JsonNode deleteOptions(Optional<String> resourceVersion, Optional<Duration> grace) throws Exception {
        Kube kube = serving((request, answer) -> answer.json(200, ApiJson.pod("a", "uid-1", 7)));
        get(kube.delete("ns", "a", "uid-1", resourceVersion, grace));
        ScriptedServer.Request sent = fixture.server.requests.get(0);
        assertThat(sent.method() + " " + sent.target()).isEqualTo("DELETE /api/v1/namespaces/ns/pods/a");
        return KubeJson.tree(sent.body().getBytes());
    }

    @Test
    void aDeleteIsBoundToThePodAndItsState() throws Exception {
        JsonNode options = deleteOptions(Optional.of("42"), Optional.of(Duration.ofSeconds(5)));

        assertThat(options.path("preconditions").path("uid").asText()).isEqualTo("uid-1");
        assertThat(options.path("preconditions").path("resourceVersion").asText())
                .isEqualTo("42");
        assertThat(options.path("gracePeriodSeconds").asInt()).isEqualTo(5);
    }

    @Test
    void aDeleteCanBeBoundToThePodAlone() throws Exception {
        JsonNode options = deleteOptions(Optional.empty(), Optional.empty());

        assertThat(options.path("preconditions").toString()).isEqualTo("{\"uid\":\"uid-1\"}");
        assertThat(options.has("gracePeriodSeconds")).isFalse();
    }

    @Test
    void aDeleteNeverHasNoGrace() throws Exception {
        assertThat(deleteOptions(Optional.empty(), Optional.of(Duration.ZERO))
                        .path("gracePeriodSeconds")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void eventsAreReadForOnePodPageByPage() throws Exception {
        Kube kube = serving((request, answer) -> answer.json(
                200, request.query("continue").isEmpty() ? eventList("next", "Pulling") : eventList("", "BackOff")));

        List<PodEvent> events = get(kube.events("ns", "uid-1"));

        assertThat(events).extracting(PodEvent::reason).containsExactly("Pulling", "BackOff");
        assertThat(fixture.server.requests)
                .allMatch(request -> request.path().equals("/api/v1/namespaces/ns/events")
                        && request.query("fieldSelector").equals("involvedObject.uid=uid-1"));
    }

    private static String eventList(String next, String reason) {
        return """
                {"kind":"EventList","metadata":{"continue":"%s"},"items":[{"reason":"%s","involvedObject":{"uid":"uid-1"}}]}""".formatted(next, reason);
    }

    @ParameterizedTest
    @CsvSource({"200, true", "204, false", "400, false", "404, false"})
    void onlyALogThatAnswersMeansStarted(int status, boolean started) throws Exception {
        Kube kube = serving((request, answer) -> answer.json(status, ""));

        assertThat(get(kube.logAnswers("ns", "a", "main"))).isEqualTo(started);
        assertThat(fixture.server.requests.get(0).target())
                .isEqualTo("/api/v1/namespaces/ns/pods/a/log?container=main&limitBytes=1");
    }

    @Test
    void aKubeletThatDoesNotAnswerSaysNothingAboutTheStart() throws Exception {
        Kube kube = serving((request, answer) -> answer.status(500, "InternalError", "dial tcp: refused"));

        assertThat(failure(kube.logAnswers("ns", "a", "main")).status()).isEqualTo(500);
    }

    @Test
    void requestsGoThroughTheProxy() throws Exception {
        try (ScriptedServer proxy =
                new ScriptedServer((request, answer) -> answer.json(200, ApiJson.pod("a", "uid-1", 7)))) {
            reaching(new ConfigBuilder(Config.empty())
                    .withMasterUrl("http://cluster.invalid:6443")
                    .withHttpProxy(proxy.url())
                    .build());

            get(fixture.kube().get("ns", "a"));

            assertThat(proxy.requests.get(0).target())
                    .isEqualTo("http://cluster.invalid:6443/api/v1/namespaces/ns/pods/a");
        }
    }

    @Test
    void anAddressMayHaveAPath() throws Exception {
        serving((request, answer) -> answer.json(200, ApiJson.pod("a", "uid-1", 7)));
        Config behindAPath = new ConfigBuilder(fixture.server.config())
                .withMasterUrl(fixture.server.url() + "/k8s/clusters/c-1/")
                .build();

        try (SharedCluster cluster =
                fixture.clients.acquire("path", () -> behindAPath, ClusterFixture.SETTINGS, waits -> {})) {
            get(cluster.kube().get("ns", "a"));
        }

        assertThat(fixture.server.requests.get(0).target()).isEqualTo("/k8s/clusters/c-1/api/v1/namespaces/ns/pods/a");
    }

    @Test
    void requestsAreCountedByVerb() throws Exception {
        Kube kube = serving((request, answer) -> answer.json(200, ApiJson.pod("a", "uid-1", 7)));

        get(kube.get("ns", "a"));
        get(kube.get("ns", "b"));
        get(kube.delete("ns", "a", "uid-1", Optional.empty(), Optional.empty()));

        assertThat(fixture.cluster.requests().of(Verb.GET)).isEqualTo(2);
        assertThat(fixture.cluster.requests().of(Verb.DELETE)).isEqualTo(1);
        assertThat(fixture.cluster.requests().total()).isEqualTo(3);
    }
}
