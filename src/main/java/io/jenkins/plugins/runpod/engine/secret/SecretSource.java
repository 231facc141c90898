package io.jenkins.plugins.runpod.engine.secret;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The source of the values of a task's Secret. The values are saved nowhere, so the engine reads them whenever it
 * needs them, also after a restart. Any thread may call this. It must not block.
 */
@FunctionalInterface
public interface SecretSource {
    /**
     * Reads the values.
     *
     * @return fails with an {@link UnreadableSecret} if the values are unavailable and a retry would not help
     */
    CompletionStage<SecretValues> read();

    /**
     * For the end of a sentence about a read that takes long: where it waits, such as {@code " (it waits in
     * com.example.Provider.read)"}. Empty if that is unknown.
     */
    default String place() {
        return "";
    }

    /** Whether it has texts to mask even if it has no variables. */
    default boolean hidesMore() {
        return false;
    }

    /** The source of a task without secrets. */
    static SecretSource none() {
        return known(new SecretValues(Map.of(), List.of()));
    }

    /** The source of values that are in memory, and lost when this process ends. */
    static SecretSource known(SecretValues values) {
        return () -> CompletableFuture.completedFuture(values);
    }

    /** This source and another one. If both have a variable, the value of this source counts. */
    default SecretSource and(SecretSource other) {
        SecretSource one = this;
        return new SecretSource() {
            @Override
            public CompletionStage<SecretValues> read() {
                return one.read().thenCombine(other.read(), SecretValues::and);
            }

            @Override
            public String place() {
                return one.place().isEmpty() ? other.place() : one.place();
            }

            @Override
            public boolean hidesMore() {
                return one.hidesMore() || other.hidesMore();
            }
        };
    }
}
