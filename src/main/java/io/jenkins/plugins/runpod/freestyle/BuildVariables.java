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
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
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
        // The environment has one spelling of names that differ in case only, and its values of parameters are
        // expanded.
        Map<String, String> given = new HashMap<>(build.getBuildVariables());
        given.values().removeIf(Objects::isNull);
        Map<String, String> variables = new HashMap<>(environment);
        variables.keySet().removeIf(name -> given.keySet().stream().anyMatch(name::equalsIgnoreCase));
        variables.putAll(given);
        return CallerVariables.of(variables, sensitive(build), parameters(build));
    }

    /** The names of the variables that build wrappers have set to secrets. */
    static Set<String> bound(AbstractBuild<?, ?> build) {
        Set<String> names = new HashSet<>(build.getSensitiveBuildVariables());
        names.removeAll(parameters(build));
        return names;
    }

    /** Jenkins keeps the first spelling of a name, with the value of the last. */
    private static Set<String> sensitive(AbstractBuild<?, ?> build) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(build.getSensitiveBuildVariables());
        return names;
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
