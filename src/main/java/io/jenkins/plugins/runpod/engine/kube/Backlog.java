package io.jenkins.plugins.runpod.engine.kube;

import java.time.Duration;

/**
 * Requests that wait for the client's own request limit.
 *
 * @param requests the number of waiting requests
 * @param longest how long the first of them has waited
 */
public record Backlog(int requests, Duration longest) {
    /** No request waits. */
    public static final Backlog NONE = new Backlog(0, Duration.ZERO);
}
