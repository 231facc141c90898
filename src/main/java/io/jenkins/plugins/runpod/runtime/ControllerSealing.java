package io.jenkins.plugins.runpod.runtime;

import hudson.util.Secret;
import io.jenkins.plugins.runpod.engine.Sealing;
import java.io.IOException;

/** Encrypts with the key of this controller that credentials are encrypted with. Safe for use by many threads. */
final class ControllerSealing implements Sealing {
    private static final String REFUSED = "it was not encrypted with the key of this controller";

    @Override
    public String seal(String text) {
        return Secret.fromString(text).getEncryptedValue();
    }

    @Override
    public String open(String sealed) throws IOException {
        Secret secret;
        try {
            secret = Secret.decrypt(sealed);
        } catch (RuntimeException e) { // of a text that is too short
            throw new IOException(REFUSED, e);
        }
        if (secret == null) {
            throw new IOException(REFUSED);
        }
        return secret.getPlainText();
    }
}
