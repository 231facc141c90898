package io.jenkins.plugins.runpod.freestyle;

import hudson.EnvVars;
import hudson.Util;
import hudson.model.AbstractBuild;
import hudson.model.Computer;
import hudson.model.TaskListener;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import java.io.IOException;

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
        // All who may see pods could read them there.
        variables.keySet().removeAll(build.getSensitiveBuildVariables());
        return new Expansion(variables);
    }

    String expand(String text) {
        return Util.replaceMacro(text, variables);
    }

    void expand(TaskParameters parameters) {
        parameters.expand(this::expand);
    }
}
