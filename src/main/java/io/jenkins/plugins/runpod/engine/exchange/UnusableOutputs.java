package io.jenkins.plugins.runpod.engine.exchange;

import java.io.IOException;

/** The outputs have arrived, and cannot be used as they are. Another try would not help. */
public final class UnusableOutputs extends IOException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    /**
     * @param message one sentence for the user, without a full stop
     * @param remedy what to change, or empty
     */
    public UnusableOutputs(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    /** What to change, or empty. */
    public String remedy() {
        return remedy;
    }
}
