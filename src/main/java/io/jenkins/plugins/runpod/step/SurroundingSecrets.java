package io.jenkins.plugins.runpod.step;

import hudson.EnvVars;
import hudson.model.ParameterValue;
import hudson.model.Run;
import io.jenkins.plugins.runpod.runtime.BuildEnvironment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * The values of sensitive build parameters, and of variables that a block around a step calls sensitive, as {@code withCredentials} does. That
 * block masks them in the log. It cannot mask them in what run-pod saves and shows elsewhere. It also replaces an exception that has one of them
 * in its text by one without properties (credentials-binding, {@code MaskedException}).
 */
final class SurroundingSecrets {
    /** Credentials-binding does not mask shorter ones ({@code SecretPatterns}). */
    private static final int SHORTEST = 3;

    private SurroundingSecrets() {}

    static List<String> of(StepContext context) throws IOException, InterruptedException {
        Run<?, ?> run = context.get(Run.class);
        EnvironmentExpander expander = context.get(EnvironmentExpander.class);
        EnvVars variables = new EnvVars();
        BuildEnvironment.parameters(run)
                .filter(ParameterValue::isSensitive)
                .forEach(parameter -> parameter.buildEnvironment(run, variables));
        List<String> values = new ArrayList<>(variables.values());
        if (expander != null && !expander.getSensitiveVariables().isEmpty()) {
            expander.expand(variables);
            expander.getSensitiveVariables().stream().map(variables::get).forEach(values::add);
        }
        return values.stream()
                .filter(Objects::nonNull)
                .filter(value -> value.length() >= SHORTEST)
                .distinct()
                .toList();
    }
}
