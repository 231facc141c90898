package io.jenkins.plugins.runpod.engine.tenancy;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.jenkins.plugins.runpod.engine.pod.PodLabels;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * What a lease says, and what we write into it. Its times are for people: they are not compared with anybody else's clock.
 *
 * @param controller whose identity it guards, as a label's value
 * @param holder the identity of the controller that wants to hold it
 */
record LeaseText(String namespace, String controller, String holder) {

    /** The same for all who have the same identity. */
    String name() {
        return "run-pod-" + TaskId.hash(controller).substring(0, 12);
    }

    static String holder(Lease lease) {
        return Optional.ofNullable(lease.getSpec())
                .map(spec -> spec.getHolderIdentity())
                .orElse("");
    }

    /** How long its holder wants to be waited for. */
    static Duration duration(Lease lease) {
        return Duration.ofSeconds(Optional.ofNullable(lease.getSpec())
                .map(spec -> spec.getLeaseDurationSeconds())
                .orElse(0));
    }

    /** When its holder took it from another one, by the holder's clock. */
    static Optional<Instant> takenOverAt(Lease lease) {
        return Optional.ofNullable(lease.getSpec())
                .filter(spec -> spec.getLeaseTransitions() != null && spec.getLeaseTransitions() > 0)
                .map(spec -> spec.getAcquireTime())
                .map(ZonedDateTime::toInstant);
    }

    boolean isOurs(Lease lease) {
        return holder(lease).equals(holder);
    }

    Lease first(Duration duration, Instant now) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name())
                .addToLabels(PodLabels.MANAGED_BY, "run-pod")
                .addToLabels(PodLabels.CONTROLLER, controller)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(holder)
                .withLeaseDurationSeconds(seconds(duration))
                .withLeaseTransitions(0)
                .withAcquireTime(time(now))
                .withRenewTime(time(now))
                .endSpec()
                .build();
    }

    /** The next version: ours for so long from now on. */
    Lease next(Lease before, Duration duration, Instant now) {
        boolean taken = !isOurs(before);
        Integer transitions = before.getSpec() == null ? null : before.getSpec().getLeaseTransitions();
        ZonedDateTime acquired =
                before.getSpec() == null ? null : before.getSpec().getAcquireTime();
        return new LeaseBuilder(before)
                .editOrNewSpec()
                .withHolderIdentity(holder)
                .withLeaseDurationSeconds(seconds(duration))
                .withLeaseTransitions((transitions == null ? 0 : transitions) + (taken ? 1 : 0))
                .withAcquireTime(taken ? time(now) : acquired)
                .withRenewTime(time(now))
                .endSpec()
                .build();
    }

    private static int seconds(Duration duration) {
        return (int) Math.max(1, duration.toSeconds());
    }

    private static ZonedDateTime time(Instant now) {
        return now.atZone(ZoneOffset.UTC);
    }
}
