package io.jenkins.plugins.runpod.files;

import hudson.AbortException;
import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.runpod.engine.archive.AntPatterns;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.archive.FileSelection;
import io.jenkins.plugins.runpod.engine.archive.OutwardLinks;
import io.jenkins.plugins.runpod.engine.archive.PackInput;
import io.jenkins.plugins.runpod.engine.archive.PackedArchive;
import io.jenkins.plugins.runpod.engine.archive.Packing;
import io.jenkins.plugins.runpod.engine.archive.RefusedArchive;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jenkins.MasterToSlaveFileCallable;

/**
 * Brings files of a workspace to the controller, as one archive that the agent packs beside the workspace. Links are not followed there,
 * and the controller unpacks what comes as it would unpack a stranger's.
 */
final class WorkspaceArchive {
    private final String includes;
    private final String excludes;
    private final boolean defaultExcludes;

    WorkspaceArchive(String includes, String excludes, boolean defaultExcludes) {
        this.includes = includes;
        this.excludes = excludes;
        this.defaultExcludes = defaultExcludes;
    }

    /** Blocks. The folder is empty before. */
    void bring(FilesContext context, Path folder) throws IOException, InterruptedException {
        FilePath workspace = context.workspace();
        FilePath remote = RemoteArchive.beside(workspace);
        ArchiveLimits limits = IncomingArchive.limits(context);
        try {
            Words.tell(context, workspace.act(new Pack(this, limits, remote.getRemote())));
            IncomingArchive.unpack(remote::copyTo, limits, folder);
        } finally {
            RemoteArchive.delete(remote);
        }
    }

    /** Packs on the agent. Returns what was left out, a sentence each. */
    private static final class Pack extends MasterToSlaveFileCallable<List<String>> implements Serializable {
        private static final long serialVersionUID = 1L;

        private final String includes;
        private final String excludes;
        private final boolean defaultExcludes;
        private final long bytes;
        private final int files;
        private final int depth;
        private final String archive;

        Pack(WorkspaceArchive which, ArchiveLimits limits, String archive) {
            this.includes = which.includes;
            this.excludes = which.excludes;
            this.defaultExcludes = which.defaultExcludes;
            this.bytes = limits.bytes();
            this.files = limits.files();
            this.depth = limits.depth();
            this.archive = archive;
        }

        @Override
        public List<String> invoke(File workspace, VirtualChannel channel) throws IOException {
            FileSelection selection =
                    new FileSelection(AntPatterns.parse(includes), AntPatterns.parse(excludes), defaultExcludes);
            try {
                PackedArchive packed = new Packing(
                                new ArchiveLimits(bytes, files, depth),
                                OutwardLinks.LEAVE_OUT,
                                Packing.Permissions.OWNER_WRITES)
                        .pack(List.of(new PackInput(workspace.toPath(), "", selection)), Path.of(archive));
                if (packed.files() == 0) {
                    throw new AbortException("No file of the workspace " + workspace + " matches");
                }
                return new ArrayList<>(packed.leftOut());
            } catch (RefusedArchive e) {
                throw new AbortException(Words.withoutFullStop(e.getMessage()));
            }
        }
    }
}
