package io.jenkins.plugins.runpod.engine.exchange;

import java.io.IOException;
import java.time.Duration;

/** Where files come from or go to is away, and is expected back. */
public class Away extends IOException {
    private static final long serialVersionUID = 1L;

    private final Duration longestWait;

    /**
     * It is away.
     *
     * @param sentence for the user, without a full stop
     * @param longestWait how long to wait for it, since it was first missed
     * @param cause null if there is none
     */
    protected Away(String sentence, Duration longestWait, Throwable cause) {
        super(sentence, cause);
        this.longestWait = longestWait;
    }

    /** How long to wait for it, since it was first missed. */
    public final Duration longestWait() {
        return longestWait;
    }
}
