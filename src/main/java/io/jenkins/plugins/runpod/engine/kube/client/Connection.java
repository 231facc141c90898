package io.jenkins.plugins.runpod.engine.kube.client;

import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The present transport to a cluster: made when it is first needed, and made anew from its credential when the server refuses
 * that. Safe for use by many threads.
 */
final class Connection {
    /** A credential that is refused is not read again for this long, however many requests are refused. */
    static final Duration RENEWED_AT_MOST_EVERY = Duration.ofSeconds(5);

    private final Supplier<Config> access;
    private final Executor workers;
    private final LongSupplier nanoTime;
    private CompletableFuture<Transport> present;
    private Optional<Transport> last = Optional.empty();
    private long madeAt;

    /** @param access reads the credential; may block for a moment, and is called on a worker */
    Connection(Supplier<Config> access, Executor workers, LongSupplier nanoTime) {
        this.access = access;
        this.workers = workers;
        this.nanoTime = nanoTime;
    }

    /** The transport to use; fails with a {@link KubeFailure} if it cannot be made. */
    synchronized CompletionStage<Transport> transport() {
        boolean failed = present != null && present.isCompletedExceptionally();
        if (present == null || (failed && old())) {
            make();
        }
        return present;
    }

    /** The transport to use after the server has answered this one with 401; empty if there is no newer one. */
    synchronized Optional<CompletionStage<Transport>> transportAfter(Transport refused) {
        boolean replaced = !present.isDone() || present.isCompletedExceptionally() || present.join() != refused;
        if (!replaced && old()) {
            make();
            replaced = true;
        }
        return replaced ? Optional.of(present) : Optional.empty();
    }

    private boolean old() {
        return nanoTime.getAsLong() - madeAt >= RENEWED_AT_MOST_EVERY.toNanos();
    }

    private void make() {
        Optional<Transport> before = last;
        madeAt = nanoTime.getAsLong();
        present = CompletableFuture.supplyAsync(() -> Transport.of(access.get(), before, workers), workers)
                .thenApply(this::keep)
                .exceptionallyCompose(error -> CompletableFuture.failedFuture(Failures.notSent(said(error))));
    }

    private synchronized Transport keep(Transport made) {
        last = Optional.of(made);
        return made;
    }

    private static String said(Throwable error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        return "Cannot connect: "
                + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
    }
}
