package io.jenkins.plugins.runpod.engine.secret;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where the values of a task's Secret come from. Asked whenever they are needed, a restart included, since they are kept nowhere.
 * Called by any thread; must not block.
 */
@FunctionalInterface
public interface SecretSource {
    /**
     * The values.
     *
     * @return fails with an {@link UnreadableSecret} if they cannot be had and asking again would not help
     */
    CompletionStage<SecretValues> read();

    /** For a task without any. */
    static SecretSource none() {
        return () -> CompletableFuture.completedFuture(new SecretValues(Map.of(), List.of()));
    }
}
