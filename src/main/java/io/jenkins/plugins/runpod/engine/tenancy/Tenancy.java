package io.jenkins.plugins.runpod.engine.tenancy;

import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure.Effect;
import io.jenkins.plugins.runpod.engine.kube.LeaseApi;
import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.time.Doubt;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Whether this controller may change objects in one namespace. Two controllers have the same identity if the home of
 * one is a copy of the other's. Each would take the other's pods for its own. Only the holder of the lease may create
 * and delete. The other controller waits until the holder has not renewed the lease for its duration, by its own clock.
 *
 * <p>The holder renews the lease every 20 s while it has tasks, otherwise at each {@link #keep}. A holder that has not
 * renewed for 40 s no longer assumes that it holds the lease. If leases are not available, every controller may change
 * objects. A missing permission counts only once it has lasted, because an API server that has just started refuses what it
 * allows a moment later. Where leases were available before, that holds for each refusal. Safe for use by many threads.
 * Never blocks.
 */
public final class Tenancy {
    private static final Logger LOGGER = Logger.getLogger(Tenancy.class.getName());
    /** How often to check for new permissions while leases are not available. */
    private static final Duration UNPROTECTED = Duration.ofMinutes(10);

    private final String cluster;
    private final LeaseText text;
    private final Supplier<SharedCluster> clients;
    private final TenancyTiming timing;
    private final Timer timer;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Claim claim;

    private final Doubt doubt = new Doubt();
    private Ownership standing = new Ownership.Unknown();
    private boolean available;
    private long validUntil;
    private long heldSince;
    private boolean forced;
    private int users;
    private boolean ticking;
    private boolean closed;
    private Optional<CompletableFuture<Ownership>> underWay = Optional.empty();

    /** @param cluster the name of the cluster, for messages */
    Tenancy(
            String cluster,
            LeaseText text,
            Supplier<SharedCluster> clients,
            TenancyTiming timing,
            Timer timer,
            Clock clock,
            LongSupplier nanoTime) {
        this.cluster = cluster;
        this.text = text;
        this.clients = clients;
        this.timing = timing;
        this.timer = timer;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.claim = new Claim(text, clock, nanoTime);
        this.validUntil = nanoTime.getAsLong();
    }

    /** Marks the namespace as used by a task until the returned watch is closed. */
    public Kube.Watch use() {
        synchronized (this) {
            users++;
            if (!ticking && !closed) {
                ticking = true;
                timer.schedule(Duration.ZERO, this::tick);
            }
        }
        AtomicBoolean over = new AtomicBoolean();
        return () -> {
            if (over.compareAndSet(false, true)) {
                synchronized (this) {
                    users--;
                }
            }
        };
    }

    /** Why nothing may be changed now. Empty if changes are allowed. */
    public CompletionStage<Optional<KubeFailure>> ask() {
        synchronized (this) {
            if (validUntil - nanoTime.getAsLong() > 0) {
                return CompletableFuture.completedFuture(refusal(standing));
            }
        }
        return refresh(Claim.Taking.IF_FREE)
                .thenCompose(result -> result instanceof Ownership.Unknown
                        ? refresh(Claim.Taking.IF_FREE) // that was the answer to a request that takes nothing
                        : CompletableFuture.completedFuture(result))
                .thenApply(this::refusal);
    }

    /**
     * Whether left-over objects may be deleted here. This controller waits after it took over the lease, because the
     * former holder may come back and need them.
     */
    public CompletionStage<Boolean> mayCollect() {
        return ask().thenApply(refusal -> refusal.isEmpty() && isSettled());
    }

    private synchronized boolean isSettled() {
        return !(standing instanceof Ownership.Ours ours)
                || LeaseText.takenOverAt(ours.lease())
                        .map(taken -> isSettled(taken, clock.instant()))
                        .orElse(true);
    }

    /** A time in the future is not one of this controller, unless its clock was set back. Then it waits from now on. */
    private synchronized boolean isSettled(Instant taken, Instant now) {
        return taken.isAfter(now)
                ? nanoTime.getAsLong() - heldSince >= timing.settling().toNanos()
                : now.isAfter(taken.plus(timing.settling()));
    }

    /** Sends a request that changes objects, if this controller may. Otherwise it fails with the reason. */
    <T> CompletionStage<T> whenAllowed(Supplier<CompletionStage<T>> request) {
        return ask().thenCompose(refusal ->
                refusal.<CompletionStage<T>>map(CompletableFuture::failedFuture).orElseGet(request));
    }

    /** Renews a held lease, with or without a task. It takes no other lease. The stage never fails. */
    public CompletionStage<Void> keep() {
        return refresh(Claim.Taking.NEVER).thenApply(result -> null);
    }

    /**
     * Takes the lease from its holder. An administrator has confirmed that the other controller is gone or should
     * yield.
     */
    public CompletionStage<Void> takeOver() {
        return rest().thenCompose(ready -> {
            synchronized (this) {
                forced = true;
            }
            return refresh(Claim.Taking.IF_FREE).thenApply(result -> null);
        });
    }

    /** The other controller that holds the lease. */
    public synchronized Optional<String> other() {
        return standing instanceof Ownership.Others others ? Optional.of(others.holder()) : Optional.empty();
    }

    /** The name of the cluster and the namespace, for readers. */
    public String where() {
        return cluster + "/" + text.namespace();
    }

    /** Releases an idle lease at shutdown, so that the next holder need not wait. */
    CompletionStage<Void> leave() {
        synchronized (this) {
            closed = true;
        }
        return rest().thenCompose(ready -> lastsLong() ? keep() : CompletableFuture.completedFuture(null));
    }

    private synchronized boolean lastsLong() {
        return standing instanceof Ownership.Ours ours
                && LeaseText.duration(ours.lease()).compareTo(timing.life()) > 0;
    }

    /** Completes when no request is under way. */
    synchronized CompletionStage<?> rest() {
        return underWay.isPresent() ? underWay.get() : CompletableFuture.completedFuture(null);
    }

    private void tick() {
        boolean inUse;
        synchronized (this) {
            if (closed) {
                return;
            }
            inUse = users > 0;
            ticking = inUse;
            if (inUse) {
                timer.schedule(timing.renewal(), this::tick);
            } else if (!(standing instanceof Ownership.Ours)) {
                return;
            }
        }
        refresh(inUse ? Claim.Taking.IF_FREE : Claim.Taking.NEVER);
    }

    private Optional<KubeFailure> refusal(Ownership result) {
        if (result instanceof Ownership.Others others) {
            return Optional.of(new KubeFailure(
                    0,
                    KubeFailure.CONTESTED,
                    "Another controller with the same identity (" + others.holder() + ") holds the lease "
                            + text.namespace() + "/" + text.name()
                            + ". While it does, this controller creates and deletes no pod there."
                            + " Manage Jenkins shows what to do.",
                    Optional.of(timing.renewal()),
                    Effect.NONE));
        } else if (result instanceof Ownership.Failed failed) {
            KubeFailure why = failed.why();
            return Optional.of(new KubeFailure(0, "", why.getMessage(), why.retryAfter(), Effect.NONE));
        }
        return Optional.empty();
    }

    /** Refreshes the lease, one request at a time. Calls during a request get the same answer. */
    private CompletableFuture<Ownership> refresh(Claim.Taking taking) {
        CompletableFuture<Ownership> mine = new CompletableFuture<>();
        synchronized (this) {
            if (underWay.isPresent()) {
                return underWay.get();
            }
            underWay = Optional.of(mine);
        }
        try {
            SharedCluster client = clients.get();
            attempt(client.leases(), taking).whenComplete((result, error) -> {
                client.close();
                settle(mine, error == null ? result : Claim.failed(error));
            });
        } catch (RuntimeException e) { // an answer that never comes would be waited for for ever
            settle(mine, Claim.failed(e));
        }
        return mine;
    }

    private synchronized CompletionStage<Ownership> attempt(LeaseApi api, Claim.Taking taking) {
        return standing instanceof Ownership.Ours ours
                ? claim.renew(api, ours.lease(), duration(), taking)
                : claim.look(api, duration(), forced && taking != Claim.Taking.NEVER ? Claim.Taking.ALWAYS : taking);
    }

    private Duration duration() {
        return users > 0 || closed ? timing.life() : timing.idle();
    }

    private void settle(CompletableFuture<Ownership> mine, Ownership result) {
        Ownership settled;
        synchronized (this) {
            Ownership before = standing;
            Ownership counts = afterDoubt(result);
            settled = counts instanceof Ownership.Failed && stillOurs(before) ? before : counts;
            if (settled instanceof Ownership.Ours && !(before instanceof Ownership.Ours)) {
                heldSince = nanoTime.getAsLong();
            }
            standing = settled;
            forced = false;
            underWay = Optional.empty();
            validUntil = validUntil(settled, settled == before);
            tell(before, settled);
        }
        mine.complete(settled);
    }

    private Ownership afterDoubt(Ownership result) {
        if (result instanceof Ownership.Unprotected refused) {
            boolean lasts = doubt.refused(clock.instant());
            boolean doubted = !lasts && (available || refused.mayPass());
            return doubted ? new Ownership.Failed(notSent(refused.why())) : result;
        }
        doubt.clear();
        available |= result instanceof Ownership.Ours || result instanceof Ownership.Others;
        return result;
    }

    private static KubeFailure notSent(String why) {
        return new KubeFailure(0, "", why, Optional.empty(), Effect.NONE);
    }

    /** A lease remains held after one or two failed renewals. */
    private boolean stillOurs(Ownership before) {
        return before instanceof Ownership.Ours ours
                && nanoTime.getAsLong() - ours.sentAt()
                        < timing.life().minus(timing.renewal()).toNanos();
    }

    private long validUntil(Ownership now, boolean same) {
        long time = nanoTime.getAsLong();
        if (now instanceof Ownership.Ours ours) {
            return same
                    ? time + timing.renewal().dividedBy(10).toNanos()
                    : ours.sentAt() + timing.life().minus(timing.renewal()).toNanos();
        } else if (now instanceof Ownership.Others) {
            return time
                    + timing.renewal().multipliedBy(5).dividedBy(4).toNanos(); // while it is in use a tick comes first
        }
        return now instanceof Ownership.Unprotected ? time + UNPROTECTED.toNanos() : time;
    }

    private void tell(Ownership before, Ownership now) {
        if (now instanceof Ownership.Others others
                && !(before instanceof Ownership.Others known && known.holder().equals(others.holder()))) {
            LOGGER.log(
                    Level.WARNING,
                    "Another controller with the same identity holds the lease {0} of {1}: {2}. This"
                            + " controller, {3}, creates and deletes nothing there.",
                    new Object[] {text.name(), where(), others.holder(), text.holder()});
        } else if (now instanceof Ownership.Ours && before instanceof Ownership.Others others) {
            LOGGER.log(
                    Level.WARNING,
                    "This controller now holds the lease {0} of {1}. {2} held it before.",
                    new Object[] {text.name(), where(), others.holder()});
        } else if (now instanceof Ownership.Unprotected unprotected && !unprotected.equals(before)) {
            LOGGER.log(
                    Level.WARNING,
                    "run-pod cannot use leases in {0} ({1}). It works without them, but it does not notice a copy of this"
                            + " controller.",
                    new Object[] {where(), unprotected.why()});
        }
    }
}
