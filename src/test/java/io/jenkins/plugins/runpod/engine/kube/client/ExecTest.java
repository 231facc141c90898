package io.jenkins.plugins.runpod.engine.kube.client;

import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.failure;
import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.get;
import static io.jenkins.plugins.runpod.engine.kube.client.ExecFixture.exec;
import static io.jenkins.plugins.runpod.engine.kube.client.ExecFixture.playing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.jenkins.plugins.runpod.engine.kube.AnswerKind;
import io.jenkins.plugins.runpod.engine.kube.Exec;
import io.jenkins.plugins.runpod.engine.kube.ExecInput;
import io.jenkins.plugins.runpod.engine.kube.ExecResult;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure.Effect;
import io.jenkins.plugins.runpod.engine.kube.Verb;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of the server for a command, and what becomes of its answer. */
class ExecTest {
    private final ExecFixture.Sink sink = new ExecFixture.Sink();
    private ClusterFixture fixture;

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private Exec run(ScriptedServer.Script script) throws IOException {
        return run(script, ExecInput.NONE);
    }

    private Exec run(ScriptedServer.Script script, ExecInput input) throws IOException {
        fixture = new ClusterFixture(script);
        return exec(fixture, input, sink);
    }

    @Test
    void asksForTheCommandAndOffersBothProtocols() throws Exception {
        get(run(playing(peer -> peer.end(0))).result());

        ScriptedServer.Request request = fixture.server.requests.get(0);
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.target())
                .isEqualTo(
                        "/api/v1/namespaces/ns/pods/a/exec?command=sh&command=-c&command=cat%3B%20echo%20%22%C3%A4%22"
                                + "&container=main&stderr=true&stdin=false&stdout=true");
        assertThat(request.headers())
                .containsEntry("sec-websocket-protocol", "v5.channel.k8s.io, v4.channel.k8s.io")
                .containsEntry("authorization", "Bearer first-token")
                .containsEntry("user-agent", "run-pod")
                .containsEntry("accept", "application/json");
        assertThat(fixture.cluster.requests().of(Verb.EXEC)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 137})
    void theExitCodeIsThatOfTheCommand(int code) throws Exception {
        ExecResult result = get(run(playing(peer -> peer.end(code))).result());

        assertThat(result).isEqualTo(new ExecResult(code, "", 0, 0));
    }

    @Test
    void outputAndErrorsComeApart() throws Exception {
        ExecResult result = get(run(playing(peer -> {
                    peer.send(ExecPeer.STDOUT, "one\n");
                    peer.send(ExecPeer.STDERR, "bad ");
                    peer.send(ExecPeer.STDOUT, "two\n");
                    peer.send(ExecPeer.STDERR, "luck\n");
                    peer.end(2);
                }))
                .result());

        assertThat(result).isEqualTo(new ExecResult(2, "bad luck\n", 0, 8));
        assertThat(sink.text()).isEqualTo("one\ntwo\n");
    }

    @Test
    void aMessageMayComeInPieces() throws Exception {
        get(run(playing(peer -> {
                    peer.fragments(new byte[] {ExecPeer.STDOUT}, "on".getBytes(), new byte[0], "e\n".getBytes());
                    peer.fragments(new byte[0], new byte[] {ExecPeer.STDOUT, 't'}, "wo\n".getBytes());
                    peer.end(0);
                }))
                .result());

        assertThat(sink.text()).isEqualTo("one\ntwo\n");
    }

    @Test
    void emptyMessagesOnEachChannelMeanNothing() throws Exception {
        ExecResult result = get(run(playing(peer -> {
                    for (int channel = 0; channel < 5; channel++) {
                        peer.send(channel, "");
                    }
                    peer.end(4);
                }))
                .result());

        assertThat(result).isEqualTo(new ExecResult(4, "", 0, 0));
    }

    @Test
    void ofManyErrorsTheEndIsKept() throws Exception {
        ExecResult result = get(run(playing(peer -> {
                    for (int i = 0; i < 1_000; i++) {
                        peer.send(ExecPeer.STDERR, "ä".repeat(100) + "\n");
                    }
                    peer.send(ExecPeer.STDERR, "the reason\n");
                    peer.end(1);
                }))
                .result());

        assertThat(result.stderr())
                .startsWith("… ä")
                .endsWith("ä\nthe reason\n")
                .doesNotContain("\uFFFD");
        assertThat(result.stderr().getBytes(StandardCharsets.UTF_8).length).isLessThan(17 << 10);
    }

    @ParameterizedTest
    @CsvSource({
        "403, Forbidden, REFUSED, NONE",
        "404, NotFound, REFUSED, NONE",
        "400, BadRequest, REFUSED, NONE",
        "429, TooManyRequests, BUSY, NONE",
        "500, InternalError, FAILED, UNKNOWN",
        "302, Found, OTHER, NONE"
    })
    void aRefusalIsThatOfTheServer(int status, String reason, AnswerKind kind, Effect effect) throws Exception {
        KubeFailure failure = failure(run((request, answer) -> answer.status(status, reason, "no way"))
                .result());

        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.effect()).isEqualTo(effect);
        assertThat(failure).hasMessage("HTTP " + status + ": no way");
    }

    @Test
    void aRefusalTellsHowLongToWait() throws Exception {
        KubeFailure failure =
                failure(run((request, answer) -> answer.status(429, "TooManyRequests", "later", "Retry-After: 7"))
                        .result());

        assertThat(failure.retryAfter())
                .hasValueSatisfying(wait -> assertThat(wait).hasSeconds(7));
    }

    @Test
    void aProxyThatDoesNotUpgradeIsNamedByItsAnswer() throws Exception {
        KubeFailure failure = failure(run((request, answer) -> answer.json(200, "<html><h1>Log in</h1></html>"))
                .result());

        assertThat(failure.status()).isEqualTo(200);
        assertThat(failure).hasMessageEndingWith(": Log in");
    }

    @Test
    void aServerThatSpeaksNoProtocolOfExecIsRefused() throws Exception {
        KubeFailure failure = failure(run(playing("", ExecPeer::hold)).result());

        assertThat(failure).hasMessageEndingWith("it speaks none of [v5.channel.k8s.io, v4.channel.k8s.io]");
        await().until(() -> fixture.server.connections() == 0);
    }

    @Test
    void aCommandThatCannotStartFailsWithTheServersWords() throws Exception {
        KubeFailure failure = failure(run(playing(peer -> {
                    peer.send(
                            ExecPeer.ERROR,
                            "{\"status\":\"Failure\",\"message\":\"Internal error occurred: no such container\","
                                    + "\"reason\":\"InternalError\",\"details\":{\"causes\":[{\"message\":\"no such container\"}]},"
                                    + "\"code\":500}");
                    peer.close(1000);
                }))
                .result());

        assertThat(failure.status()).isEqualTo(500);
        assertThat(failure.reason()).isEqualTo("InternalError");
        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(failure)
                .hasMessage("Kubernetes could not run the command: Internal error occurred: no such container");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "command terminated with 1",
                "[]",
                "{\"status\":\"Failure\",\"details\":{\"causes\":[{\"reason\":\"ExitCode\",\"message\":\"x\"}]}}"
            })
    void anEndThatIsNoStatusIsNoSuccess(String text) throws Exception {
        KubeFailure failure = failure(run(playing(peer -> {
                    peer.send(ExecPeer.ERROR, text);
                    peer.close(1000);
                }))
                .result());

        assertThat(failure).hasMessageEndingWith("the end of the command is not told by a Status");
    }

    @Test
    void aConnectionThatEndsInOrderWithoutAStatusIsAFailure() throws Exception {
        KubeFailure failure = failure(run(playing(peer -> peer.close(1000))).result());

        assertThat(failure).hasMessage("The connection was closed before the end of the command");
        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
    }

    @Test
    void anotherCodeOfTheEndIsTold() throws Exception {
        KubeFailure failure = failure(run(playing(peer -> peer.close(1011))).result());

        assertThat(failure).hasMessageContaining("code 1011");
    }

    @Test
    void theStatusCountsWhateverBecomesOfTheConnection() throws Exception {
        ExecResult result = get(run(playing(peer -> {
                    peer.send(ExecPeer.STDOUT, "one\n");
                    peer.exit(3);
                    await().until(() -> !sink.text().isEmpty());
                    peer.reset();
                }))
                .result());

        assertThat(result.exitCode()).isEqualTo(3);
    }

    @Test
    void outputAfterTheStatusIsStillTaken() throws Exception {
        ExecResult result = get(run(playing(peer -> {
                    peer.exit(0);
                    peer.send(ExecPeer.STDOUT, "late\n");
                    peer.close(1000);
                }))
                .result());

        assertThat(result.received()).isEqualTo(5);
        assertThat(sink.text()).isEqualTo("late\n");
    }

    @Test
    void aSuccessWithLostBytesTellsHowManyCame() throws Exception {
        ExecResult result = get(run(playing(peer -> {
                    peer.send(ExecPeer.STDOUT, new byte[700]); // of 1,000: the rest was thrown away
                    peer.end(0);
                }))
                .result());

        assertThat(result).isEqualTo(new ExecResult(0, "", 0, 700));
    }

    @Test
    void inputIsSentAndItsEndIsTold() throws Exception {
        List<byte[]> messages = new CopyOnWriteArrayList<>();
        ExecResult result = get(run(
                        playing(peer -> {
                            messages.add(peer.read());
                            messages.add(peer.read());
                            peer.end(0);
                        }),
                        ExecInput.of("abc".getBytes()))
                .result());

        assertThat(messages).containsExactly(new byte[] {0, 'a', 'b', 'c'}, new byte[] {(byte) 255, 0});
        assertThat(result.sent()).isEqualTo(3);
        assertThat(fixture.server.requests.get(0).query("stdin")).isEqualTo("true");
    }

    @Test
    void anOlderServerGetsTheSameInput() throws Exception {
        ExecResult result =
                get(run(playing(ExecFixture.V4, peer -> peer.end(peer.read().length)), ExecInput.of("abc".getBytes()))
                        .result());

        assertThat(result).isEqualTo(new ExecResult(4, "", 3, 0));
    }

    @Test
    void anExpiredCredentialIsRenewedWithoutAWord() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Exec exec = run((request, answer) -> {
            if (asked.incrementAndGet() == 1) {
                answer.json(200, ApiJson.pod("a", "1", 1));
            } else if (asked.get() == 2) {
                answer.status(401, "Unauthorized", "Unauthorized");
            } else {
                answer.upgrade(request, ExecFixture.V5).end(0);
            }
        });
        failure(exec.result()); // the first answer makes the transport
        fixture.laterBy(Connection.RENEWED_AT_MOST_EVERY);

        assertThat(get(exec(fixture, ExecInput.NONE, sink).result()).exitCode()).isZero();
        assertThat(asked).hasValue(3);
    }

    @Test
    void aCommandGoesThroughTheProxyOfTheCluster() throws Exception {
        ScriptedServer server = new ScriptedServer(playing(peer -> peer.end(5)));
        try (ScriptedServer proxy = new ScriptedServer((request, answer) -> answer.tunnel(port(server)))) {
            fixture = new ClusterFixture(
                    server,
                    () -> new ConfigBuilder(server.config())
                            .withHttpProxy(proxy.url())
                            .build());

            assertThat(get(exec(fixture, ExecInput.NONE, sink).result()).exitCode())
                    .isEqualTo(5);
            assertThat(proxy.requests).singleElement().satisfies(request -> {
                assertThat(request.method()).isEqualTo("CONNECT");
                assertThat(request.headers()).doesNotContainKey("authorization");
            });
        }
    }

    private static int port(ScriptedServer server) {
        return URI.create(server.url()).getPort();
    }

    @Test
    void aCommandHasTheHeadersOfTheConfiguration() throws Exception {
        ScriptedServer server = new ScriptedServer(playing(peer -> peer.end(0)));
        fixture = new ClusterFixture(
                server,
                () -> new ConfigBuilder(server.config())
                        .withImpersonateUsername("build")
                        .build());

        get(exec(fixture, ExecInput.NONE, sink).result());

        assertThat(server.requests.get(0).headers()).containsEntry("impersonate-user", "build");
    }
}
