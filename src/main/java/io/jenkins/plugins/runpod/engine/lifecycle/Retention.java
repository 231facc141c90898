package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;

/** What becomes of the last pod of a task after its end. A pod that was given up on or cancelled is always deleted. */
public enum Retention {
    /** Deleted. */
    DELETE("delete"),
    /** Kept unless the task succeeded. */
    KEEP_FAILED("keepFailed"),
    /** Kept. */
    KEEP("keep");

    private final String value;

    Retention(String value) {
        this.value = value;
    }

    /** The word of the {@code retention} parameter. */
    public String value() {
        return value;
    }

    boolean keeps(Verdict verdict) {
        return this == KEEP || (this == KEEP_FAILED && verdict != Verdict.SUCCEEDED);
    }
}
