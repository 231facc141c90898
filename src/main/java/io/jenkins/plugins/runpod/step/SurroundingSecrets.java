package io.jenkins.plugins.runpod.step;

import hudson.EnvVars;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * The values of variables that a block around a step calls sensitive, as {@code withCredentials} does. That block masks them in the log.
 * It cannot mask them in what run-pod saves and shows elsewhere. It also replaces an exception that has one of them in its text by one
 * without properties (credentials-binding, {@code MaskedException}).
 */
final class SurroundingSecrets {
    /** Credentials-binding does not mask shorter ones ({@code SecretPatterns}). */
    private static final int SHORTEST = 3;

    private SurroundingSecrets() {}

    static List<String> of(StepContext context) throws IOException, InterruptedException {
        return variables(context).values().stream()
                .filter(value -> value.length() >= SHORTEST)
                .toList();
    }

    /** From name to value. */
    static Map<String, String> variables(StepContext context) throws IOException, InterruptedException {
        EnvironmentExpander expander = context.get(EnvironmentExpander.class);
        if (expander == null || expander.getSensitiveVariables().isEmpty()) {
            return Map.of();
        }
        EnvVars variables = new EnvVars();
        expander.expand(variables);
        variables.keySet().retainAll(expander.getSensitiveVariables());
        return variables;
    }
}
