package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure.Effect;
import io.jenkins.plugins.runpod.engine.kube.Verb;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The words of the JDK are those of its HTTP client and its TLS engine. */
class FailuresTest {
    private static KubeFailure unanswered(Throwable error) {
        return Failures.unanswered(ApiRequest.of(Verb.GET, "version"), error);
    }

    static Stream<Throwable> cuts() {
        return Stream.of(
                new EOFException("EOF reached while reading"),
                new IOException("HTTP/1.1 header parser received no bytes", new EOFException()),
                new IOException("BUFFER_UNDERFLOW with EOF, 13 bytes non decrypted."),
                new IOException("BUFFER_UNDERFLOW", new IOException("BUFFER_UNDERFLOW with EOF")),
                new IOException(new IOException("BUFFER_UNDERFLOW with EOF")),
                new SSLException("closing inbound before receiving peer's close_notify"),
                new SSLException("SSL peer shut down incorrectly"),
                new CompletionException(new SSLException("closing inbound before receiving peer's close_notify")));
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void aConnectionThatIsCutIsToldInPlainWords(Throwable error) {
        assertThat(unanswered(error))
                .hasMessage("No answer to GET /version: the connection was cut")
                .extracting(KubeFailure::effect)
                .isEqualTo(Effect.UNKNOWN);
    }

    @Test
    void aHandshakeThatIsCutIsToldAsSuchAndNothingWasSent() {
        var cut = new SSLHandshakeException("Remote host terminated the handshake");
        cut.initCause(new EOFException("SSL peer shut down incorrectly"));
        assertThat(unanswered(cut))
                .hasMessage("No answer to GET /version: the connection was cut during the TLS handshake")
                .extracting(KubeFailure::effect)
                .isEqualTo(Effect.NONE);
    }

    /** A TLS alert in the middle of a connection has the same class as one in the handshake. */
    @Test
    void overHttp2OnlyTheProtocolSaysThatNothingWasSent() {
        ApiRequest request = ApiRequest.of(Verb.GET, "version");
        IOException alert = new SSLHandshakeException("Received fatal alert: decrypt_error");

        assertThat(Failures.unanswered(request, alert, false).effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(Failures.unanswered(request, new IOException("refused"), true)
                        .effect())
                .isEqualTo(Effect.NONE);
    }

    @Test
    void otherWordsOfTheTlsEngineSayWhatIsWrong() {
        String words = "PKIX path building failed: unable to find valid certification path to requested target";
        assertThat(unanswered(new SSLHandshakeException(words))).hasMessage("No answer to GET /version: " + words);
        assertThat(unanswered(new IOException("Connection reset")))
                .hasMessage("No answer to GET /version: Connection reset");
        assertThat(unanswered(new IOException())).hasMessage("No answer to GET /version: IOException");
    }
}
