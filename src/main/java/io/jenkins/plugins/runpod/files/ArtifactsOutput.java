package io.jenkins.plugins.runpod.files;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.FilePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jenkins.util.BuildListenerAdapter;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** Artifacts of the build. They go where Jenkins is configured to keep artifacts. */
public final class ArtifactsOutput extends PatternOutput {
    private static final long serialVersionUID = 1L;

    @DataBoundConstructor
    public ArtifactsOutput(String includes) {
        super(includes);
    }

    @Override
    public void take(FilesContext context, Path folder, List<String> paths) throws IOException, InterruptedException {
        if (paths.isEmpty()) {
            return;
        }
        Map<String, String> artifacts = new LinkedHashMap<>();
        paths.forEach(path -> artifacts.put(path, path));
        context.run()
                .pickArtifactManager()
                .archive(
                        new FilePath(folder.toFile()),
                        context.launcher(),
                        BuildListenerAdapter.wrap(context.listener()),
                        artifacts);
    }

    @Override
    public Optional<String> problem() {
        return Words.problemOfPatterns(includes());
    }

    /** Registers it. */
    @Extension
    @Symbol("toArtifacts")
    public static final class DescriptorImpl extends PodOutputDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ArtifactsOutput_displayName();
        }
    }
}
