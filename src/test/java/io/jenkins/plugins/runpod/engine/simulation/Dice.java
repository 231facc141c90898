package io.jenkins.plugins.runpod.engine.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Chances with names. */
final class Dice {
    private final Random random;

    Dice(long seed) {
        random = new Random(seed);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    int upTo(int most) {
        return random.nextInt(most + 1);
    }

    /** Between nothing and the longest, short ones more often. */
    Duration duration(Duration longest) {
        double share = random.nextDouble();
        return Duration.ofMillis((long) (longest.toMillis() * share * share));
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
