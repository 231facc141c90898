package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;

/** What happens to the last pod of a task after its end. A pod that was given up or cancelled is always deleted. */
public enum Retention {
    /** The pod is deleted. */
    DELETE("delete"),
    /** The pod is kept unless the task succeeded. */
    KEEP_FAILED("keepFailed"),
    /** The pod is kept. */
    KEEP("keep");

    private final String value;

    Retention(String value) {
        this.value = value;
    }

    /** The value of the {@code retention} parameter. */
    public String value() {
        return value;
    }

    boolean keeps(Verdict verdict) {
        return this == KEEP || (this == KEEP_FAILED && verdict != Verdict.SUCCEEDED);
    }
}
