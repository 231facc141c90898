package io.jenkins.plugins.runpod.files;

import io.jenkins.plugins.runpod.engine.exchange.Away;
import java.time.Duration;

/** The agent of a workspace is away. The files are moved once it is back. */
public final class AgentAway extends Away {
    private static final long serialVersionUID = 1L;

    /** An agent that is away for longer is not expected back: for {@code yamlFile}, for inputs and for outputs. */
    public static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    /** @param sentence for the user, without a full stop */
    public AgentAway(String sentence) {
        this(sentence, null);
    }

    /** @param sentence for the user, without a full stop */
    public AgentAway(String sentence, Throwable cause) {
        super(sentence, LONGEST_WAIT, "Find out why the agent is away. Then start the task again.", cause);
    }
}
