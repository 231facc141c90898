package io.jenkins.plugins.runpod.files;

import hudson.AbortException;
import hudson.FilePath;
import hudson.slaves.WorkspaceList;
import java.io.IOException;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A tar file beside a workspace, on its agent, for as long as files are on their way. Stateless. */
final class RemoteArchive {
    private static final Logger LOGGER = Logger.getLogger(RemoteArchive.class.getName());

    private RemoteArchive() {}

    /** A new name, in a folder that exists. */
    static FilePath beside(FilePath workspace) throws IOException, InterruptedException {
        FilePath beside = WorkspaceList.tempDir(workspace);
        if (beside == null || !workspace.isDirectory()) {
            throw new AbortException("There is no folder " + workspace.getRemote() + " on the agent");
        }
        beside.mkdirs();
        return beside.child("run-pod-" + UUID.randomUUID() + ".tar");
    }

    /** An agent that is away keeps it until somebody deletes the folder. */
    static void delete(FilePath archive) throws InterruptedException {
        try {
            archive.delete();
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.FINE, "Cannot delete " + archive, e);
        }
    }
}
