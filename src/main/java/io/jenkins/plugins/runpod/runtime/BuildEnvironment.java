package io.jenkins.plugins.runpod.runtime;

import hudson.model.ParameterValue;
import hudson.model.ParametersAction;
import hudson.model.Run;
import io.jenkins.plugins.runpod.engine.spec.CallerVariables;
import io.jenkins.plugins.runpod.engine.spec.PassedVariables;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The variables of a build, without those that describe a machine, because the pod is another machine. Immutable.
 *
 * @param variables from name to value. Do not save these values, and do not show them
 * @param sensitive names of variables with secret values. Upper and lower case do not differ, because Jenkins keeps the first spelling of
 *     a name, with the value of the last
 * @param secrets further secret texts
 * @param parameters names of the build parameters
 */
public record BuildEnvironment(
        Map<String, String> variables, Set<String> sensitive, List<String> secrets, Set<String> parameters) {
    /**
     * Tools and plugins change some of these for a build, so equality with the machine's own value does not tell. The names that end with
     * {@code HOME} are those that tool installers set, as for {@code tools} of a declarative Pipeline.
     */
    private static final Set<String> OF_THE_MACHINE = ignoringCase(Arrays.asList(
            "PATH",
            "HOME",
            "JAVA_HOME",
            "M2_HOME",
            "MAVEN_HOME",
            "ANT_HOME",
            "GRADLE_HOME",
            "GROOVY_HOME",
            "NODEJS_HOME",
            "GOROOT",
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
            "EXECUTOR_NUMBER"));

    public BuildEnvironment {
        variables = Collections.unmodifiableMap(new HashMap<>(variables));
        sensitive = ignoringCase(sensitive);
        secrets = List.copyOf(secrets);
        parameters = Set.copyOf(parameters);
    }

    /** Leaves out the variables of a machine, unless they are parameters of the build. */
    public static BuildEnvironment of(
            Run<?, ?> build, Map<String, String> variables, Collection<String> sensitive, List<String> secrets) {
        Set<String> parameters = parameters(build).map(ParameterValue::getName).collect(Collectors.toSet());
        Map<String, String> kept = new HashMap<>(variables);
        kept.keySet().removeIf(name -> OF_THE_MACHINE.contains(name) && !parameters.contains(name));
        return new BuildEnvironment(kept, Set.copyOf(sensitive), secrets, parameters);
    }

    /** What the result container gets of them. */
    public CallerVariables passed(PassedVariables which) {
        return CallerVariables.of(variables, sensitive, secrets, parameters, which);
    }

    /** The names of the sensitive variables that bindings have set. A user chooses the values of parameters. */
    public Set<String> bound() {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(sensitive);
        parameters.forEach(names::remove);
        return names;
    }

    /** The parameters of a build. */
    public static Stream<ParameterValue> parameters(Run<?, ?> build) {
        return build.getActions(ParametersAction.class).stream().flatMap(action -> action.getParameters().stream());
    }

    private static Set<String> ignoringCase(Collection<String> names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(names);
        return Collections.unmodifiableSet(set);
    }

    /** Shows only the names. */
    @Override
    public String toString() {
        return "variables " + variables.keySet();
    }
}
