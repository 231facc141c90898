package io.jenkins.plugins.runpod.step;

import hudson.AbortException;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.spec.InvalidParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The checked parameters of a step and the cluster they are for. Reading it takes no I/O. */
@Restricted(NoExternalUse.class)
public record TaskPlan(ClusterConfiguration cluster, TaskSpecification specification) {
    private static final String SOME_NAMESPACE = "default";

    /**
     * Checks everything.
     *
     * @param change is applied to the parameters first
     * @throws AbortException which lists all that is wrong
     */
    public static TaskPlan of(RunPodStep step, Consumer<TaskParameters> change) throws AbortException {
        return of(step, Optional.ofNullable(step.getCluster()), change);
    }

    /**
     * Checks everything.
     *
     * @param cluster empty for the only one
     * @param namespace where it was decided that the pod lives
     * @param yamlFile what was read from the file
     * @throws AbortException which lists all that is wrong
     */
    static TaskPlan of(RunPodStep step, Optional<String> cluster, Optional<String> namespace, Optional<String> yamlFile)
            throws AbortException {
        return of(step, cluster, parameters -> {
            namespace.ifPresent(fixed -> parameters.namespace = fixed);
            yamlFile.ifPresent(text -> parameters.yaml = text);
        });
    }

    private static TaskPlan of(RunPodStep step, Optional<String> cluster, Consumer<TaskParameters> change)
            throws AbortException {
        List<String> problems = new ArrayList<>();
        RunPodGlobalConfiguration configuration = RunPodGlobalConfiguration.get();
        Optional<ClusterConfiguration> found = configuration.find(cluster);
        if (found.isEmpty()) {
            problems.add(unknown(cluster, configuration.names()));
        }
        if (step.isReturnStatus() && step.isReturnStdout()) {
            problems.add("returnStatus: cannot be given together with returnStdout");
        }
        if (step.getYaml() != null && step.getYamlFile() != null) {
            problems.add("yamlFile: cannot be given together with yaml");
        }
        TaskParameters parameters = step.parameters();
        change.accept(parameters);
        try {
            TaskSpecification specification = TaskSpecification.of(
                    parameters,
                    found.map(ClusterConfiguration::defaultNamespace).orElse(SOME_NAMESPACE),
                    found.map(ClusterConfiguration::policy).orElseGet(TaskPolicy::standard));
            if (problems.isEmpty()) {
                return new TaskPlan(found.orElseThrow(), specification);
            }
        } catch (InvalidParameters e) {
            e.problems().stream()
                    .map(problem -> step.getYamlFile() == null ? problem : problem.replaceFirst("^yaml:", "yamlFile:"))
                    .forEach(problems::add);
        }
        throw new AbortException("runPod cannot start:\n- " + String.join("\n- ", problems));
    }

    private static String unknown(Optional<String> cluster, List<String> names) {
        if (names.isEmpty()) {
            return "cluster: no cluster is configured (Manage Jenkins » System » "
                    + io.jenkins.plugins.runpod.config.Messages.RunPodGlobalConfiguration_displayName() + ")";
        }
        return cluster.map(name -> "cluster: there is none named " + name + ", but " + String.join(", ", names))
                .orElse("cluster: must be given, since there are several: " + String.join(", ", names));
    }
}
