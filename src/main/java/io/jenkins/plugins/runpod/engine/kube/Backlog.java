package io.jenkins.plugins.runpod.engine.kube;

import java.time.Duration;

/**
 * Requests that wait for the limit on our side.
 *
 * @param requests how many
 * @param longest how long the first of them has waited
 */
public record Backlog(int requests, Duration longest) {
    /** Nothing waits. */
    public static final Backlog NONE = new Backlog(0, Duration.ZERO);
}
