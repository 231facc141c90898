package io.jenkins.plugins.runpod.engine.kube.client;

import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.time.OutsideCall;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The present transport to a cluster. It is made when it is first needed, and made anew from its credential when the
 * server refuses that one. Safe for use by many threads.
 */
final class Connection {
    /** A credential that is refused is not read again for this long, however many requests are refused. */
    static final Duration RENEWED_AT_MOST_EVERY = Duration.ofSeconds(5);
    /** Shorter than the timeout of a request, so that the failure says what is slow. */
    static final Duration READ_WITHIN = Duration.ofSeconds(20);

    private final Supplier<Config> access;
    private final Executor reads;
    private final Executor http;
    private final Timer timer;
    private final LongSupplier nanoTime;
    private final Optional<SharedConnections.Means> means;
    private boolean closed;
    private OutsideCall<Transport> reading;
    private CompletableFuture<Transport> present;
    private Optional<Transport> last = Optional.empty();
    private long madeAt;

    /**
     * @param access reads the credential. A provider of credentials, or a command of a kubeconfig, may take long.
     * @param reads runs that
     * @param http runs the HTTP client, whose threads wait for the resolution of host names
     */
    Connection(Supplier<Config> access, Executor reads, Executor http, Timer timer, LongSupplier nanoTime) {
        this(access, reads, http, timer, nanoTime, Optional.empty());
    }

    /** @param means what shared connections are made from. Empty: HTTP/1.1 only */
    Connection(
            Supplier<Config> access,
            Executor reads,
            Executor http,
            Timer timer,
            LongSupplier nanoTime,
            Optional<SharedConnections.Means> means) {
        this.means = means;
        this.access = access;
        this.reads = reads;
        this.http = http;
        this.timer = timer;
        this.nanoTime = nanoTime;
    }

    /** The transport to use. Fails with a {@link KubeFailure} if it cannot be made. */
    synchronized CompletionStage<Transport> transport() {
        boolean failed = present != null && present.isCompletedExceptionally();
        if (present == null || (failed && old())) {
            make();
        }
        return present;
    }

    /** The transport to use after the server has answered this one with 401. Empty if there is no newer one. */
    synchronized Optional<CompletionStage<Transport>> transportAfter(Transport refused) {
        boolean replaced = !present.isDone() || present.isCompletedExceptionally() || present.join() != refused;
        if (!replaced && old()) {
            make();
            replaced = true;
        }
        return replaced ? Optional.of(present) : Optional.empty();
    }

    /** Cuts the connections that are open. */
    synchronized void close() {
        closed = true;
        last.ifPresent(Transport::close);
    }

    private boolean old() {
        return nanoTime.getAsLong() - madeAt >= RENEWED_AT_MOST_EVERY.toNanos();
    }

    /** A credential that is being read is not read a second time. */
    private void make() {
        madeAt = nanoTime.getAsLong();
        if (reading == null || reading.result().isDone()) {
            read();
        }
        present = reading.within(READ_WITHIN, timer)
                .exceptionallyCompose(error -> CompletableFuture.failedFuture(Failures.notSent(said(error))));
    }

    private void read() {
        Optional<Transport> before = last;
        reading = new OutsideCall<>(
                "Reading the credentials of the cluster",
                () -> keep(Transport.of(access.get(), before, http, means)),
                reads);
    }

    /** It may come after requests were told that it takes too long. */
    private synchronized Transport keep(Transport made) {
        last = Optional.of(made);
        if (closed) {
            made.close();
        }
        if (present != null && present.isCompletedExceptionally()) {
            present = CompletableFuture.completedFuture(made);
        }
        return made;
    }

    private static String said(Throwable error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        return "Cannot connect: "
                + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
    }
}
