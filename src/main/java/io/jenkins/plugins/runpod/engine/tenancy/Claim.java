package io.jenkins.plugins.runpod.engine.tenancy;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.LeaseApi;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** How a lease is taken and renewed. Asked once at a time; remembers since when another holder's lease has not changed. */
final class Claim {
    /** Answers that mean that this controller cannot use leases here. They do not mean that another controller holds one. */
    private static final Set<Integer> NO_LEASES = Set.of(400, 403, 404, 405, 415, 422);

    private static final int FORBIDDEN = 403;

    private final LeaseText text;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private String watched = "";
    private long watchedSince;

    Claim(LeaseText text, Clock clock, LongSupplier nanoTime) {
        this.text = text;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Whether a lease that is not ours is taken. */
    enum Taking {
        NEVER,
        IF_FREE,
        /** From its holder as well: an administrator has said so. */
        ALWAYS
    }

    /** Ours, as far as we know. */
    CompletionStage<Ownership> renew(LeaseApi api, Lease ours, Duration duration, Taking taking) {
        return write(api::replace, text.next(ours, duration, clock.instant()))
                .exceptionallyCompose(error ->
                        changedMeanwhile(error) ? look(api, duration, taking) : CompletableFuture.failedFuture(error));
    }

    /**
     * Reads who holds it.
     *
     * @param taking whether it is taken if it is not ours; ours is renewed in any case
     */
    CompletionStage<Ownership> look(LeaseApi api, Duration duration, Taking taking) {
        return api.get(text.namespace(), text.name()).thenCompose(found -> {
            if (found.isEmpty()) {
                return taking != Taking.NEVER
                        ? write(api::create, text.first(duration, clock.instant()))
                        : CompletableFuture.completedFuture(new Ownership.Unknown());
            }
            Lease lease = found.get();
            return text.isOurs(lease) || taking == Taking.ALWAYS || (taking == Taking.IF_FREE && isFree(lease))
                    ? write(api::replace, text.next(lease, duration, clock.instant()))
                            .exceptionallyCompose(Claim::asFailure)
                    : CompletableFuture.completedFuture(new Ownership.Others(LeaseText.holderName(lease)));
        });
    }

    private CompletionStage<Ownership> write(Function<Lease, CompletionStage<Lease>> request, Lease lease) {
        long sentAt = nanoTime.getAsLong();
        return request.apply(lease).thenApply(saved -> new Ownership.Ours(saved, sentAt));
    }

    /** Whether it has no holder, or its holder has let it expire while we watched. */
    private synchronized boolean isFree(Lease lease) {
        long now = nanoTime.getAsLong();
        String version = lease.getMetadata().getResourceVersion();
        if (!version.equals(watched)) {
            watched = version;
            watchedSince = now;
        }
        return LeaseText.holder(lease).isEmpty()
                || now - watchedSince >= LeaseText.duration(lease).toNanos();
    }

    static Ownership failed(Throwable error) {
        KubeFailure failure = KubeFailure.of(error);
        return NO_LEASES.contains(failure.status())
                ? new Ownership.Unprotected(failure.getMessage(), failure.status() == FORBIDDEN)
                : new Ownership.Failed(failure);
    }

    private static boolean changedMeanwhile(Throwable error) {
        int status = KubeFailure.of(error).status();
        return status == 404 || status == 409;
    }

    /** Another controller was quicker. The next look shows which. */
    private static CompletionStage<Ownership> asFailure(Throwable error) {
        return changedMeanwhile(error)
                ? CompletableFuture.completedFuture(new Ownership.Failed(KubeFailure.of(error)))
                : CompletableFuture.failedFuture(error);
    }
}
