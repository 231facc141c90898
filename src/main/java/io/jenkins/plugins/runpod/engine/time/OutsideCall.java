package io.jenkins.plugins.runpod.engine.time;

import io.jenkins.plugins.runpod.engine.text.Durations;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * A call into code of others that may wait, such as a credentials provider or a command of a kubeconfig. It runs on a
 * thread that may wait, so its caller need not. Safe for use by many threads.
 *
 * @param <T> the type of its result
 */
public final class OutsideCall<T> {
    /** The call takes longer than its caller waits. The message is a sentence for the user, without a full stop. */
    public static final class TooSlow extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooSlow(String message) {
            super(message);
        }
    }

    private final String name;
    private final CompletableFuture<T> result;
    private volatile SlowThread thread = SlowThread.none();

    /**
     * Starts the call.
     *
     * @param name begins a sentence, for example "Reading the credentials x"
     * @param threads may wait for others
     */
    public OutsideCall(String name, Supplier<T> call, Executor threads) {
        this.name = name;
        this.result = CompletableFuture.supplyAsync(
                () -> {
                    thread = SlowThread.current();
                    try {
                        return call.get();
                    } finally {
                        thread = SlowThread.none();
                    }
                },
                threads);
    }

    /** The result, however late it comes. */
    public CompletableFuture<T> result() {
        return result;
    }

    /** The result, or a failure with {@link TooSlow} after the limit. The call still goes on. */
    public CompletableFuture<T> within(Duration limit, Timer timer) {
        return within(result, limit, timer, () -> name + " takes longer than " + Durations.format(limit) + place());
    }

    /** Where the call waits, for the end of a sentence. Empty unless it runs in the code of others. */
    public String place() {
        return thread.place();
    }

    /**
     * What a stage completes with, or a failure with {@link TooSlow} after the limit.
     *
     * @param sentence says what is slow, without a full stop
     */
    public static <V> CompletableFuture<V> within(
            CompletionStage<V> stage, Duration limit, Timer timer, Supplier<String> sentence) {
        CompletableFuture<V> inTime = stage.thenApply(value -> value).toCompletableFuture();
        Cancellation alarm = timer.schedule(limit, () -> inTime.completeExceptionally(new TooSlow(sentence.get())));
        inTime.whenComplete((value, error) -> alarm.cancel());
        return inTime;
    }
}
