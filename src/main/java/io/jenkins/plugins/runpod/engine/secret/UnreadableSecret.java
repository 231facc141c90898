package io.jenkins.plugins.runpod.engine.secret;

/** The values of a task's Secret are unavailable. The message is a sentence for the user without any value. */
public final class UnreadableSecret extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param why without a full stop */
    public UnreadableSecret(String why) {
        super(why);
    }
}
