package io.jenkins.plugins.runpod.engine.time;

import java.time.Duration;
import java.util.function.LongUnaryOperator;

/**
 * Pauses that double with each failure, up to a longest one. A part of each pause is taken off at random, so that many
 * clients do not come back in step. Immutable and pure: callers count their failures and bring the randomness.
 *
 * @param first the pause after the first failure
 * @param longest no pause is longer
 * @param jitter how much of a pause may be taken off
 */
public record Backoff(Duration first, Duration longest, Jitter jitter) {
    private static final int MOST_DOUBLINGS = 16;

    /** The part of a pause that may be taken off at random. */
    public enum Jitter {
        /** Nothing. */
        NONE,
        /** Up to a quarter. */
        QUARTER,
        /** Up to a half. */
        HALF
    }

    /** Pauses without jitter. */
    public Backoff(Duration first, Duration longest) {
        this(first, longest, Jitter.NONE);
    }

    /**
     * The pause before the next try, without jitter.
     *
     * @param failures how many pauses in a row came before
     */
    public Duration pause(int failures) {
        assert failures >= 0 : failures;
        Duration doubled = first.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }

    /**
     * The pause before the next try.
     *
     * @param failures how many pauses in a row came before
     * @param random returns a number from 0 up to its argument, which it excludes
     */
    public Duration pause(int failures, LongUnaryOperator random) {
        Duration full = pause(failures);
        long most =
                switch (jitter) {
                    case NONE -> 0;
                    case QUARTER -> full.toMillis() / 4;
                    case HALF -> full.toMillis() / 2;
                };
        long less = random.applyAsLong(1 + most);
        assert less >= 0 && less <= most : less;
        return full.minusMillis(less);
    }

    /**
     * The pause before the next try of one client. It is the same again for the same client, and clients do not retry in step.
     *
     * @param failures how many pauses in a row came before
     * @param client its name, such as that of a pod
     */
    public Duration pause(int failures, String client) {
        return pause(failures, bound -> Math.floorMod(31L * client.hashCode() + failures, bound));
    }
}
