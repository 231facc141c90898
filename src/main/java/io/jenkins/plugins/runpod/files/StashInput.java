package io.jenkins.plugins.runpod.files;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.flow.StashManager;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * The files of a stash of this build. run-pod unpacks a stash that Jenkins keeps in the folder of the build. So limits hold before a file is
 * written. An artifact manager that keeps stashes elsewhere brings and unpacks them itself, and the limits hold for what it has unpacked.
 */
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
        Path stash = context.run().getRootDir().toPath().resolve("stashes/" + name + ".tar.gz");
        if (Files.isRegularFile(stash)) {
            Words.tell(
                    context, IncomingArchive.unpack(out -> copy(stash, out), IncomingArchive.limits(context), folder));
        } else {
            StashManager.unstash(
                    context.run(),
                    name,
                    new FilePath(folder.toFile()),
                    context.launcher(),
                    context.environment(),
                    context.listener());
        }
    }

    private static void copy(Path stash, OutputStream out) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(stash))) {
            in.transferTo(out);
        }
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
