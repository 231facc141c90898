package io.jenkins.plugins.runpod.freestyle;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.AbstractBuild;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.files.FilesContext;
import io.jenkins.plugins.runpod.files.MaskedWords;
import java.io.IOException;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/** What is around a build step whose files are moved. Its workspace is that of the build. */
record BuildFilesContext(AbstractBuild<?, ?> build, TaskListener listener, ArchiveLimits limits, MaskedWords words)
        implements FilesContext {
    @Override
    public Run<?, ?> run() {
        return build;
    }

    @Override
    public EnvVars environment() throws IOException, InterruptedException {
        return build.getEnvironment(listener);
    }

    @Override
    public Optional<FlowNode> node() {
        return Optional.empty();
    }

    @Override
    public FilePath workspace() throws AbortException {
        FilePath workspace = build.getWorkspace();
        if (workspace == null) {
            throw new AbortException(Messages.BuildFilesContext_agentIsAway());
        }
        return workspace;
    }

    @Override
    public String masked(String text) throws InterruptedException {
        return words.masked(text);
    }

    @Override
    public long mostBytes() {
        return limits.bytes();
    }

    @Override
    public int mostFiles() {
        return limits.files();
    }
}
