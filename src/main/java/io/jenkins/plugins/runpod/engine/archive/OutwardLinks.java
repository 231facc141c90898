package io.jenkins.plugins.runpod.engine.archive;

/**
 * What becomes of a symbolic link that leads out of its tree. Such a link would show other files at its new place. It is never
 * followed and never copied.
 */
public enum OutwardLinks {
    /** The others are taken, and the result names the link. A Python environment or a linked cache has such links. */
    LEAVE_OUT,
    /** The archive is refused. */
    REFUSE
}
