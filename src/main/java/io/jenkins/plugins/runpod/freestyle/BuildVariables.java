package io.jenkins.plugins.runpod.freestyle;

import hudson.EnvVars;
import hudson.model.AbstractBuild;
import hudson.model.Computer;
import hudson.model.Node;
import hudson.model.ParameterValue;
import hudson.model.ParametersAction;
import hudson.model.TaskListener;
import hudson.slaves.NodeProperty;
import io.jenkins.plugins.runpod.engine.spec.CallerVariables;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The variables of a build: its parameters, the variables that Jenkins and plugins set for it, and those of build
 * wrappers. Variables that describe the machine of the build are left out, because the pod is another machine.
 */
final class BuildVariables {
    /** Tools and plugins change some of these for a build, so equality with the machine's own value does not tell. */
    private static final Set<String> OF_THE_MACHINE = Set.of(
            "PATH",
            "HOME",
            "JAVA_HOME",
            "CLASSPATH",
            "JENKINS_HOME",
            "HUDSON_HOME",
            "JENKINS_SERVER_COOKIE",
            "HUDSON_SERVER_COOKIE",
            "HUDSON_COOKIE",
            "WORKSPACE",
            "WORKSPACE_TMP",
            "NODE_NAME",
            "NODE_LABELS",
            "EXECUTOR_NUMBER");

    private BuildVariables() {}

    /** Reads them on the executor's thread. May block until the agent answers. */
    static CallerVariables of(AbstractBuild<?, ?> build, TaskListener listener)
            throws IOException, InterruptedException {
        EnvVars environment = build.getEnvironment(listener);
        environment.entrySet().removeAll(ofTheMachine(listener).entrySet());
        OF_THE_MACHINE.forEach(environment::remove);
        Map<String, String> variables = new HashMap<>(environment);
        // Names differ in case only on some machines. Values of parameters are not expanded here.
        build.getBuildVariables().forEach((name, value) -> {
            if (value != null) {
                variables.keySet().removeIf(other -> other.equalsIgnoreCase(name));
                variables.put(name, value);
            }
        });
        return CallerVariables.of(variables, build.getSensitiveBuildVariables(), parameters(build));
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

    private static Set<String> parameters(AbstractBuild<?, ?> build) {
        return build.getActions(ParametersAction.class).stream()
                .flatMap(action -> action.getParameters().stream())
                .map(ParameterValue::getName)
                .collect(Collectors.toSet());
    }
}
