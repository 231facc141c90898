package io.jenkins.plugins.runpod.config;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.util.TextFile;
import java.io.File;
import java.io.IOException;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * Who this controller is: what the labels of its pods say. As old as the Jenkins home, and copied with it; a copy can be given one of
 * its own. Tasks keep the identity that they were begun under. Safe for use by many threads.
 */
@Extension
public final class ControllerIdentity {
    private static final Logger LOGGER = Logger.getLogger(ControllerIdentity.class.getName());

    private final TextFile file = new TextFile(new File(Jenkins.get().getRootDir(), "run-pod-controller.txt"));
    private volatile String identity = read();

    /** The one of this controller. */
    public static ControllerIdentity get() {
        return ExtensionList.lookupSingleton(ControllerIdentity.class);
    }

    /** Never empty. */
    public String identity() {
        return identity;
    }

    /**
     * From now on this controller is another one.
     *
     * @throws IOException if that could not be written down; then nothing has changed
     */
    public synchronized void renew() throws IOException {
        String renewed = UUID.randomUUID().toString();
        file.write(renewed);
        identity = renewed;
    }

    private String read() {
        try {
            String own = file.exists() ? file.readTrim() : "";
            return own.isEmpty() ? Jenkins.get().getLegacyInstanceId() : own;
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Cannot read the identity of this controller from " + file, e);
            return Jenkins.get().getLegacyInstanceId();
        }
    }
}
