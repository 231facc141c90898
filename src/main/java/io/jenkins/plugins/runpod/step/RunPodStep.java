package io.jenkins.plugins.runpod.step;

import hudson.Extension;
import hudson.Util;
import io.jenkins.plugins.runpod.engine.spec.Parameter;
import io.jenkins.plugins.runpod.engine.spec.ParameterKind;
import io.jenkins.plugins.runpod.engine.spec.ParameterSection;
import io.jenkins.plugins.runpod.engine.spec.PassedVariables;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.files.BoundFiles;
import io.jenkins.plugins.runpod.files.FilesOfTask;
import io.jenkins.plugins.runpod.files.PodInput;
import io.jenkins.plugins.runpod.files.PodOutput;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * The {@code runPod} step, which runs a container as a Kubernetes pod until it ends. It holds the parameters as the
 * user gave them, and null for what was not given or is empty. The parameters are checked when the step starts.
 *
 * <p>{@link TaskParameters} declares the parameters. Here each has the accessors by which Jenkins finds it. Only the
 * parameters that have no use outside Jenkins are declared here.
 *
 * @see RunPodStepExecution
 */
public class RunPodStep extends Step implements Serializable {
    private static final long serialVersionUID = 1L;

    // --- of Jenkins alone ----------------------------------------------------------------------------------------

    @Parameter(title = "Cluster", kind = ParameterKind.CHOICE, section = ParameterSection.MAIN)
    private String cluster;

    @Parameter(title = "Preset", kind = ParameterKind.CHOICE, section = ParameterSection.MAIN)
    private String preset;

    @Parameter(
            title = "Return the exit code",
            kind = ParameterKind.FLAG,
            section = ParameterSection.RETURN,
            excludes = "returnStdout")
    private boolean returnStatus;

    @Parameter(title = "Return the output", kind = ParameterKind.FLAG, section = ParameterSection.RETURN)
    private boolean returnStdout;

    @Parameter(title = "Inputs", kind = ParameterKind.OBJECTS, section = ParameterSection.FILES)
    private List<PodInput> inputs;

    @Parameter(title = "Outputs", kind = ParameterKind.OBJECTS, section = ParameterSection.FILES)
    private List<PodOutput> outputs;

    @Parameter(
            title = "Pod as YAML, in a file",
            kind = ParameterKind.TEXT,
            section = ParameterSection.POD,
            after = "yaml",
            excludes = "yaml")
    private String yamlFile;

    @Parameter(
            title = "Variables of the build",
            kind = ParameterKind.PATTERNS,
            section = ParameterSection.MAIN,
            after = "secretEnv")
    private List<String> passEnv;

    // --- of every task -------------------------------------------------------------------------------------------

    private String image;
    private String command;
    private Map<String, String> env;
    private Map<String, String> secretEnv;
    private Map<String, String> secretFiles;
    private List<String> entrypoint;
    private List<String> args;
    private List<String> envFrom;
    private String workingDir;
    private Map<String, Map<String, String>> resources;
    private String imagePullPolicy;
    private String namespace;
    private String name;
    private String serviceAccount;
    private List<String> imagePullSecrets;
    private Map<String, String> nodeSelector;
    private List<String> tolerations;
    private Map<String, String> labels;
    private Map<String, String> annotations;
    private String yaml;
    private String container;
    private String filesImage;
    private List<String> logContainers;
    private String queue;
    private String queueTimeout;
    private String scheduleTimeout;
    private String startTimeout;
    private String rateLimitTimeout;
    private String graceTimeout;
    private String transferTimeout;
    private String runTimeout;
    private String apiUnavailableTimeout;
    private String terminationGracePeriod;
    private Integer attempts;
    private List<String> retryOn;
    private Map<String, Object> onRetry;
    private String retention;
    private Map<String, String> imageErrorRules;

    @DataBoundConstructor
    public RunPodStep() {}

    @Override
    public StepExecution start(StepContext context) {
        return new RunPodStepExecution(context, this);
    }

    /** The parameters of the pod task. */
    TaskParameters parameters() {
        return form().parameters().read(this);
    }

    /** The inputs and outputs. */
    FilesOfTask files() {
        return new FilesOfTask(Util.fixNull(inputs), Util.fixNull(outputs));
    }

    /** What is wrong with the parameters that are not those of the pod task. */
    List<String> problems() {
        List<String> problems = new ArrayList<>(form().parameters().problems(this));
        if (secretFiles != null) {
            problems.addAll(BoundFiles.problems(secretFiles));
        }
        return problems;
    }

    private RunPodStepDescriptor form() {
        return (RunPodStepDescriptor) getDescriptor();
    }

    public String getCluster() {
        return cluster;
    }

    @DataBoundSetter
    public void setCluster(String cluster) {
        this.cluster = Util.fixEmptyAndTrim(cluster);
    }

    public String getPreset() {
        return preset;
    }

    @DataBoundSetter
    public void setPreset(String preset) {
        this.preset = Util.fixEmptyAndTrim(preset);
    }

    public String getImage() {
        return image;
    }

