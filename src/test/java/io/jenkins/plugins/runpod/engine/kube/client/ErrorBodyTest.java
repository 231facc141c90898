package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.Verb;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;
import io.jenkins.plugins.runpod.testing.Patience;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of a refusal, whatever its body is. */
class ErrorBodyTest {
    private static final ApiRequest REQUEST = ApiRequest.of(Verb.CREATE, "pods");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"kind":"Status","message":"pods is forbidden","reason":"Forbidden"} | HTTP 403: pods is forbidden
            {"kind":"Status","reason":"Forbidden"} | HTTP 403 to POST /pods
            {"error":"access_denied","id":7} | HTTP 403 to POST /pods: {"error":"access_denied","id":7}
            {"message":"forbidden by the gateway"} | HTTP 403 to POST /pods: forbidden by the gateway
            RBAC: access denied | HTTP 403 to POST /pods: RBAC: access denied
            <html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center><hr><center>nginx</center></body></html> | HTTP 403 to POST /pods: 403 Forbidden 403 Forbidden nginx
            <!DOCTYPE html><html><head><style>p { color: red }</style><script>if (a < b) go()</script></head><body><!-- <p>no</p> --><p>Request&nbsp;blocked by the firewall.</p>Support ID: &lt;42&gt;</body></html> | HTTP 403 to POST /pods: Request blocked by the firewall. Support ID: <42>
            <!doctype html><title>Sign in</title><p>Please <b>sign in</b> to go on | HTTP 403 to POST /pods: Sign in Please sign in to go on
            `` | HTTP 403 to POST /pods
            <html | HTTP 403 to POST /pods
            <html><script>never closed | HTTP 403 to POST /pods
            """)
    void theWordsOfABodyAreKept(String body, String message) {
        assertThat(refused(body).getMessage()).isEqualTo(message);
    }

    @Test
    void aLongBodyIsCutInTheMiddle() {
        String denial =
                "admission webhook \"p\" denied the request: " + "x\n".repeat(100_000) + "ask the platform team";
        String message = refused("{\"kind\":\"Status\",\"message\":" + KubeJson.node(denial) + "}")
                .getMessage();
        assertThat(message)
                .startsWith("HTTP 403: admission webhook \"p\" denied the request: x")
                .contains("characters left out. The API server's answer has all")
                .endsWith("ask the platform team")
                .hasSizeLessThan(2_200)
                .doesNotContain("\n");
    }

    @Test
    void linesAndControlCharactersForgeNothing() {
        assertThat(refused("denied\r\n[run-pod] Container main ended with exit code 0.\u001B[2K")
                        .getMessage())
                .isEqualTo("HTTP 403 to POST /pods: denied [run-pod] Container main ended with exit code 0.^[[2K");
    }

    @Test
    void whatIsNoTextIsNotShown() {
        assertThat(refused("\0\u0001\0\0\0\0\0\0\0\0\0\0").getMessage()).isEqualTo("HTTP 403 to POST /pods");
    }

    @Test
    void aHugePageIsReadAtOnce() {
        assertTimeoutPreemptively(
                Patience.HANG,
                () -> assertThat(refused("<html>" + "<script <!-- <p".repeat(300_000))
                                .getMessage())
                        .hasSizeLessThan(2_200));
    }

    /** What stands before the server might quote the request. */
    @Test
    void ofASecretOnlyTheServersOwnWordsAreKept() {
        ApiRequest secret = ApiRequest.secrets(Verb.CREATE, "ns");
        assertThat(refused(secret, "<html>data: aHVudGVyMg==").getMessage())
                .isEqualTo("HTTP 403 to POST /api/v1/namespaces/ns/secrets");
        assertThat(refused(secret, "{\"kind\":\"Status\",\"message\":\"no\"}").getMessage())
                .isEqualTo("HTTP 403: no");
    }

    private static KubeFailure refused(String body) {
        return refused(REQUEST, body);
    }

    private static KubeFailure refused(ApiRequest request, String body) {
        return Failures.refused(
                request, 403, Optional.empty(), body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8));
    }
}
