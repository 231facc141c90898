package io.jenkins.plugins.runpod.step;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * The parameters of the {@code runPod} step about the result container. A parameter that was not given or is empty is
 * null.
 */
public abstract class ContainerParameters extends Step implements Serializable {
    private static final long serialVersionUID = 1L;

    private String image;
    private String command;
    private List<String> entrypoint;
    private List<String> args;
    private Map<String, String> env;
    private Map<String, String> secretEnv;
    private List<String> envFrom;
    private String workingDir;
    private Map<String, Map<String, String>> resources;
    private String imagePullPolicy;

    /** Only the step itself has these parameters. */
    ContainerParameters() {}

    /** Copies them into the parameters of the pod task. */
    void fill(TaskParameters p) {
        p.image = image;
        p.command = command;
        p.entrypoint = ParameterValues.orEmpty(entrypoint);
        p.args = ParameterValues.orEmpty(args);
        p.env = ParameterValues.orEmpty(env);
        p.secretEnv = ParameterValues.orEmpty(secretEnv);
        p.envFrom = ParameterValues.orEmpty(envFrom);
        p.workingDir = workingDir;
        p.requests = ParameterValues.orEmpty(ParameterValues.orEmpty(resources).get("requests"));
        p.limits = ParameterValues.orEmpty(ParameterValues.orEmpty(resources).get("limits"));
        p.imagePullPolicy = imagePullPolicy;
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
    public Map<String, String> getSecretEnv() {
        return secretEnv;
    }

    @DataBoundSetter
    public void setSecretEnv(Map secretEnv) {
        this.secretEnv = ParameterValues.map(secretEnv);
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
    public String getImagePullPolicy() {
        return imagePullPolicy;
    }

    @DataBoundSetter
    public void setImagePullPolicy(String imagePullPolicy) {
        this.imagePullPolicy = Util.fixEmptyAndTrim(imagePullPolicy);
    }
}
