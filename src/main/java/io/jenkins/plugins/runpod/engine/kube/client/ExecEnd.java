package io.jenkins.plugins.runpod.engine.kube.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure.Effect;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;
import io.jenkins.plugins.runpod.engine.text.Excerpt;
import java.io.IOException;
import java.util.Optional;

/** How a command ended, as the Status object on its error channel says it. */
sealed interface ExecEnd {
    /** The command has ended by itself. */
    record Exited(int exitCode) implements ExecEnd {}

    /** Kubernetes could not start the command, or could not follow it to its end. */
    record Failed(KubeFailure why) implements ExecEnd {}

    /** Reads the object, which is written by the kubelet or by the API server. */
    static ExecEnd of(ApiRequest request, byte[] json) {
        try {
            JsonNode status = KubeJson.tree(json);
            if (status.path("status").asText("").equals("Success")) {
                return new Exited(0);
            }
            for (JsonNode cause : status.path("details").path("causes")) {
                if (cause.path("reason").asText("").equals("ExitCode")) {
                    return new Exited(Integer.parseInt(cause.path("message").asText("")));
                }
            }
            if (status.path("status").asText("").equals("Failure")) {
                return new Failed(new KubeFailure(
                        status.path("code").asInt(500),
                        status.path("reason").asText(""),
                        "Kubernetes could not run the command: "
                                + Excerpt.answer(status.path("message").asText("no reason")),
                        Optional.empty(),
                        Effect.UNKNOWN));
            }
        } catch (IOException | NumberFormatException e) {
            // as any other text that is not a Status
        }
        return new Failed(
                Failures.unanswered(request, new IOException("the end of the command is not told by a Status")));
    }
}
