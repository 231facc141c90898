package io.jenkins.plugins.runpod.step;

import hudson.AbortException;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.JobPresets;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.config.SavedCluster;
import io.jenkins.plugins.runpod.engine.TaskDefinition;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.manifest.PodOrigins;
import io.jenkins.plugins.runpod.engine.spec.CallerVariables;
import io.jenkins.plugins.runpod.engine.spec.InvalidParameters;
import io.jenkins.plugins.runpod.engine.spec.PodRules;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import io.jenkins.plugins.runpod.files.FilesOfTask;
import io.jenkins.plugins.runpod.files.SavedOutputs;
import io.jenkins.plugins.runpod.runtime.ConsoleText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * The checked parameters of a step and its cluster. It is made once, before the task begins, because a task that goes
 * on is read from its file. Making a plan takes no I/O. Immutable.
 *
 * @param folder that the task counts to when folders share the cluster
 * @param warnings what may be wrong, and which variables of the caller are left out, as sentences for the build log
 * @param origins which layer gave the pod each of its values
 */
@Restricted(NoExternalUse.class)
public record TaskPlan(
        ClusterConfiguration cluster,
        String folder,
        TaskSpecification specification,
        FilesOfTask files,
        List<String> warnings,
        PodOrigins origins) {
    /** In the file of a task. */
    static final String FOLDER = "folder";

    private static final String SOME_NAMESPACE = "default";

    /**
     * Checks everything, for a caller without variables.
     *
     * @param job the full name of the job that runs the step
     * @param workspace whether there is a workspace around the step
     * @param change is applied to the parameters first
     * @throws AbortException that lists all problems
     */
    static TaskPlan of(RunPodStep step, String job, boolean workspace, Consumer<TaskParameters> change)
            throws AbortException {
        return of(step, job, workspace, CallerVariables.none(), change);
    }

    /**
     * Checks everything.
     *
     * @param job the full name of the job that runs the step
     * @param workspace whether there is a workspace around the step
     * @param caller variables that the result container gets
     * @param change is applied to the parameters first
     * @throws AbortException that lists all problems
     */
    public static TaskPlan of(
            RunPodStep step, String job, boolean workspace, CallerVariables caller, Consumer<TaskParameters> change)
            throws AbortException {
        RunPodGlobalConfiguration configuration = RunPodGlobalConfiguration.get();
        List<ClusterConfiguration> usable = configuration.usableBy(job);
        Optional<String> cluster = Optional.ofNullable(step.getCluster());
        Optional<ClusterConfiguration> found = configuration.usable(job, cluster);
        return of(step, found, job, unknown(cluster, usable), workspace, caller, change);
    }

    private static TaskPlan of(
            RunPodStep step,
            Optional<ClusterConfiguration> found,
            String job,
            String unknown,
            boolean workspace,
            CallerVariables caller,
            Consumer<TaskParameters> change)
            throws AbortException {
        List<String> problems = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        if (found.isEmpty()) {
            problems.add(unknown);
        }
        List<String> ofCluster = found.map(ClusterConfiguration::problems).orElse(List.of());
        ofCluster.forEach(problem -> problems.add("cluster: its configuration has an unusable value. " + problem));
        problems.addAll(step.problems());
        FilesOfTask files = step.files();
        problems.addAll(files.problems(workspace));
        TaskParameters parameters = step.parameters();
        Optional<ClusterConfiguration> valid = found.filter(cluster -> ofCluster.isEmpty());
        parameters.files =
                files.plan(valid.map(ClusterConfiguration::fileLimits).orElse(ArchiveLimits.DEFAULT));
        change.accept(parameters);
        found.ifPresent(cluster -> useDefaults(cluster, parameters));
        valid.map(cluster -> new JobPresets(cluster, job))
                .map(presets -> presets.layers(Optional.ofNullable(step.getPreset()), problems))
                .ifPresent(layers -> parameters.layers = layers);
        Optional<PodRules> rules = found.flatMap(one -> one.rules(job));
        String standard = found.map(ClusterConfiguration::defaultNamespace).orElse(SOME_NAMESPACE);
        try {
            TaskSpecification specification = TaskSpecification.of(
                    parameters,
                    caller,
                    rules.map(some -> some.namespace(standard)).orElse(standard),
                    valid.map(ClusterConfiguration::policy).orElseGet(TaskPolicy::standard),
                    rules,
                    warnings);
            if (problems.isEmpty()) {
                return new TaskPlan(
                        found.orElseThrow(),
                        found.orElseThrow().folder(job),
                        specification,
                        files,
                        Stream.concat(
                                        caller.leftOut().stream().map(sentence -> sentence + "."),
                                        warnings.stream().map(warning -> "Warning: " + ofFile(step, warning) + "."))
                                .map(ConsoleText::plain)
                                .toList(),
                        parameters.origins);
            }
        } catch (InvalidParameters e) {
            e.problems().stream().map(problem -> ofFile(step, problem)).forEach(problems::add);
        }
        throw new AbortException(ConsoleText.plain("runPod cannot start:\n- " + String.join("\n- ", problems)));
    }

    private static void useDefaults(ClusterConfiguration cluster, TaskParameters parameters) {
        parameters.mirrors = cluster.mirrors();
        if (parameters.filesImage == null || parameters.filesImage.isBlank()) {
            parameters.filesImage = cluster.getFilesImage();
        }
    }

    private static String ofFile(RunPodStep step, String sentence) {
        return step.getYamlFile() == null ? sentence : sentence.replaceFirst("^yaml:", "yamlFile:");
    }

    /** What is saved of the task. */
    public TaskDefinition definition() {
        Map<String, String> caller = SavedCluster.of(cluster).toMap();
        caller.put(FOLDER, folder);
        return SavedOutputs.with(new TaskDefinition(specification, caller), files.outputs());
    }

    /** Does not reveal clusters that this job may not use. They look like clusters that do not exist. */
    private static String unknown(Optional<String> cluster, List<ClusterConfiguration> usable) {
        if (usable.isEmpty()) {
            return "cluster: this job may use no configured cluster (Manage Jenkins » System » "
                    + io.jenkins.plugins.runpod.config.Messages.RunPodGlobalConfiguration_displayName() + ")";
        }
        String names = usable.stream().map(ClusterConfiguration::getName).collect(Collectors.joining(", "));
        return cluster.map(name -> "cluster: this job may not use a cluster named " + name + ", only " + names)
                .orElse("cluster: is required, because this job may use several: " + names);
    }
}
