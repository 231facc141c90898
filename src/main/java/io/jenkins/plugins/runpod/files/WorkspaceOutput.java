package io.jenkins.plugins.runpod.files;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.runpod.engine.archive.AntPatterns;
import io.jenkins.plugins.runpod.engine.archive.FileSelection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** Files of the workspace around the step, on whichever agent. They replace those of the same paths. */
public final class WorkspaceOutput extends PatternOutput {
    private static final long serialVersionUID = 1L;

    @DataBoundConstructor
    public WorkspaceOutput(String includes) {
        super(includes);
    }

    @Override
    public boolean needsWorkspace() {
        return true;
    }

    @Override
    public void take(FilesContext context, Path folder, List<String> paths) throws IOException, InterruptedException {
        new WorkspaceDelivery(new FileSelection(AntPatterns.parse(includes()), AntPatterns.parse(excludes()), false))
                .deliver(context, folder, paths);
    }

    @Override
    public Optional<String> problem() {
        return Words.problemOfPatterns(includes());
    }

    /** Registers it. */
    @Extension
    @Symbol("toWorkspace")
    public static final class DescriptorImpl extends PodOutputDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.WorkspaceOutput_displayName();
        }
    }
}
