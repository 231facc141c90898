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
 * The identity of this controller, which is in the labels of its pods. It is created with the Jenkins home and copied
 * with it. An administrator can give a copy a new identity. Tasks keep the identity with which they started. Safe for
 * use by many threads.
 */
@Extension
public final class ControllerIdentity {
    private static final Logger LOGGER = Logger.getLogger(ControllerIdentity.class.getName());

    private final TextFile file = new TextFile(new File(Jenkins.get().getRootDir(), "run-pod-controller.txt"));
    private volatile String identity = read();

    /** The identity of this controller. */
    public static ControllerIdentity get() {
        return ExtensionList.lookupSingleton(ControllerIdentity.class);
    }

    /** The text of the identity, never empty. */
    public String identity() {
        return identity;
    }

    /**
     * Gives this controller a new identity.
     *
     * @throws IOException if the new identity cannot be saved. The old one then remains.
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
