package io.jenkins.plugins.runpod.engine.secret;

/** The values of a task's Secret cannot be had; with a sentence for the user, which holds none of them. */
public final class UnreadableSecret extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param why without a full stop */
    public UnreadableSecret(String why) {
        super(why);
    }
}
