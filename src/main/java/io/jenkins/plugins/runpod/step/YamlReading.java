package io.jenkins.plugins.runpod.step;

import hudson.AbortException;
import hudson.model.Computer;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Reads the file of {@code yamlFile} in the workspace of a step. */
final class YamlReading extends AgentWork<String> {
    private final String path;

    /**
     * Does not begin yet.
     *
     * @param longestWait how long to wait for an agent
     * @param read gets the text on a thread that may do I/O
     * @param failed gets the reason, if the file cannot be read
     */
    YamlReading(
            StepContext context, String path, Duration longestWait, Consumer<String> read, Consumer<Throwable> failed) {
        super(context, Computer.threadPoolForRemoting, longestWait, read, failed);
        this.path = path;
    }

    @Override
    String work(StepFilesContext files) throws IOException, InterruptedException {
        return WorkspaceYaml.read(files.workspace(), path);
    }

    @Override
    String doing() {
        return "reading " + path;
    }

    @Override
    String needed() {
        return path;
    }

    @Override
    String next() {
        return "reads yamlFile " + path;
    }

    @Override
    AbortException gaveUp(String because) {
        return WorkspaceYaml.refused("cannot read " + path + ", " + because);
    }
}
