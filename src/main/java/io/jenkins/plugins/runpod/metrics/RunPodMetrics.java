package io.jenkins.plugins.runpod.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricSet;
import com.codahale.metrics.Timer;
import com.google.common.base.Suppliers;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.runtime.Statistics.Standing;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import jenkins.metrics.api.MetricProvider;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Metrics of all pod tasks. Threads of the metrics plugin read them. Jenkins leaves this extension out if the metrics
 * plugin is not installed.
 */
@Extension(optional = true)
@Restricted(NoExternalUse.class)
public final class RunPodMetrics extends MetricProvider {
    private final MetricSet metrics;

    public RunPodMetrics() {
        Map<String, Metric> all = new TreeMap<>();
        // One look at the tasks serves all gauges of a sample.
        Supplier<Standing> standing =
                Suppliers.memoizeWithExpiration(() -> RunPodEngine.get().standing(), 1, TimeUnit.SECONDS);
        gauge(all, "tasks.running", () -> standing.get().running());
        for (Cause cause : Cause.values()) {
            gauge(
                    all,
                    "tasks.waiting." + cause.id(),
                    () -> standing.get().waiting().getOrDefault(cause.id(), 0L));
        }
        for (Verdict verdict : Verdict.values()) {
            if (verdict.terminal()) {
                gauge(
                        all,
                        "verdicts." + verdict,
                        () -> RunPodEngine.get().statistics().verdicts(verdict));
            }
        }
        gauge(all, "api.requests", () -> RunPodEngine.get().requests());
        gauge(all, "log.bytes", () -> RunPodEngine.get().statistics().logBytes());
        Timer latency = new Timer();
        RunPodEngine.get().statistics().latencies(latency::update);
        all.put("run-pod.latency", latency);
        metrics = () -> Map.copyOf(all);
    }

    private static void gauge(Map<String, Metric> all, String name, Gauge<Long> value) {
        all.put("run-pod." + name, value);
    }

    @NonNull
    @Override
    public MetricSet getMetricSet() {
        return metrics;
    }
}
