package io.jenkins.plugins.runpod.engine.exchange;

import java.io.IOException;
import java.time.Duration;

/** Where files come from or go to is away, and is expected back. */
public class Away extends IOException {
    private static final long serialVersionUID = 1L;

    private final Duration longestWait;
    private final String remedy;

    /**
     * It is away.
     *
     * @param sentence for the user, without a full stop
     * @param longestWait how long to wait for it, since it was first missed
     * @param remedy what helps if it does not come back: one or two sentences
     * @param cause null if there is none
     */
    protected Away(String sentence, Duration longestWait, String remedy, Throwable cause) {
        super(sentence, cause);
        this.longestWait = longestWait;
        this.remedy = remedy;
    }

    /** How long to wait for it, since it was first missed. */
    public final Duration longestWait() {
        return longestWait;
    }

    /** What helps if it does not come back: one or two sentences. */
    public final String remedy() {
        return remedy;
    }
}
