package io.jenkins.plugins.runpod.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.runpod.engine.lifecycle.CauseSpan;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.pod.TerminationMessage;
import java.time.Duration;
import java.time.Instant;

/**
 * A result as one line of JSON. Every field is always there. What is not known is null. It has no number of its format,
 * because fields are only added.
 */
final class ResultJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private ResultJson() {}

    /** @param now where the causes that last come to their end */
    static String of(TaskResult result, Instant now) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("verdict", result.verdict().name());
        json.put("exitCode", result.exitCode());
        json.put("reason", result.reason());
        json.put("message", result.message());
        json.put("remedy", result.remedy());
        json.put("container", result.end().container());
        json.put("pod", result.pod());
        json.put("namespace", result.namespace());
        json.put("uid", result.uid());
        json.put("node", result.node());
        json.put("attempt", result.attempt());
        json.put("expired", result.expired());
        ArrayNode causes = json.putArray("causes");
        result.causes().forEach(cause -> causes.add(cause(cause, now)));
        json.put("startedAt", text(result.end().startedAt()));
        json.put("finishedAt", text(result.end().finishedAt()));
        TerminationMessage message = result.terminationMessage();
        json.put("terminationMessage", message.text());
        json.set("output", MAPPER.valueToTree(message.map().orElse(null)));
        return json.toString();
    }

    private static ObjectNode cause(CauseSpan cause, Instant now) {
        Duration length = cause.length(now);
        return MAPPER.createObjectNode()
                .put("attempt", cause.attempt())
                .put("class", cause.verdict().name())
                .put("cause", cause.cause())
                .put("container", cause.container())
                .put("message", cause.message())
                .put("since", text(cause.since()))
                .put("seconds", length.toMillis() / 1000.0);
    }

    private static String text(Instant moment) {
        return moment == null ? null : moment.toString();
    }
}
