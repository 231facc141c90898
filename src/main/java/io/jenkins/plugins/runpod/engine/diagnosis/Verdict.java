package io.jenkins.plugins.runpod.engine.diagnosis;

/** What the state of a pod means for its task. */
public enum Verdict {
    /** Normal progress. */
    WAITING(false),
    /** A registry, a mirror or the kubelet's own limiter says "later". */
    RATE_LIMITED(false),
    /** Registry or runtime trouble that cures itself. */
    TRANSIENT(false),
    /** No wait can help. */
    PERMANENT(true),
    /** May be either; gets a short grace. */
    AMBIGUOUS(false),
    /** The result container runs. */
    RUNNING(false),
    /** Exit code 0 was seen on the result container, and the end was not forced from outside. */
    SUCCEEDED(true),
    /** The task itself ended badly. */
    TASK_FAILED(true),
    /** The pod is over and no container of it ever ran. */
    NEVER_STARTED(true),
    /** It ran, and its end was never seen. */
    OUTCOME_UNKNOWN(true),
    /** We were asked to stop it. */
    CANCELLED(true);

    private final boolean terminal;

    Verdict(boolean terminal) {
        this.terminal = terminal;
    }

    /** Whether no further waiting is part of the meaning. */
    public boolean terminal() {
        return terminal;
    }
}
