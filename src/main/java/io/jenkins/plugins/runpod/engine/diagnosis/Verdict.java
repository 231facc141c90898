package io.jenkins.plugins.runpod.engine.diagnosis;

/** The class of a pod's state, for its task. */
public enum Verdict {
    /** Normal progress. */
    WAITING(false),
    /** A registry, a mirror or the kubelet limits pulls. */
    RATE_LIMITED(false),
    /** A failure of the registry or the runtime that clears by itself. */
    TRANSIENT(false),
    /** Waiting does not help. */
    PERMANENT(true),
    /** Transient or permanent. A short grace budget decides. */
    AMBIGUOUS(false),
    /** The result container runs. */
    RUNNING(false),
    /** The result container ended by itself with exit code 0. */
    SUCCEEDED(true),
    /** The result container failed. */
    TASK_FAILED(true),
    /** The pod has ended, and no container of it ever ran. */
    NEVER_STARTED(true),
    /** A container ran, or may have run, and its end was not seen. */
    OUTCOME_UNKNOWN(true),
    /** The task was cancelled. */
    CANCELLED(true);

    private final boolean terminal;

    Verdict(boolean terminal) {
        this.terminal = terminal;
    }

    /** Whether the attempt ends with this verdict. */
    public boolean terminal() {
        return terminal;
    }
}
