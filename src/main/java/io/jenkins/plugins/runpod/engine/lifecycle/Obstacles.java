package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Instant;
import java.util.Optional;

/**
 * What keeps a task from going on beyond its pod's own state. Known to the running process only.
 *
 * @param held why a request is held back on our side, in a sentence
 * @param trouble what is wrong with the API server's answers, while it lasts
 */
public record Obstacles(Optional<String> held, Optional<ApiTrouble> trouble) {

    /**
     * The API server does not answer as it should.
     *
     * @param since by the controller's clock
     */
    public record ApiTrouble(String why, Instant since) {}
}
