package io.jenkins.plugins.runpod.engine.faults;

import io.jenkins.plugins.runpod.cluster.Faults;
import java.time.Duration;
import java.util.Random;

/** Everything goes wrong now and then, by the dice of a seed. */
final class Chaos {
    private final Faults faults;
    private final Random dice;

    Chaos(Faults faults, long seed) {
        this.faults = faults;
        this.dice = new Random(seed);
    }

    void begin() {
        for (String change : new String[] {"create pods", "delete pods"}) {
            sometimes(change, 0.05).loseReply();
            sometimes(change, 0.05).reset();
            sometimes(change, 0.05).answer(503);
            sometimes(change, 0.05).tooManyRequests(Duration.ofSeconds(1));
            sometimes(change, 0.05).slowReply(Duration.ofMillis(200));
        }
        sometimes("create pods", 0.05).landLate(Duration.ofMillis(500));
        for (String read : new String[] {"get pods", "list events"}) {
            sometimes(read, 0.05).reset();
            sometimes(read, 0.05).answer(500);
            sometimes(read, 0.02).delay(Duration.ofMinutes(5)); // a black hole
        }
        sometimes("list pods", 0.2).answer(503);
        sometimes("list pods", 0.2).tooManyRequests(Duration.ofSeconds(1));
        sometimes("watch pods", 0.2).answer(410);
        sometimes("watch pods", 0.2).answer(503);
        sometimes("watch pods", 0.5).cutAfter(20_000);
        sometimes("get pods/log", 0.1).reset();
        sometimes("get pods/log", 0.05).answer(500);
        sometimes("get pods/log", 0.05).tooManyRequests(Duration.ofSeconds(1));
        sometimes("get pods/log", 0.2).cutAfter(333);
        sometimes("get pods/log", 0.1).endAfter(777);
    }

    private Faults.Arming sometimes(String what, double probability) {
        return faults.on(request -> request.what().equals(what) && happens(probability));
    }

    private synchronized boolean happens(double probability) {
        return dice.nextDouble() < probability;
    }
}
