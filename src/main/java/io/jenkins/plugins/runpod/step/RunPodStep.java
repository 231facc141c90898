package io.jenkins.plugins.runpod.step;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * The {@code runPod} step, which runs a container as a Kubernetes pod until it ends. It holds the parameters as the
 * user gave them. Each section of its form has a superclass of its own. The parameters are checked when the step
 * starts.
 *
 * @see RunPodStepExecution
 */
public final class RunPodStep extends WaitingParameters {
    private static final long serialVersionUID = 1L;

    private String cluster;
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
        fill(p);
        return p;
    }

    @CheckForNull
    public String getCluster() {
        return cluster;
    }

    @DataBoundSetter
    public void setCluster(String cluster) {
        this.cluster = Util.fixEmptyAndTrim(cluster);
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
