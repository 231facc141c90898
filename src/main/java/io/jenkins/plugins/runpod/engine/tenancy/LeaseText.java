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
 * Others can write into a lease what they like, so each value that is read is bounded.
 *
 * @param controller whose identity it guards, as a label's value
 * @param holder the identity of the controller that wants to hold it
 */
record LeaseText(String namespace, String controller, String holder) {
    /** No other holder is waited for longer than this. A holder of this plugin asks for 11 min at most. */
    static final Duration LONGEST = Duration.ofMinutes(15);

    private static final int LONGEST_NAME = 200;

    /** The same for all who have the same identity. */
    String name() {
        return "run-pod-" + TaskId.hash(controller).substring(0, 12);
    }

    static String holder(Lease lease) {
        return Optional.ofNullable(lease.getSpec())
                .map(spec -> spec.getHolderIdentity())
                .orElse("");
    }

    /** The holder for readers: on one line that is not too long. */
    static String holderName(Lease lease) {
        String whole = holder(lease);
        String start = whole.length() <= LONGEST_NAME ? whole : whole.substring(0, LONGEST_NAME) + "…";
        StringBuilder line = new StringBuilder();
        start.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
                .forEach(line::appendCodePoint);
        return line.toString();
    }

    /** How long its holder wants to be waited for, from nothing to {@link #LONGEST}. */
    static Duration duration(Lease lease) {
        long seconds = Optional.ofNullable(lease.getSpec())
                .map(spec -> spec.getLeaseDurationSeconds())
                .orElse(0);
        return Duration.ofSeconds(Math.max(0, Math.min(seconds, LONGEST.toSeconds())));
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
        ZonedDateTime acquired =
                before.getSpec() == null ? null : before.getSpec().getAcquireTime();
        return new LeaseBuilder(before)
                .editOrNewSpec()
                .withHolderIdentity(holder)
                .withLeaseDurationSeconds(seconds(duration))
                .withLeaseTransitions(transitions(before) + (taken ? 1 : 0))
                .withAcquireTime(taken ? time(now) : acquired)
                .withRenewTime(time(now))
                .endSpec()
                .build();
    }

    /** Small enough that one more is a number that the API server accepts. */
    private static int transitions(Lease before) {
        int transitions = Optional.ofNullable(before.getSpec())
                .map(spec -> spec.getLeaseTransitions())
                .orElse(0);
        return Math.max(0, Math.min(transitions, Integer.MAX_VALUE - 1));
    }

    private static int seconds(Duration duration) {
        return (int) Math.max(1, duration.toSeconds());
    }

    private static ZonedDateTime time(Instant now) {
        return now.atZone(ZoneOffset.UTC);
    }
}
