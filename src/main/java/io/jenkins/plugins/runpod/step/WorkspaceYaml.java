package io.jenkins.plugins.runpod.step;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.FilePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Reads the file of {@code yamlFile}. Blocks until the agent answers. */
@Restricted(NoExternalUse.class)
public final class WorkspaceYaml {
    private static final int LARGEST = 1 << 20;

    private WorkspaceYaml() {}

    /**
     * The text of a file inside a workspace. It refuses files outside.
     *
     * @param workspace null if the step has none
     * @throws AbortException with a sentence for the user
     */
    public static String read(@CheckForNull FilePath workspace, String path) throws IOException, InterruptedException {
        if (workspace == null) {
            throw noWorkspace();
        }
        if (isAbsolute(path) || !workspace.isDescendant(path)) {
            throw refused(path + " is not within the workspace");
        }
        FilePath file = workspace.child(path);
        if (!file.exists() || file.isDirectory()) {
            throw refused("there is no file " + path + " in the workspace " + workspace.getRemote());
        }
        try (InputStream content = file.read()) {
            byte[] text = content.readNBytes(LARGEST + 1);
            if (text.length > LARGEST) {
                throw refused(path + " is larger than 1 MiB");
            }
            if (new String(text, StandardCharsets.UTF_8).isBlank()) {
                throw refused(path + " is empty");
            }
            return new String(text, StandardCharsets.UTF_8);
        }
    }

    private static boolean isAbsolute(String path) {
        return path.startsWith("/") || path.startsWith("\\") || path.matches("[A-Za-z]:.*");
    }

    static AbortException noWorkspace() {
        return refused("the step has no workspace. Put the step into node { }, or give the Pod by yaml");
    }

    static AbortException refused(String why) {
        return new AbortException("runPod cannot start:\n- yamlFile: " + why);
    }
}
