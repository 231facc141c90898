package io.jenkins.plugins.runpod.step;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * The {@code runPod} step: runs a container as a Kubernetes pod to its end. Holds the parameters as the user gave them; what was not
 * given, or is empty, is null. They are checked when the step starts.
 *
 * @see RunPodStepExecution
 */
public final class RunPodStep extends Step implements Serializable {
    private static final long serialVersionUID = 1L;

    private String cluster;
    private String namespace;
    private String name;
    private String image;
    private String command;
    private List<String> entrypoint;
    private List<String> args;
    private Map<String, String> env;
    private List<String> envFrom;
    private String workingDir;
    private Map<String, Map<String, String>> resources;
    private String serviceAccount;
    private List<String> imagePullSecrets;
    private String imagePullPolicy;
    private Map<String, String> nodeSelector;
    private List<String> tolerations;
    private Map<String, String> labels;
    private Map<String, String> annotations;
    private String yaml;
    private String container;
    private List<String> logContainers;
    private String scheduleTimeout;
    private String startTimeout;
    private String rateLimitTimeout;
    private String runTimeout;
    private String apiUnavailableTimeout;
    private String terminationGracePeriod;
    private Integer attempts;
    private List<String> retryOn;
    private String retention;
    private Map<String, String> imageErrorRules;
    private boolean returnStatus;
    private boolean returnStdout;

    @DataBoundConstructor
    public RunPodStep() {}

    @Override
    public StepExecution start(StepContext context) {
        return new RunPodStepExecution(context, this);
    }

    /** The parameters of the pod task. */
    TaskParameters parameters() {
        TaskParameters p = new TaskParameters();
        p.namespace = namespace;
        p.name = name;
        p.image = image;
        p.command = command;
        p.entrypoint = orEmpty(entrypoint);
        p.args = orEmpty(args);
        p.env = orEmpty(env);
        p.envFrom = orEmpty(envFrom);
        p.workingDir = workingDir;
        p.requests = orEmpty(orEmpty(resources).get("requests"));
        p.limits = orEmpty(orEmpty(resources).get("limits"));
        p.serviceAccount = serviceAccount;
        p.imagePullSecrets = orEmpty(imagePullSecrets);
        p.imagePullPolicy = imagePullPolicy;
        p.nodeSelector = orEmpty(nodeSelector);
        p.tolerations = orEmpty(tolerations);
        p.labels = orEmpty(labels);
        p.annotations = orEmpty(annotations);
        p.yaml = yaml;
        p.container = container;
        p.logContainers = orEmpty(logContainers);
        p.scheduleTimeout = scheduleTimeout;
        p.startTimeout = startTimeout;
        p.rateLimitTimeout = rateLimitTimeout;
        p.runTimeout = runTimeout;
        p.apiUnavailableTimeout = apiUnavailableTimeout;
        p.terminationGracePeriod = terminationGracePeriod;
        p.attempts = attempts;
        p.retryOn = orEmpty(retryOn);
        p.retention = retention;
        p.imageErrorRules = orEmpty(imageErrorRules);
        return p;
    }

    private static <K, V> Map<K, V> orEmpty(Map<K, V> map) {
        return map == null ? Map.of() : map;
    }

    private static List<String> orEmpty(List<String> list) {
        return list == null ? List.of() : list;
    }

    @CheckForNull
    public String getCluster() {
        return cluster;
    }

    @DataBoundSetter
    public void setCluster(String cluster) {
        this.cluster = Util.fixEmptyAndTrim(cluster);
    }

    @CheckForNull
    public String getNamespace() {
        return namespace;
    }

    @DataBoundSetter
    public void setNamespace(String namespace) {
        this.namespace = Util.fixEmptyAndTrim(namespace);
    }

    @CheckForNull
    public String getName() {
        return name;
    }

    @DataBoundSetter
    public void setName(String name) {
        this.name = Util.fixEmptyAndTrim(name);
    }

    @CheckForNull
    public String getImage() {
        return image;
    }

    @DataBoundSetter
    public void setImage(String image) {
        this.image = Util.fixEmptyAndTrim(image);
    }

    @CheckForNull
    public String getCommand() {
        return command;
    }

    @DataBoundSetter
    public void setCommand(String command) {
        this.command = Util.fixEmpty(command);
    }

    @CheckForNull
    public List<String> getEntrypoint() {
        return entrypoint;
    }

    @DataBoundSetter
    public void setEntrypoint(List<String> entrypoint) {
        this.entrypoint = ParameterValues.list(entrypoint);
    }

    @CheckForNull
    public List<String> getArgs() {
        return args;
    }

    @DataBoundSetter
    public void setArgs(List<String> args) {
        this.args = ParameterValues.list(args);
    }

    @CheckForNull
    public Map<String, String> getEnv() {
        return env;
    }

    @DataBoundSetter
    public void setEnv(Map env) {
        this.env = ParameterValues.map(env);
    }

    @CheckForNull
    public List<String> getEnvFrom() {
        return envFrom;
    }

    @DataBoundSetter
    public void setEnvFrom(List<String> envFrom) {
        this.envFrom = ParameterValues.list(envFrom);
    }

    @CheckForNull
    public String getWorkingDir() {
        return workingDir;
    }

    @DataBoundSetter
    public void setWorkingDir(String workingDir) {
        this.workingDir = Util.fixEmptyAndTrim(workingDir);
    }

