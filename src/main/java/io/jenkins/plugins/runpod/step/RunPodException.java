package io.jenkins.plugins.runpod.step;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.runtime.ConsoleText;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** A pod task that did not succeed. Its message names container, reason and exit code, and the remedy. */
public final class RunPodException extends AbortException {
    private static final long serialVersionUID = 1L;

    private final RunPodResult pod;

    @Restricted(NoExternalUse.class)
    public RunPodException(TaskResult result) {
        super(ConsoleText.plain(
                result.remedy().isEmpty() ? result.message() : result.message() + " " + result.remedy()));
        pod = new RunPodResult(result);
    }

    /** The end of the pod. */
    @Whitelisted
    public RunPodResult getPod() {
        return pod;
    }

    /** {@code TASK_FAILED}, {@code NEVER_STARTED}, {@code OUTCOME_UNKNOWN} or {@code PERMANENT}. */
    @Whitelisted
    public String getVerdict() {
        return pod.getVerdict();
    }

    /** A short identifier such as {@code ExitCode}, {@code OOMKilled} or {@code RateLimitTimeout}. */
    @Whitelisted
    public String getReason() {
        return pod.getReason();
    }

    /** The exit code, or null if none was seen. */
    @CheckForNull
    @Whitelisted
    public Integer getExitCode() {
        return pod.getExitCode();
    }
}
