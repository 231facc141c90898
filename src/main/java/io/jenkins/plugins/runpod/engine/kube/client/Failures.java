package io.jenkins.plugins.runpod.engine.kube.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.runpod.engine.kube.AnswerKind;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure.Effect;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;
import io.jenkins.plugins.runpod.engine.text.Excerpt;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;

/** Reads refusals and broken connections. */
final class Failures {
    /** No server is left alone for longer, whatever it asks for. */
    private static final long LONGEST_WAIT_SECONDS = 300;

    private static final Pattern BEFORE_STORAGE = Pattern.compile(
            "Internal error occurred: (?:failed calling webhook|failed to call webhook|resource quota evaluat)");

    /** What the JDK and HttpCore say of a connection that ended without a goodbye. Its words are about its parsers and its TLS engine. */
    private static final Pattern CUT = Pattern.compile(
            "BUFFER_UNDERFLOW|close_notify|unexpected end of stream|terminated the handshake|peer shut down incorrectly");

    private Failures() {}

    /** The server answered with something else than success. */
    static KubeFailure refused(ApiRequest request, int status, Optional<String> retryAfter, byte[] body) {
        JsonNode answer = object(body);
        boolean isStatus = answer.path("kind").asText("").equals("Status");
        String said = isStatus || !request.isOfSecrets() ? ErrorBody.words(answer, body) : "";
        return new KubeFailure(
                status,
                isStatus ? answer.path("reason").asText("") : "",
                "HTTP " + status
                        + (isStatus && !said.isEmpty() ? "" : " to " + request)
                        + (said.isEmpty() ? "" : ": " + (mayQuoteValues(request) ? said : Excerpt.answer(said))),
                retryAfter
                        .flatMap(Failures::wait)
                        .or(() -> seconds(answer.path("details").path("retryAfterSeconds"))),
                AnswerKind.of(status).mayHaveHadEffect() && !isBeforeStorage(answer) ? Effect.UNKNOWN : Effect.NONE);
    }

    /** A value is masked before such an answer is cut: half a value would not be found. */
    private static boolean mayQuoteValues(ApiRequest request) {
        return request.isOfSecrets() && request.body().isPresent();
    }

    /**
     * Whether the request failed at admission, which comes before anything is stored. The words are those of {@code
     * ErrCallingWebhook} in k8s.io/apiserver/pkg/util/webhook and of the quota evaluator, as Status objects of an internal
     * error.
     */
    private static boolean isBeforeStorage(JsonNode answer) {
        return answer.path("kind").asText("").equals("Status")
                && answer.path("reason").asText("").equals("InternalError")
                && BEFORE_STORAGE.matcher(answer.path("message").asText("")).lookingAt();
    }

    /** There was no answer, or not all of it. */
    static KubeFailure unanswered(ApiRequest request, Throwable error) {
        Throwable cause = KubeFailure.cause(error);
        return cause instanceof KubeFailure failure
                ? failure
                : new KubeFailure(
                        0,
                        "",
                        "No answer to " + request + ": " + said(cause),
                        Optional.empty(),
                        neverSent(cause) ? Effect.NONE : Effect.UNKNOWN);
    }

    /**
     * The same of HTTP/2, which tells more.
     *
     * @param unsent whether the server has certainly not acted on the request
     */
    static KubeFailure unanswered(ApiRequest request, IOException error, boolean unsent) {
        return new KubeFailure(
                0,
                "",
                unanswered(request, error).getMessage(),
                Optional.empty(),
                unsent ? Effect.NONE : Effect.UNKNOWN);
    }

    /** There was no answer in time. */
    static KubeFailure late(ApiRequest request, Duration waited) {
        return new KubeFailure(
                0,
                "",
                "No answer to " + request + " within " + waited.toSeconds() + " s",
                Optional.empty(),
                Effect.UNKNOWN);
    }

    /** The request did not leave. */
    static KubeFailure notSent(String why) {
        return new KubeFailure(0, "", why, Optional.empty(), Effect.NONE);
    }

    /** The server has said that it cannot tell what has happened since. */
    static KubeFailure historyLost(String said) {
        return new KubeFailure(410, "Expired", Excerpt.answer(said), Optional.empty(), Effect.NONE);
    }

    /** Whether the history that a list or watch asked for is gone. */
    static boolean expired(KubeFailure failure) {
        return failure.status() == 410
                || failure.reason().equals("Expired")
                || failure.reason().equals("Gone");
    }

    private static boolean neverSent(Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof SSLHandshakeException;
    }

    private static String said(Throwable cause) {
        if (isCut(cause) || isCut(cause.getCause())) {
            return "the connection was cut"
                    + (cause instanceof SSLHandshakeException ? " during the TLS handshake" : "");
        }
        String message = cause.getMessage();
        if (message == null && cause.getCause() != null) {
            return said(cause.getCause());
        }
        return message == null ? cause.getClass().getSimpleName() : Excerpt.answer(message);
    }

    private static boolean isCut(Throwable cause) {
        return cause instanceof EOFException
                || (cause instanceof IOException
                        && CUT.matcher(String.valueOf(cause.getMessage())).find());
    }

    private static JsonNode object(byte[] body) {
        try {
            JsonNode read = KubeJson.tree(body);
            return read.isObject() ? read : MissingNode.getInstance();
        } catch (IOException e) {
            return MissingNode.getInstance(); // a proxy's page, for example
        }
    }

    private static Optional<Duration> seconds(JsonNode number) {
        return number.canConvertToLong() && number.asLong() > 0
                ? Optional.of(bounded(number.asLong()))
                : Optional.empty();
    }

    /** Seconds only: a date would compare the server's clock with ours, and Kubernetes sends none. */
    private static Optional<Duration> wait(String header) {
        try {
            return Optional.of(bounded(Long.parseLong(header.strip())));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Duration bounded(long seconds) {
        return Duration.ofSeconds(Math.max(0, Math.min(seconds, LONGEST_WAIT_SECONDS)));
    }
}
