package io.jenkins.plugins.runpod.engine.kube.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.Verb;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;
import io.jenkins.plugins.runpod.engine.pod.ServiceAccount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The service account that requests are sent as. It asks once for each state of the credential. Only an answer is remembered,
 * because an API server that has just started refuses what it allows a moment later. Safe for use by many threads.
 *
 * <p>{@code selfsubjectreviews} exist since Kubernetes 1.28, and every authenticated user may create them. While they are
 * refused, the claim {@code sub} of the token counts.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#self-subject-review">Review</a>
 */
final class ApiAccount {
    private static final ApiRequest REQUEST = ApiRequest.of(
                    Verb.CREATE, "apis", "authentication.k8s.io", "v1", "selfsubjectreviews")
            .with("{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}"
                    .getBytes(StandardCharsets.UTF_8));
    private static final String BEARER = "Bearer ";

    private final ApiCalls calls;
    private Optional<Transport> asked = Optional.empty();
    private CompletableFuture<String> answer;

    ApiAccount(ApiCalls calls) {
        this.calls = calls;
    }

    /** Empty if the credential is no service account, or if that cannot be known. */
    CompletionStage<Optional<ServiceAccount>> account() {
        return calls.connection().transport().thenCompose(this::account);
    }

    private CompletionStage<Optional<ServiceAccount>> account(Transport present) {
        return user(present)
                .exceptionallyCompose(error -> isRefused(error)
                        ? CompletableFuture.completedFuture(
                                subject(present.authorization().orElse("")))
                        : CompletableFuture.failedFuture(error))
                .thenApply(ServiceAccount::ofUser);
    }

    private synchronized CompletionStage<String> user(Transport present) {
        if (asked.filter(present::equals).isEmpty() || answer.isCompletedExceptionally()) {
            asked = Optional.of(present);
            answer = ask();
        }
        return answer;
    }

    private CompletableFuture<String> ask() {
        return calls.call(REQUEST)
                .thenApply(reply -> text(reply.body(), "/status/userInfo/username"))
                .thenCompose(user -> user.isEmpty()
                        ? CompletableFuture.failedFuture(
                                Failures.unanswered(REQUEST, new IOException("the answer is not a SelfSubjectReview")))
                        : CompletableFuture.completedFuture(user))
                .toCompletableFuture();
    }

    private static boolean isRefused(Throwable error) {
        return KubeFailure.cause(error) instanceof KubeFailure failure
                && failure.kind().isFinal();
    }

    /** The claim of a JSON Web Token (RFC 7519). Empty for any other credential. */
    static String subject(String authorization) {
        String[] parts = authorization.split("\\.");
        if (!authorization.startsWith(BEARER) || parts.length != 3) {
            return "";
        }
        try {
            return text(Base64.getUrlDecoder().decode(parts[1]), "/sub");
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String text(byte[] json, String pointer) {
        try {
            JsonNode tree = KubeJson.tree(json);
            return tree == null ? "" : tree.at(pointer).asText("");
        } catch (IOException e) {
            return "";
        }
    }
}
