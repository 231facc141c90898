package io.jenkins.plugins.runpod.files;

import hudson.AbortException;
import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.archive.FileSelection;
import io.jenkins.plugins.runpod.engine.archive.FolderRemoval;
import io.jenkins.plugins.runpod.engine.archive.OutwardLinks;
import io.jenkins.plugins.runpod.engine.archive.PackInput;
import io.jenkins.plugins.runpod.engine.archive.Packing;
import io.jenkins.plugins.runpod.engine.archive.RefusedArchive;
import io.jenkins.plugins.runpod.engine.archive.Unpacking;
import io.jenkins.plugins.runpod.engine.exchange.OutputFolder;
import io.jenkins.plugins.runpod.engine.exchange.UnusableOutputs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jenkins.MasterToSlaveFileCallable;

/**
 * Delivers files of the controller to a workspace, as one archive that the agent unpacks beside the workspace. From there each file is
 * moved into its place. None is written through a link, because a link of a checkout can lead out of the workspace.
 */
final class WorkspaceDelivery {
    private final FileSelection selection;

    WorkspaceDelivery(FileSelection selection) {
        this.selection = selection;
    }

    /**
     * Delivers the files. Blocks.
     *
     * @param folder has them
     * @param paths those that the selection selects
     * @throws AbortException with a sentence for the user, before anything in the workspace is changed
     */
    void deliver(FilesContext context, Path folder, List<String> paths) throws IOException, InterruptedException {
        FilePath workspace = context.workspace();
        workspace.mkdirs();
        FilePath remote = RemoteArchive.beside(workspace);
        Path local = folder.resolveSibling(folder.getFileName() + ".tar");
        ArchiveLimits limits = IncomingArchive.limits(context);
        try {
            new Packing(limits, OutwardLinks.LEAVE_OUT, Packing.Permissions.OWNER_WRITES)
                    .pack(List.of(new PackInput(folder, "", selection)), local);
            remote.copyFrom(new FilePath(local.toFile()));
            workspace.act(new Unpack(limits, remote.getRemote(), paths));
        } catch (RefusedArchive e) {
            throw new AbortException(Words.withoutFullStop(e.getMessage()));
        } finally {
            Files.deleteIfExists(local);
            RemoteArchive.delete(remote);
        }
    }

    /** Unpacks on the agent. */
    private static final class Unpack extends MasterToSlaveFileCallable<Void> {
        private static final long serialVersionUID = 1L;

        private final long bytes;
        private final int files;
        private final int depth;
        private final String archive;
        private final ArrayList<String> paths;

        Unpack(ArchiveLimits limits, String archive, List<String> paths) {
            this.bytes = limits.bytes();
            this.files = limits.files();
            this.depth = limits.depth();
            this.archive = archive;
            this.paths = new ArrayList<>(paths);
        }

        @Override
        public Void invoke(File workspace, VirtualChannel channel) throws IOException {
            Path fresh = Path.of(archive + ".files");
            try {
                new Unpacking(new ArchiveLimits(bytes, files, depth), OutwardLinks.LEAVE_OUT)
                        .unpack(Path.of(archive), fresh);
                new OutputFolder(workspace.toPath(), ".run-pod-draft").take(fresh, paths);
                return null;
            } catch (RefusedArchive e) {
                throw new AbortException(Words.withoutFullStop(e.getMessage()));
            } catch (UnusableOutputs e) {
                throw new AbortException(e.getMessage() + ". " + Words.withoutFullStop(e.remedy()));
            } finally {
                FolderRemoval.remove(fresh);
            }
        }
    }
}
