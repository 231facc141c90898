package io.jenkins.plugins.runpod.engine.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What will happen to one pod if nobody deletes it: drawn once, then played by {@link SimulatedPod}.
 *
 * @param queued how long it waits in its queue, if it names one; null if Kueue does not manage it
 * @param finalized how long Kueue takes to let a deleted pod go
 * @param unbound how long it waits for a node; null for ever
 * @param waits what keeps it from starting, in order
 * @param startable whether it starts after the waits
 * @param lag how long its status lags behind the container
 * @param run how long the container runs; null for ever
 * @param exitCode what it ends with
 * @param disturbance what comes from outside
 * @param disturbedAfter the start of its life; null for never
 */
record SimulatedHistory(
        Duration queued,
        Duration finalized,
        Duration unbound,
        List<Wait> waits,
        boolean startable,
        Duration lag,
        Duration run,
        int exitCode,
        Disturbance disturbance,
        Duration disturbedAfter) {

    /** A waiting state and how long it lasts; the last one lasts for ever if the pod is not startable. */
    record Wait(String reason, String message, Duration length) {}

    enum Disturbance {
        DELETED_BY_SOMEBODY,
        EVICTED,
        NODE_STOPS_REPORTING,
        REJECTED,
        PREEMPTED_BY_QUEUE
    }

    static final String IMAGE = "registry.example/app:429";
    private static final List<String> LASTING = List.of(
            "failed to resolve reference \"" + IMAGE + "\": " + IMAGE + ": not found",
            "pull access denied, repository does not exist or may require authorization: insufficient_scope",
            "x509: certificate signed by unknown authority");
    private static final List<String> PASSING = List.of(
            "pull QPS exceeded",
            "toomanyrequests: You have reached your pull rate limit.",
            "unexpected status code 429 Too Many Requests",
            "unexpected status from HEAD request: 503 Service Unavailable",
            "net/http: TLS handshake timeout",
            "dial tcp 10.0.0.1:443: connect: connection refused",
            "failed to resolve reference \"" + IMAGE + "\": " + IMAGE + ": not found");

    static SimulatedHistory draw(Dice dice) {
        Duration queued =
                dice.chance(0.1) ? null : dice.duration(dice.chance(0.3) ? Duration.ofHours(4) : Duration.ofMinutes(2));
        Duration finalized = dice.duration(dice.chance(0.1) ? Duration.ofMinutes(30) : Duration.ofSeconds(2));
        Duration unbound = dice.chance(0.03)
                ? null
                : dice.chance(0.1) ? dice.duration(Duration.ofMinutes(40)) : dice.duration(Duration.ofSeconds(4));
        List<Wait> waits = new ArrayList<>();
        boolean startable = !dice.chance(0.12);
        if (dice.chance(0.5)) {
            flips(dice, waits, dice.pick(PASSING), dice.upTo(4));
        }
        if (!startable) {
            flips(dice, waits, dice.pick(LASTING), 40);
        }
        Duration lag = dice.chance(0.2) ? dice.duration(Duration.ofSeconds(15)) : dice.duration(Duration.ofSeconds(2));
        Duration run = dice.chance(0.05)
                ? null
                : dice.chance(0.3) ? dice.duration(Duration.ofHours(2)) : dice.duration(Duration.ofSeconds(30));
        int exitCode = dice.chance(0.6) ? 0 : 1 + dice.upTo(140);
        boolean disturbed = dice.chance(0.25);
        return new SimulatedHistory(
                queued,
                finalized,
                unbound,
                waits,
                startable,
                lag,
                run,
                exitCode,
                dice.chance(0.3) ? Disturbance.PREEMPTED_BY_QUEUE : dice.pick(List.of(Disturbance.values())),
                disturbed ? dice.duration(Duration.ofMinutes(dice.chance(0.5) ? 1 : 60)) : null);
    }

    /** An ordinary pod: one in ten waits for a registry, and one in ten fails. Nothing comes from outside. */
    static SimulatedHistory ordinary(Dice dice) {
        List<Wait> waits = new ArrayList<>();
        if (dice.chance(0.1)) {
            flips(dice, waits, "pull QPS exceeded", 1);
        }
        return new SimulatedHistory(
                null,
                Duration.ZERO,
                dice.duration(Duration.ofSeconds(4)),
                waits,
                true,
                dice.duration(Duration.ofSeconds(2)),
                Duration.ofSeconds(10).plus(dice.duration(Duration.ofMinutes(6))),
                dice.chance(0.1) ? 1 : 0,
                Disturbance.EVICTED,
                null);
    }

    private static void flips(Dice dice, List<Wait> waits, String cause, int times) {
        String pull = "failed to pull and unpack image \"" + IMAGE + "\": " + cause;
        boolean told = dice.chance(0.5);
        for (int i = 0; i <= times; i++) {
            waits.add(new Wait("ErrImagePull", pull, dice.duration(Duration.ofSeconds(15))));
            waits.add(new Wait(
                    "ImagePullBackOff",
                    "Back-off pulling image \"" + IMAGE + "\"" + (told ? ": ErrImagePull: " + pull : ""),
                    Duration.ofSeconds(10L << Math.min(i, 5)).minusMillis(dice.upTo(5000))));
        }
    }
}