    @DataBoundSetter
    public void setImage(String image) {
        this.image = Util.fixEmptyAndTrim(image);
    }

    public String getCommand() {
        return command;
    }

    @DataBoundSetter
    public void setCommand(String command) {
        this.command = Util.fixEmpty(command);
    }

    public Map<String, String> getEnv() {
        return env;
    }

    @DataBoundSetter
    public void setEnv(Map env) {
        this.env = ParameterValues.map(env);
    }

    public Map<String, String> getSecretEnv() {
        return secretEnv;
    }

    @DataBoundSetter
    public void setSecretEnv(Map secretEnv) {
        this.secretEnv = ParameterValues.map(secretEnv);
    }

    public Map<String, String> getSecretFiles() {
        return secretFiles;
    }

    @DataBoundSetter
    public void setSecretFiles(Map secretFiles) {
        this.secretFiles = ParameterValues.map(secretFiles);
    }

    /** Null means true. */
    public Object getPassEnv() {
        return passEnv != null && passEnv.isEmpty() ? Boolean.FALSE : passEnv;
    }

    @DataBoundSetter
    public void setPassEnv(Object passEnv) {
        this.passEnv = ParameterValues.patterns(passEnv);
    }

    /** Which variables of the build the container gets. */
    @Restricted(NoExternalUse.class)
    public PassedVariables passedVariables() {
        PassedVariables chosen = passEnv == null ? PassedVariables.all() : PassedVariables.matching(passEnv);
        return chosen.without(Stream.of(env, secretEnv)
                .filter(Objects::nonNull)
                .flatMap(own -> own.keySet().stream())
                .collect(Collectors.toSet()));
    }

    public boolean isReturnStatus() {
        return returnStatus;
    }

    @DataBoundSetter
    public void setReturnStatus(boolean returnStatus) {
        this.returnStatus = returnStatus;
    }

    public boolean isReturnStdout() {
        return returnStdout;
    }

    @DataBoundSetter
    public void setReturnStdout(boolean returnStdout) {
        this.returnStdout = returnStdout;
    }

    public List<PodInput> getInputs() {
        return inputs;
    }

    @DataBoundSetter
    public void setInputs(List<PodInput> inputs) {
        this.inputs = ParameterValues.objects(inputs);
    }

    public List<PodOutput> getOutputs() {
        return outputs;
    }

    @DataBoundSetter
    public void setOutputs(List<PodOutput> outputs) {
        this.outputs = ParameterValues.objects(outputs);
    }

    public List<String> getEntrypoint() {
        return entrypoint;
    }

    @DataBoundSetter
    public void setEntrypoint(List<String> entrypoint) {
        this.entrypoint = ParameterValues.list(entrypoint);
    }

    public List<String> getArgs() {
        return args;
    }

    @DataBoundSetter
    public void setArgs(List<String> args) {
        this.args = ParameterValues.list(args);
    }

    public List<String> getEnvFrom() {
        return envFrom;
    }

    @DataBoundSetter
    public void setEnvFrom(List<String> envFrom) {
        this.envFrom = ParameterValues.list(envFrom);
    }

    public String getWorkingDir() {
        return workingDir;
    }

    @DataBoundSetter
    public void setWorkingDir(String workingDir) {
        this.workingDir = Util.fixEmptyAndTrim(workingDir);
    }

    public Map<String, Map<String, String>> getResources() {
        return resources;
    }

    @DataBoundSetter
    public void setResources(Map resources) {
        this.resources = ParameterValues.resources(resources);
    }

    public String getImagePullPolicy() {
        return imagePullPolicy;
    }

    @DataBoundSetter
    public void setImagePullPolicy(String imagePullPolicy) {
        this.imagePullPolicy = Util.fixEmptyAndTrim(imagePullPolicy);
    }

    public String getNamespace() {
        return namespace;
    }

    @DataBoundSetter
    public void setNamespace(String namespace) {
        this.namespace = Util.fixEmptyAndTrim(namespace);
    }

    public String getName() {
        return name;
    }

    @DataBoundSetter
    public void setName(String name) {
        this.name = Util.fixEmptyAndTrim(name);
    }

    public String getServiceAccount() {
        return serviceAccount;
    }

    @DataBoundSetter
    public void setServiceAccount(String serviceAccount) {
        this.serviceAccount = Util.fixEmptyAndTrim(serviceAccount);
    }

    public List<String> getImagePullSecrets() {
        return imagePullSecrets;
    }

    @DataBoundSetter
    public void setImagePullSecrets(List<String> imagePullSecrets) {
        this.imagePullSecrets = ParameterValues.list(imagePullSecrets);
    }

    public Map<String, String> getNodeSelector() {
        return nodeSelector;
    }

    @DataBoundSetter
    public void setNodeSelector(Map nodeSelector) {
        this.nodeSelector = ParameterValues.map(nodeSelector);
    }

    public List<String> getTolerations() {
        return tolerations;
    }

    @DataBoundSetter
    public void setTolerations(List<String> tolerations) {
        this.tolerations = ParameterValues.list(tolerations);
    }

