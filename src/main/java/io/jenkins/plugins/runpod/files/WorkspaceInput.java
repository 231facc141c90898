package io.jenkins.plugins.runpod.files;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import io.jenkins.plugins.runpod.engine.archive.AntPatterns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Files of the workspace around the step, on whichever agent. */
public final class WorkspaceInput extends PodInput {
    private static final long serialVersionUID = 1L;

    private final String includes;
    private String excludes;
    private boolean useDefaultExcludes = true;

    /** @param includes Ant patterns. Null or empty for all files */
    @DataBoundConstructor
    public WorkspaceInput(String includes) {
        this.includes = Util.fixEmptyAndTrim(includes);
    }

    @CheckForNull
    public String getIncludes() {
        return includes;
    }

    @CheckForNull
    public String getExcludes() {
        return excludes;
    }

    @DataBoundSetter
    public void setExcludes(String excludes) {
        this.excludes = Util.fixEmptyAndTrim(excludes);
    }

    /** Whether the files of version control systems and editors are left out, as with a stash. */
    public boolean isUseDefaultExcludes() {
        return useDefaultExcludes;
    }

    @DataBoundSetter
    public void setUseDefaultExcludes(boolean useDefaultExcludes) {
        this.useDefaultExcludes = useDefaultExcludes;
    }

    @Override
    public boolean needsWorkspace() {
        return true;
    }

    @Override
    public void provide(FilesContext context, Path folder) throws IOException, InterruptedException {
        new WorkspaceArchive(Util.fixNull(includes), Util.fixNull(excludes), useDefaultExcludes).bring(context, folder);
    }

    @Override
    public Optional<String> problem() {
        try {
            AntPatterns.parse(Util.fixNull(includes));
            AntPatterns.parse(Util.fixNull(excludes));
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(Words.withoutFullStop(e.getMessage()));
        }
    }

    @Override
    public String toString() {
        return Words.of(this, Util.fixNull(includes));
    }

    /** Registers it. */
    @Extension
    @Symbol("fromWorkspace")
    public static final class DescriptorImpl extends PodInputDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.WorkspaceInput_displayName();
        }
    }
}
