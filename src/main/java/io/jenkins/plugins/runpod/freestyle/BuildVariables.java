package io.jenkins.plugins.runpod.freestyle;

import hudson.EnvVars;
import hudson.model.AbstractBuild;
import hudson.model.Computer;
import hudson.model.Node;
import hudson.model.TaskListener;
import hudson.slaves.NodeProperty;
import io.jenkins.plugins.runpod.runtime.BuildEnvironment;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The variables of a build: its parameters, the variables that Jenkins and plugins set for it, and those of build wrappers. */
final class BuildVariables {
    private BuildVariables() {}

    /** Reads them on the executor's thread. May block until the agent answers. */
    static BuildEnvironment of(AbstractBuild<?, ?> build, TaskListener listener)
            throws IOException, InterruptedException {
        EnvVars environment = build.getEnvironment(listener);
        environment.entrySet().removeAll(ofTheMachine(listener).entrySet());
        // The environment has one spelling of names that differ in case only, and its values of parameters are
        // expanded.
        Map<String, String> given = new HashMap<>(build.getBuildVariables());
        given.values().removeIf(Objects::isNull);
        Map<String, String> variables = new HashMap<>(environment);
        variables.keySet().removeIf(name -> given.keySet().stream().anyMatch(name::equalsIgnoreCase));
        variables.putAll(given);
        return BuildEnvironment.of(build, variables, build.getSensitiveBuildVariables(), List.of());
    }

    private static Map<String, String> ofTheMachine(TaskListener listener) throws IOException, InterruptedException {
        EnvVars own = new EnvVars();
        Computer machine = Computer.currentComputer();
        if (machine != null) {
            own.overrideAll(machine.getEnvironment());
            Node node = machine.getNode();
            if (node != null) {
                for (NodeProperty<?> property : node.getNodeProperties()) {
                    property.buildEnvVars(own, listener);
                }
            }
        }
        return own;
    }
}
