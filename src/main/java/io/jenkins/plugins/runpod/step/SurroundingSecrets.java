package io.jenkins.plugins.runpod.step;

import hudson.EnvVars;
import hudson.model.ParameterValue;
import hudson.model.Run;
import io.jenkins.plugins.runpod.runtime.BuildEnvironment;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
        Values values = new Values();
        BuildEnvironment.parameters(run)
                .filter(ParameterValue::isSensitive)
                .forEach(parameter -> parameter.buildEnvironment(run, values));
        Set<String> sensitive = new HashSet<>(values.keySet());
        if (expander != null && !expander.getSensitiveVariables().isEmpty()) {
            sensitive.addAll(expander.getSensitiveVariables());
            expander.expand(values);
        }
        return values.of(sensitive);
    }

    /** Remembers the values that a block within another one replaces. The outer block masks them all the same. */
    private static final class Values extends EnvVars {
        private static final long serialVersionUID = 1;

        private final Map<String, Set<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

        @Override
        public String put(String name, String value) {
            all.computeIfAbsent(name, key -> new LinkedHashSet<>()).add(value);
            return super.put(name, value);
        }

        List<String> of(Set<String> names) {
            return names.stream()
                    .flatMap(name -> all.getOrDefault(name, Set.of()).stream())
                    .filter(value -> value.length() >= SHORTEST)
                    .distinct()
                    .toList();
        }
    }
}
