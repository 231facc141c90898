package io.jenkins.plugins.runpod.engine.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Removes a folder whose content a stranger may have chosen. No link is followed. Stateless, blocks for disk I/O. */
public final class FolderRemoval {
    private FolderRemoval() {}

    /**
     * Removes the folder with all that is in it, if it exists.
     *
     * @param folder its own path is trusted
     */
    public static void remove(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (GuardedFolder root = GuardedFolder.open(folder)) {
            root.empty();
        }
        Files.delete(folder);
    }
}
