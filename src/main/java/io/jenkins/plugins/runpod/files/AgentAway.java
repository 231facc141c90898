package io.jenkins.plugins.runpod.files;

import java.io.IOException;

/** The agent of a workspace is away. The files are moved once it is back. */
public final class AgentAway extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param sentence for the user, without a full stop */
    public AgentAway(String sentence) {
        super(sentence);
    }

    /** @param sentence for the user, without a full stop */
    public AgentAway(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
