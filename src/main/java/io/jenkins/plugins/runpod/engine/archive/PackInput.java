package io.jenkins.plugins.runpod.engine.archive;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder that goes into an archive.
 *
 * @param folder what is packed. The folder itself may be reached through links
 * @param prefix the folder in the archive under which its files are, with slashes. Empty for the top
 * @param selection which of its files
 */
public record PackInput(Path folder, String prefix, FileSelection selection) {
    /** Throws {@link IllegalArgumentException} with one sentence for a prefix that leads out. */
    public PackInput {
        prefixNames(prefix);
    }

    /** A whole folder, at the top of the archive. */
    public static PackInput all(Path folder) {
        return new PackInput(folder, "", FileSelection.ALL);
    }

    List<String> prefixNames() {
        return prefixNames(prefix);
    }

    private static List<String> prefixNames(String prefix) {
        try {
            return prefix.isEmpty() ? List.of() : EntryPath.parse(prefix.getBytes(StandardCharsets.UTF_8), false);
        } catch (EntryPath.Unfit e) {
            throw new IllegalArgumentException("The target " + ShownName.of(prefix) + " " + e.getMessage() + ".", e);
        }
    }
}
