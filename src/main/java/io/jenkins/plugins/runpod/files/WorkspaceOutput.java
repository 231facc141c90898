package io.jenkins.plugins.runpod.files;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.util.DirScanner;
import hudson.util.FileVisitor;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** Files of the workspace around the step, on whichever agent. They replace those of the same paths. */
public final class WorkspaceOutput extends PatternOutput {
    private static final long serialVersionUID = 1L;

    private final String includes;

    @DataBoundConstructor
    public WorkspaceOutput(String includes) {
        this.includes = Util.fixNull(includes).strip();
    }

    public String getIncludes() {
        return includes;
    }

    @Override
    public String includes() {
        return includes;
    }

    @Override
    public boolean needsWorkspace() {
        return true;
    }

    @Override
    public void take(FilesContext context, Path folder, List<String> paths) throws IOException, InterruptedException {
        FilePath workspace = context.workspace();
        workspace.mkdirs();
        new FilePath(folder.toFile()).copyRecursiveTo(new Selected(paths), workspace, toString());
    }

    @Override
    public Optional<String> problem() {
        return Words.problemOfPatterns(includes);
    }

    /** Only some files of a folder. */
    private static final class Selected extends DirScanner {
        private static final long serialVersionUID = 1L;

        private final ArrayList<String> paths;

        Selected(List<String> paths) {
            this.paths = new ArrayList<>(paths);
        }

        /** Runs on the controller, where the files are. */
        @Override
        public void scan(File folder, FileVisitor visitor) throws IOException {
            for (String path : paths) {
                scanSingle(new File(folder, path), path, visitor);
            }
        }
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
