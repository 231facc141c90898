package io.jenkins.plugins.runpod.engine.faults;

import io.jenkins.plugins.runpod.cluster.FakeApiRequest;
import io.jenkins.plugins.runpod.cluster.Faults;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * Everything goes wrong now and then, by the dice of a seed. Of the requests for one pod's log at most two in a row go wrong:
 * without that bound the dice alone would use up the time that the engine gives a log after its container's end.
 */
final class Chaos {
    private static final int MOST_IN_A_ROW = 2;

    private final Faults faults;
    private final Random dice;
    private final Map<String, Integer> wrongLogs = new HashMap<>();

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
        sometimesInALog(0.1).reset();
        sometimesInALog(0.05).answer(500);
        sometimesInALog(0.05).tooManyRequests(Duration.ofSeconds(1));
        sometimesInALog(0.2).cutAfter(333);
        sometimesInALog(0.1).endAfter(777);
        faults.on(this::goesWell).reset();
    }

    private Faults.Arming sometimes(String what, double probability) {
        return faults.on(request -> request.what().equals(what) && happens(probability));
    }

    private Faults.Arming sometimesInALog(double probability) {
        return faults.on(request -> request.what().equals("get pods/log") && goesWrong(request.name(), probability));
    }

    private synchronized boolean goesWrong(String pod, double probability) {
        if (wrongLogs.getOrDefault(pod, 0) == MOST_IN_A_ROW || !happens(probability)) {
            return false;
        }
        wrongLogs.merge(pod, 1, Integer::sum);
        return true;
    }

    /** Comes after all that can happen to a log's request, and does nothing to it. */
    private synchronized boolean goesWell(FakeApiRequest request) {
        if (request.what().equals("get pods/log")) {
            wrongLogs.remove(request.name());
        }
        return false;
    }

    private synchronized boolean happens(double probability) {
        return dice.nextDouble() < probability;
    }
}
