package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.runpod.engine.text.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Reads the steps of a {@link Scenario} into a script; what is wrong is added to the problems. */
final class ScenarioSteps {
    private static final Map<String, PullFailure> FAILURES = Map.of(
            "rateLimited", PullFailure.rateLimited(),
            "qpsExceeded", PullFailure.qpsExceeded(),
            "notFound", PullFailure.notFound(),
            "unauthorized", PullFailure.unauthorized(),
            "forbidden", PullFailure.forbidden(),
            "refused", PullFailure.refused());

    private final PodScript script;
    private final List<String> problems;

    ScenarioSteps(PodScript script, List<String> problems) {
        this.script = script;
        this.problems = problems;
    }

    /** A step is its name, or its name with a value. */
    void addAll(JsonNode steps, String where) {
        for (int i = 0; i < steps.size(); i++) {
            JsonNode step = steps.get(i);
            String here = where + "[" + i + "]";
            if (step.isTextual()) {
                add(step.asText(), FakeJson.object(), here);
            } else if (step.size() == 1) {
                String name = step.fieldNames().next();
                add(name, step.get(name), here);
            } else {
                problems.add(here + ": a step is one word, or one word and its value");
            }
        }
    }

    private void add(String name, JsonNode value, String where) {
        switch (name) {
            case "unschedulable" -> {
                if (value.has("message")) {
                    script.unschedulable(
                            time(value, where), value.get("message").asText());
                } else {
                    script.unschedulable(time(value, where));
                }
            }
            case "kubeletSilent" -> script.kubeletSilent(time(value, where));
            case "rejected" -> script.rejected(text(value, "reason", where), text(value, "message", where));
            case "mountFails" -> script.mountFails(time(value, where), text(value, "message", where));
            case "sandboxFails" -> script.sandboxFails(time(value, where), text(value, "message", where));
            case "rateLimited" -> script.rateLimited(value.asInt(1));
            case "pullFails" ->
                script.pullFails(value.path("times").asInt(Integer.MAX_VALUE), failure(value.path("as"), where));
            case "pullTakes" -> script.pullTakes(time(value, where));
            case "configError" -> script.configError(time(value, where), text(value, "message", where));
            case "cannotCreate" ->
                script.cannotCreate(time(value, where), text(value, "reason", where), text(value, "message", where));
            case "startsLate" -> script.startsLate(time(value, where));
            case "startError" -> script.startError(value.asText());
            case "print" -> script.print(value.asText());
            case "printLate" ->
                script.printLate(text(value, "text", where), duration(value.path("age"), where + ".age"));
            case "sleep" -> script.sleep(time(value, where));
            case "rotateLog" -> script.rotateLog();
            case "exit" -> script.exit(value.asInt());
            case "oomKilled" -> script.oomKilled();
            case "evicted" -> script.evicted(value.asText("The node was low on resource: memory. "));
            case "nodeLost" -> script.nodeLost(time(value, where));
            case "deletedBySomebody" -> script.deletedBySomebody();
            case "preempted" -> script.preempted();
            case "runsForever" -> script.runsForever();
            case "runsCommand" -> script.runsCommand();
            default -> problems.add(where + ": unknown step \"" + name + "\"");
        }
    }

    private PullFailure failure(JsonNode value, String where) {
        if (value.asText().isEmpty()) {
            problems.add(where + ": \"as\" is missing: one of "
                    + FAILURES.keySet().stream().sorted().toList() + ", or the message");
        }
        return FAILURES.getOrDefault(value.asText(), PullFailure.saying(value.asText()));
    }

    private String text(JsonNode value, String key, String where) {
        if (!value.has(key)) {
            problems.add(where + ": \"" + key + "\" is missing");
        }
        return value.path(key).asText();
    }

    private Duration time(JsonNode value, String where) {
        return value.has("for") ? duration(value.get("for"), where + ".for") : duration(value, where);
    }

    /** {@code 5s}, {@code 300ms}, {@code forever}; nothing is for ever, too. */
    Duration duration(JsonNode value, String where) {
        String text = value.asText();
        if (text.equals("forever") || (value.isObject() && text.isEmpty())) {
            return PodScript.FOREVER;
        }
        if (text.matches("\\d{1,9}ms")) {
            return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
        }
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            problems.add(where + ": " + e.getMessage());
            return Duration.ZERO;
        }
    }
}
