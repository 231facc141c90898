package io.jenkins.plugins.runpod.cluster;

import java.time.Duration;

/**
 * How long a node takes for what it does.
 *
 * @param schedule from creation to binding
 * @param sandbox from binding to the first pull
 * @param pull of an image that is not there yet
 * @param start from the created to the started container
 * @param settle from the end of the last container to the pod's final phase
 * @param backOff the first back-off of a failed pull or a crashed container; doubles
 * @param longestBackOff where it stops doubling
 * @param retry of what is tried again steadily: missing Secrets, mounts
 */
public record Pace(
        Duration schedule,
        Duration sandbox,
        Duration pull,
        Duration start,
        Duration settle,
        Duration backOff,
        Duration longestBackOff,
        Duration retry) {
    /** For tests. */
    public static final Pace QUICK = of(2, 5, 10, 5, 20, 100, 400, 100);

    /** For people who watch. */
    public static final Pace DEMO = of(50, 400, 800, 200, 400, 2_000, 8_000, 2_000);

    /** Like a real, idle node. */
    public static final Pace REAL = of(20, 600, 500, 500, 1_500, 10_000, 300_000, 12_000);

    private static Pace of(
            long schedule, long sandbox, long pull, long start, long settle, long backOff, long longest, long retry) {
        return new Pace(
                Duration.ofMillis(schedule),
                Duration.ofMillis(sandbox),
                Duration.ofMillis(pull),
                Duration.ofMillis(start),
                Duration.ofMillis(settle),
                Duration.ofMillis(backOff),
                Duration.ofMillis(longest),
                Duration.ofMillis(retry));
    }

    /** The back-off after so many failures. */
    Duration backOff(int failures) {
        Duration wait = backOff.multipliedBy(1L << Math.min(failures - 1, 20));
        return wait.compareTo(longestBackOff) > 0 ? longestBackOff : wait;
    }
}
