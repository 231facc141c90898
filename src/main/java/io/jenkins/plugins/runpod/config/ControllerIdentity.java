package io.jenkins.plugins.runpod.config;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.util.TextFile;
import java.io.File;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;

/**
 * The identity of this controller, which is in the labels of its pods. It is created with the Jenkins home and copied
 * with it. An administrator can give a copy a new identity. Tasks keep the identity with which they started. Safe for
 * use by many threads.
 *
 * <p>A new identity is in a file of its own. The identity is unknown while that file cannot be read. Every other identity
 * would orphan the pods of this controller, or be that of another controller. The file is then read again for each use,
 * until it can be read.
 */
@Extension
public final class ControllerIdentity {
    private static final Logger LOGGER = Logger.getLogger(ControllerIdentity.class.getName());
    /** A file after a loss of power or with damage has none of this form. */
    private static final Pattern IDENTITY = Pattern.compile("[!-~]{1,200}");

    private final TextFile file = new TextFile(new File(Jenkins.get().getRootDir(), "run-pod-controller.txt"));
    private volatile String identity;
    private String problem = "";

    public ControllerIdentity() {
        known();
    }

    /** The identity of this controller. */
    public static ControllerIdentity get() {
        return ExtensionList.lookupSingleton(ControllerIdentity.class);
    }

    /**
     * The text of the identity, never empty.
     *
     * @throws UnknownIdentity if it cannot be read
     */
    public String identity() {
        return known().orElseThrow(() -> new UnknownIdentity(problem()));
    }

    /** The same. Empty if it cannot be read. */
    public Optional<String> known() {
        if (identity == null) {
            read();
        }
        return Optional.ofNullable(identity);
    }

    /** Why the identity is unknown, in a sentence. Empty if it is known. */
    public synchronized String problem() {
        return problem;
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
        problem = "";
    }

    private synchronized void read() {
        try {
            identity = own(file.file.toPath()).orElseGet(() -> Jenkins.get().getLegacyInstanceId());
            problem = "";
        } catch (IOException e) {
            String before = problem;
            problem = Messages.ControllerIdentity_unknown(file.file, reason(e));
            if (!problem.equals(before)) {
                LOGGER.log(Level.SEVERE, problem, e);
            }
        }
    }

    /** Empty if there is no file, as in most homes. */
    private static Optional<String> own(Path path) throws IOException {
        try {
            String text = Files.readString(path).strip();
            if (!IDENTITY.matcher(text).matches()) {
                throw new IOException(text.isEmpty() ? "it is empty" : "its text is not an identity");
            }
            return Optional.of(text);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e instanceof CharacterCodingException ? "its text is not an identity" : e.getMessage();
    }
}
