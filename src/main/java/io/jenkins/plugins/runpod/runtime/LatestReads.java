package io.jenkins.plugins.runpod.runtime;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What viewers are shown of something that is slow to read. Each viewer gets the last known answer at once. One read at a time
 * renews the answers, in the order in which viewers asked. Safe for use by many threads. No method blocks.
 *
 * @param <K> names an answer
 * @param <V> an answer
 */
public final class LatestReads<K, V> {
    private static final int MOST_ANSWERS = 1_000;
    /** More wait only if viewers ask for more than can be read while they look. */
    private static final int MOST_WAITING = 200;
    /** Nobody looks any more. */
    private static final Duration ABANDONED = Duration.ofSeconds(20);
    /** A read that says nothing must not keep the others waiting for ever. */
    private static final Duration LONGEST_READ = Duration.ofMinutes(1);

    /**
     * The last known answer.
     *
     * @param value empty if no read has succeeded yet
     * @param failure why the last read failed, or empty
     * @param renewed whether a newer answer will follow
     */
    public record Latest<V>(Optional<V> value, String failure, boolean renewed) {}

    private record Known<V>(Optional<V> value, String failure, long at) {}

    private final Function<K, CompletionStage<V>> read;
    private final Duration fresh;
    private final LongSupplier nanoTime;
    private final Cache<K, Known<V>> answers =
            CacheBuilder.newBuilder().maximumSize(MOST_ANSWERS).build();
    /** When viewers last asked for them. */
    private final Map<K, Long> waiting = new LinkedHashMap<>();

    private Optional<K> underWay = Optional.empty();

    /** @param fresh an answer of this age is read again */
    LatestReads(Function<K, CompletionStage<V>> read, Duration fresh, LongSupplier nanoTime) {
        this.read = read;
        this.fresh = fresh;
        this.nanoTime = nanoTime;
    }

    /** The last known answer. Has it read again if it is old. */
    Latest<V> ask(K key) {
        if (wants(key)) {
            readNext();
        }
        return latest(key);
    }

    private synchronized Latest<V> latest(K key) {
        boolean renewed = waiting.containsKey(key) || underWay.equals(Optional.of(key));
        Known<V> known = answers.getIfPresent(key);
        return known == null
                ? new Latest<>(Optional.empty(), "", renewed)
                : new Latest<>(known.value(), known.failure(), renewed);
    }

    private synchronized boolean wants(K key) {
        long now = nanoTime.getAsLong();
        Known<V> known = answers.getIfPresent(key);
        boolean old = known == null || now - known.at() >= fresh.toNanos();
        if (old && !underWay.equals(Optional.of(key)) && (waiting.containsKey(key) || waiting.size() < MOST_WAITING)) {
            waiting.put(key, now);
        }
        return underWay.isEmpty() && !waiting.isEmpty();
    }

    private void readNext() {
        Optional<K> next = next();
        if (next.isEmpty()) {
            return;
        }
        begin(next.get()).orTimeout(LONGEST_READ.toSeconds(), TimeUnit.SECONDS).whenComplete((value, error) -> {
            ended(next.get(), Optional.ofNullable(value), error);
            readNext();
        });
    }

    private synchronized Optional<K> next() {
        long oldest = nanoTime.getAsLong() - ABANDONED.toNanos();
        waiting.values().removeIf(asked -> asked - oldest < 0);
        if (underWay.isPresent() || waiting.isEmpty()) {
            return Optional.empty();
        }
        K key = waiting.keySet().iterator().next();
        waiting.remove(key);
        underWay = Optional.of(key);
        return underWay;
    }

    private CompletableFuture<V> begin(K key) {
        try {
            return read.apply(key).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** After a failure the last value stays. */
    private synchronized void ended(K key, Optional<V> value, Throwable error) {
        underWay = Optional.empty();
        Optional<V> last =
                value.or(() -> Optional.ofNullable(answers.getIfPresent(key)).flatMap(Known::value));
        answers.put(key, new Known<>(last, error == null ? "" : said(error), nanoTime.getAsLong()));
    }

    private static String said(Throwable error) {
        Throwable cause = KubeFailure.cause(error);
        return Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
    }
}
