package io.jenkins.plugins.runpod.ui;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.util.concurrent.UncheckedExecutionException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import jenkins.util.Timer;

/**
 * What all viewers of a page share for a moment, so that its cost does not depend on their number. One thread makes a value, the
 * others wait for it. Nothing keeps a value after its life, although nobody asks for another. Safe for use by many threads.
 *
 * @param <V> what a page shows
 */
final class ShortLived<V> {
    /** Shorter than the pause of a page between two requests, so that no viewer sees the same state for two pauses. */
    private static final Duration LIFE = Duration.ofSeconds(1);

    private static final int MOST = 500;

    private final Duration life;
    private final Cache<String, V> values;

    ShortLived() {
        this(LIFE);
    }

    ShortLived(Duration life) {
        this.life = life;
        values = CacheBuilder.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(life.toMillis(), TimeUnit.MILLISECONDS)
                .build();
    }

    /** The value, or a new one if there is none or an old one. Exceptions of the maker pass. */
    V get(String key, Supplier<V> maker) {
        try {
            return values.get(key, () -> {
                Timer.get().schedule(values::cleanUp, 2 * life.toMillis(), TimeUnit.MILLISECONDS);
                return maker.get();
            });
        } catch (UncheckedExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
