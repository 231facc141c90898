package io.jenkins.plugins.runpod.files;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.flow.StashManager;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** A stash of this build, as the {@code stash} step makes one. A later one of the same name replaces it. */
public final class StashOutput extends PatternOutput {
    private static final long serialVersionUID = 1L;

    private final String name;
    private boolean useDefaultExcludes = true;

    @DataBoundConstructor
    public StashOutput(String name) {
        super("");
        this.name = Util.fixNull(name).strip();
    }

    public String getName() {
        return name;
    }

    @DataBoundSetter
    public void setIncludes(String includes) {
        includes(includes);
    }

    public boolean isUseDefaultExcludes() {
        return useDefaultExcludes;
    }

    @DataBoundSetter
    public void setUseDefaultExcludes(boolean useDefaultExcludes) {
        this.useDefaultExcludes = useDefaultExcludes;
    }

    @Override
    public void take(FilesContext context, Path folder, List<String> paths) throws IOException, InterruptedException {
        StashManager.stash(
                context.run(),
                name,
                new FilePath(folder.toFile()),
                context.launcher(),
                context.environment(),
                context.listener(),
                getIncludes(),
                getExcludes(),
                useDefaultExcludes,
                allowEmpty());
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
    @Symbol("toStash")
    public static final class DescriptorImpl extends PodOutputDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.StashOutput_displayName();
        }
    }
}