    public Map<String, String> getLabels() {
        return labels;
    }

    @DataBoundSetter
    public void setLabels(Map labels) {
        this.labels = ParameterValues.map(labels);
    }

    public Map<String, String> getAnnotations() {
        return annotations;
    }

    @DataBoundSetter
    public void setAnnotations(Map annotations) {
        this.annotations = ParameterValues.map(annotations);
    }

    public String getYaml() {
        return yaml;
    }

    @DataBoundSetter
    public void setYaml(String yaml) {
        this.yaml = Util.fixEmpty(yaml);
    }

    public String getYamlFile() {
        return yamlFile;
    }

    @DataBoundSetter
    public void setYamlFile(String yamlFile) {
        this.yamlFile = Util.fixEmptyAndTrim(yamlFile);
    }

    public String getContainer() {
        return container;
    }

    @DataBoundSetter
    public void setContainer(String container) {
        this.container = Util.fixEmptyAndTrim(container);
    }

    public List<String> getLogContainers() {
        return logContainers;
    }

    @DataBoundSetter
    public void setLogContainers(List<String> logContainers) {
        this.logContainers = ParameterValues.list(logContainers);
    }

    public String getFilesImage() {
        return filesImage;
    }

    @DataBoundSetter
    public void setFilesImage(String filesImage) {
        this.filesImage = Util.fixEmptyAndTrim(filesImage);
    }

    public String getQueue() {
        return queue;
    }

    @DataBoundSetter
    public void setQueue(String queue) {
        this.queue = Util.fixEmptyAndTrim(queue);
    }

    public String getQueueTimeout() {
        return queueTimeout;
    }

    @DataBoundSetter
    public void setQueueTimeout(String queueTimeout) {
        this.queueTimeout = Util.fixEmptyAndTrim(queueTimeout);
    }

    public String getScheduleTimeout() {
        return scheduleTimeout;
    }

    @DataBoundSetter
    public void setScheduleTimeout(String scheduleTimeout) {
        this.scheduleTimeout = Util.fixEmptyAndTrim(scheduleTimeout);
    }

    public String getStartTimeout() {
        return startTimeout;
    }

    @DataBoundSetter
    public void setStartTimeout(String startTimeout) {
        this.startTimeout = Util.fixEmptyAndTrim(startTimeout);
    }

    public String getRateLimitTimeout() {
        return rateLimitTimeout;
    }

    @DataBoundSetter
    public void setRateLimitTimeout(String rateLimitTimeout) {
        this.rateLimitTimeout = Util.fixEmptyAndTrim(rateLimitTimeout);
    }

    public String getGraceTimeout() {
        return graceTimeout;
    }

    @DataBoundSetter
    public void setGraceTimeout(String graceTimeout) {
        this.graceTimeout = Util.fixEmptyAndTrim(graceTimeout);
    }

    public String getTransferTimeout() {
        return transferTimeout;
    }

    @DataBoundSetter
    public void setTransferTimeout(String transferTimeout) {
        this.transferTimeout = Util.fixEmptyAndTrim(transferTimeout);
    }

    public String getRunTimeout() {
        return runTimeout;
    }

    @DataBoundSetter
    public void setRunTimeout(String runTimeout) {
        this.runTimeout = Util.fixEmptyAndTrim(runTimeout);
    }

    public String getApiUnavailableTimeout() {
        return apiUnavailableTimeout;
    }

    @DataBoundSetter
    public void setApiUnavailableTimeout(String apiUnavailableTimeout) {
        this.apiUnavailableTimeout = Util.fixEmptyAndTrim(apiUnavailableTimeout);
    }

    public String getTerminationGracePeriod() {
        return terminationGracePeriod;
    }

    @DataBoundSetter
    public void setTerminationGracePeriod(String terminationGracePeriod) {
        this.terminationGracePeriod = Util.fixEmptyAndTrim(terminationGracePeriod);
    }

    public Integer getAttempts() {
        return attempts;
    }

    @DataBoundSetter
    public void setAttempts(Integer attempts) {
        this.attempts = attempts;
    }

    public List<String> getRetryOn() {
        return retryOn;
    }

    @DataBoundSetter
    public void setRetryOn(Object retryOn) {
        this.retryOn = ParameterValues.retryOn(retryOn);
    }

    public Map<String, Object> getOnRetry() {
        return onRetry;
    }

    @DataBoundSetter
    public void setOnRetry(Map onRetry) {
        this.onRetry = ParameterValues.changes(onRetry);
    }

    public String getRetention() {
        return retention;
    }

    @DataBoundSetter
    public void setRetention(String retention) {
        this.retention = Util.fixEmptyAndTrim(retention);
    }

    public Map<String, String> getImageErrorRules() {
        return imageErrorRules;
    }

    @DataBoundSetter
    public void setImageErrorRules(Map imageErrorRules) {
        this.imageErrorRules = ParameterValues.map(imageErrorRules);
    }

    /** Registers the step. */
    @Extension
    @Symbol("runPod")
    public static final class DescriptorImpl extends RunPodStepDescriptor {}
}
