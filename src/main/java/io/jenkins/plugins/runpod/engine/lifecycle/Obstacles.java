package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Instant;
import java.util.Optional;

/**
 * What delays a task, besides the state of its pod. Not saved.
 *
 * @param contested that another controller holds the lease, so that a request is not sent, in a sentence
 * @param outage what is wrong with the API server's answers, while it lasts
 */
public record Obstacles(Optional<String> contested, Optional<Outage> outage) {

    /**
     * Requests to the API server fail.
     *
     * @param since by the controller's clock
     */
    public record Outage(String why, Instant since) {}
}
