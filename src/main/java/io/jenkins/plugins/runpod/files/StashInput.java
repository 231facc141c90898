package io.jenkins.plugins.runpod.files;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.flow.StashManager;
import org.kohsuke.stapler.DataBoundConstructor;

/** The files of a stash of this build. */
public final class StashInput extends PodInput {
    private static final long serialVersionUID = 1L;

    private final String name;

    @DataBoundConstructor
    public StashInput(String name) {
        this.name = Util.fixNull(name).strip();
    }

    public String getName() {
        return name;
    }

    @Override
    public void provide(FilesContext context, Path folder) throws IOException, InterruptedException {
        StashManager.unstash(
                context.run(),
                name,
                new FilePath(folder.toFile()),
                context.launcher(),
                context.environment(),
                context.listener());
    }

    @Override
    public Optional<String> problem() {
        return Words.problemOfStash(name);
    }

    @Override
    public String toString() {
        return Words.of(this, name);
    }

    /** Registers it. */
    @Extension
    @Symbol("fromStash")
    public static final class DescriptorImpl extends PodInputDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.StashInput_displayName();
        }
    }
}
