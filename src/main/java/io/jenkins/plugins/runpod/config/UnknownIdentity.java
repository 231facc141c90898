package io.jenkins.plugins.runpod.config;

/** The identity of this controller cannot be read, so nothing may be created or deleted under it. The message is for users. */
public final class UnknownIdentity extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    UnknownIdentity(String message) {
        super(message);
    }
}
