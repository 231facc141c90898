package io.jenkins.plugins.runpod.files;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/** What is around a task whose files are moved: the build, its log, and perhaps a workspace. Only run-pod implements it. */
public interface FilesContext {
    /** The build. */
    Run<?, ?> run();

    /** The log of the build. A new one after a restart. */
    TaskListener listener() throws IOException, InterruptedException;

    /** Starts processes on the controller, for a call that demands a launcher. */
    default Launcher launcher() throws IOException, InterruptedException {
        return new Launcher.LocalLauncher(listener());
    }

    /** The variables of the build, and of the blocks around the step. */
    EnvVars environment() throws IOException, InterruptedException;

    /** The step in the graph of a Pipeline. Empty in other builds. */
    Optional<FlowNode> node() throws IOException, InterruptedException;

    /** What a block around the step gives to the steps in it, such as the name of {@code withChecks}. Empty in other builds. */
    default <T> Optional<T> around(Class<T> type) throws IOException, InterruptedException {
        return Optional.empty();
    }

    /**
     * The workspace around the step, on whichever agent.
     *
     * @throws AbortException with a sentence for the user if there is no workspace
     * @throws AgentAway while its agent is away. run-pod calls the input or output again later, so do not catch it
     */
    FilePath workspace() throws IOException, InterruptedException;

    /**
     * Masks the secrets of the task in words for the log or a message, because names of files can quote them. run-pod masks what an input or
     * output throws. May block until the credentials of the task are read.
     */
    String masked(String words) throws InterruptedException;

    /** The most bytes that the files of all inputs may have together, and those of all outputs. */
    long mostBytes();

    /** The most files, folders and links of all inputs together, and of all outputs. */
    int mostFiles();
}
