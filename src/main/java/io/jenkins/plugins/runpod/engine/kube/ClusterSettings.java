package io.jenkins.plugins.runpod.engine.kube;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a controller uses a cluster.
 *
 * @param selector the label selector of this controller's pods
 * @param requestsPerSecond the most requests per second, on average. Lists and watches do not count.
 * @param burst the most requests at once after a pause
 * @param requestTimeout how long an answer may take
 */
public record ClusterSettings(String selector, double requestsPerSecond, int burst, Duration requestTimeout) {
    /** @throws IllegalArgumentException that names every invalid setting */
    public ClusterSettings {
        List<String> problems = new ArrayList<>();
        if (!(requestsPerSecond > 0)) {
            problems.add("requests per second must be more than 0");
        }
        if (burst < 1) {
            problems.add("burst must be at least 1");
        }
        if (requestTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
            problems.add("the request timeout must be at least 1 s");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** The default limits. */
    public static ClusterSettings of(String selector) {
        return new ClusterSettings(selector, 50, 100, Duration.ofSeconds(30));
    }
}
