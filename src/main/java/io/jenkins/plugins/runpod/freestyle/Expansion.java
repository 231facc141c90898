package io.jenkins.plugins.runpod.freestyle;

import hudson.EnvVars;
import hudson.Util;
import hudson.model.AbstractBuild;
import hudson.model.Computer;
import hudson.model.TaskListener;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Replaces {@code $NAME} and {@code ${NAME}} by build parameters and by what Jenkins tells a build; {@code $$} stands for {@code $}.
 * What it does not know stays as it is, for the shell in the pod.
 */
final class Expansion {
    private final EnvVars variables;

    private Expansion(EnvVars variables) {
        this.variables = variables;
    }

    /** The machine's own variables, such as PATH, are left out: the pod has others. Secret ones are for {@code secretEnv}. */
    static Expansion of(AbstractBuild<?, ?> build, TaskListener listener) throws IOException, InterruptedException {
        EnvVars variables = build.getEnvironment(listener);
        Computer machine = Computer.currentComputer();
        if (machine != null) {
            variables.entrySet().removeAll(machine.getEnvironment().entrySet());
        }
        variables.overrideAll(build.getBuildVariables());
        // Whoever may see pods could read them there.
        variables.keySet().removeAll(build.getSensitiveBuildVariables());
        return new Expansion(variables);
    }

    String expand(String text) {
        return text(text);
    }

    void expand(TaskParameters p) {
        p.namespace = text(p.namespace);
        p.name = text(p.name);
        p.image = text(p.image);
        p.command = text(p.command);
        p.entrypoint = list(p.entrypoint);
        p.args = list(p.args);
        p.env = map(p.env);
        p.secretEnv = map(p.secretEnv);
        p.envFrom = list(p.envFrom);
        p.workingDir = text(p.workingDir);
        p.requests = map(p.requests);
        p.limits = map(p.limits);
        p.serviceAccount = text(p.serviceAccount);
        p.imagePullSecrets = list(p.imagePullSecrets);
        p.nodeSelector = map(p.nodeSelector);
        p.tolerations = list(p.tolerations);
        p.labels = map(p.labels);
        p.annotations = map(p.annotations);
        p.yaml = text(p.yaml);
        p.container = text(p.container);
        p.logContainers = list(p.logContainers);
        p.scheduleTimeout = text(p.scheduleTimeout);
        p.startTimeout = text(p.startTimeout);
        p.rateLimitTimeout = text(p.rateLimitTimeout);
        p.runTimeout = text(p.runTimeout);
        p.apiUnavailableTimeout = text(p.apiUnavailableTimeout);
        p.terminationGracePeriod = text(p.terminationGracePeriod);
        p.retention = text(p.retention);
    }

    private String text(String given) {
        return Util.replaceMacro(given, variables);
    }

    private List<String> list(List<String> given) {
        return given.stream().map(this::text).toList();
    }

    private Map<String, String> map(Map<String, String> given) {
        Map<String, String> expanded = new LinkedHashMap<>();
        given.forEach((key, value) -> expanded.put(key, text(value)));
        return expanded;
    }
}