    @CheckForNull
    public Map<String, Map<String, String>> getResources() {
        return resources;
    }

    @DataBoundSetter
    public void setResources(Map resources) {
        this.resources = ParameterValues.resources(resources);
    }

    @CheckForNull
    public String getServiceAccount() {
        return serviceAccount;
    }

    @DataBoundSetter
    public void setServiceAccount(String serviceAccount) {
        this.serviceAccount = Util.fixEmptyAndTrim(serviceAccount);
    }

    @CheckForNull
    public List<String> getImagePullSecrets() {
        return imagePullSecrets;
    }

    @DataBoundSetter
    public void setImagePullSecrets(List<String> imagePullSecrets) {
        this.imagePullSecrets = ParameterValues.list(imagePullSecrets);
    }

    @CheckForNull
    public String getImagePullPolicy() {
        return imagePullPolicy;
    }

    @DataBoundSetter
    public void setImagePullPolicy(String imagePullPolicy) {
        this.imagePullPolicy = Util.fixEmptyAndTrim(imagePullPolicy);
    }

    @CheckForNull
    public Map<String, String> getNodeSelector() {
        return nodeSelector;
    }

    @DataBoundSetter
    public void setNodeSelector(Map nodeSelector) {
        this.nodeSelector = ParameterValues.map(nodeSelector);
    }

    @CheckForNull
    public List<String> getTolerations() {
        return tolerations;
    }

    @DataBoundSetter
    public void setTolerations(List<String> tolerations) {
        this.tolerations = ParameterValues.list(tolerations);
    }

    @CheckForNull
    public Map<String, String> getLabels() {
        return labels;
    }

    @DataBoundSetter
    public void setLabels(Map labels) {
        this.labels = ParameterValues.map(labels);
    }

    @CheckForNull
    public Map<String, String> getAnnotations() {
        return annotations;
    }

    @DataBoundSetter
    public void setAnnotations(Map annotations) {
        this.annotations = ParameterValues.map(annotations);
    }

    @CheckForNull
    public String getYaml() {
        return yaml;
    }

    @DataBoundSetter
    public void setYaml(String yaml) {
        this.yaml = Util.fixEmpty(yaml);
    }

    @CheckForNull
    public String getContainer() {
        return container;
    }

    @DataBoundSetter
    public void setContainer(String container) {
        this.container = Util.fixEmptyAndTrim(container);
    }

    @CheckForNull
    public List<String> getLogContainers() {
        return logContainers;
    }

    @DataBoundSetter
    public void setLogContainers(List<String> logContainers) {
        this.logContainers = ParameterValues.list(logContainers);
    }

    @CheckForNull
    public String getScheduleTimeout() {
        return scheduleTimeout;
    }

    @DataBoundSetter
    public void setScheduleTimeout(String scheduleTimeout) {
        this.scheduleTimeout = Util.fixEmptyAndTrim(scheduleTimeout);
    }

    @CheckForNull
    public String getStartTimeout() {
        return startTimeout;
    }

    @DataBoundSetter
    public void setStartTimeout(String startTimeout) {
        this.startTimeout = Util.fixEmptyAndTrim(startTimeout);
    }

    @CheckForNull
    public String getRateLimitTimeout() {
        return rateLimitTimeout;
    }

    @DataBoundSetter
    public void setRateLimitTimeout(String rateLimitTimeout) {
        this.rateLimitTimeout = Util.fixEmptyAndTrim(rateLimitTimeout);
    }

    @CheckForNull
    public String getRunTimeout() {
        return runTimeout;
    }

    @DataBoundSetter
    public void setRunTimeout(String runTimeout) {
        this.runTimeout = Util.fixEmptyAndTrim(runTimeout);
    }

    @CheckForNull
    public String getApiUnavailableTimeout() {
        return apiUnavailableTimeout;
    }

    @DataBoundSetter
    public void setApiUnavailableTimeout(String apiUnavailableTimeout) {
        this.apiUnavailableTimeout = Util.fixEmptyAndTrim(apiUnavailableTimeout);
    }

    @CheckForNull
    public String getTerminationGracePeriod() {
        return terminationGracePeriod;
    }

    @DataBoundSetter
    public void setTerminationGracePeriod(String terminationGracePeriod) {
        this.terminationGracePeriod = Util.fixEmptyAndTrim(terminationGracePeriod);
    }

    @CheckForNull
    public Integer getAttempts() {
        return attempts;
    }

    @DataBoundSetter
    public void setAttempts(Integer attempts) {
        this.attempts = attempts;
    }

    @CheckForNull
    public List<String> getRetryOn() {
        return retryOn;
    }

    @DataBoundSetter
    public void setRetryOn(Object retryOn) {
        this.retryOn = ParameterValues.retryOn(retryOn);
    }

    @CheckForNull
    public String getRetention() {
        return retention;
    }

    @DataBoundSetter
    public void setRetention(String retention) {
        this.retention = Util.fixEmptyAndTrim(retention);
    }

    @CheckForNull
    public Map<String, String> getImageErrorRules() {
        return imageErrorRules;
    }

    @DataBoundSetter
    public void setImageErrorRules(Map imageErrorRules) {
        this.imageErrorRules = ParameterValues.map(imageErrorRules);
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

    /** Registers the step. */
    @Extension
    @Symbol("runPod")
    public static final class DescriptorImpl extends RunPodStepDescriptor {}
}
