package io.jenkins.plugins.runpod.files;

import java.io.IOException;

/** The agent of a workspace is away. The files are moved once it is back. */
public final class AgentAway extends IOException {
    private static final long serialVersionUID = 1L;

    private final String agent;

    /** @param agent begins a sentence: {@code Agent linux-3 of the workspace} */
    public AgentAway(String agent) {
        this(agent, null);
    }

    /**
     * While the agent worked.
     *
     * @param agent begins a sentence: {@code Agent linux-3 of the workspace}
     */
    public AgentAway(String agent, Throwable cause) {
        super(agent + " is away", cause);
        this.agent = agent;
    }

    /** Begins a sentence: {@code Agent linux-3 of the workspace}. */
    public String agent() {
        return agent;
    }
}
