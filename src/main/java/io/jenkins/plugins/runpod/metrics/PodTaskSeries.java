package io.jenkins.plugins.runpod.metrics;

import hudson.Extension;
import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.TaskView;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.history.EndedTask;
import io.jenkins.plugins.runpod.history.NamedRegistry;
import io.jenkins.plugins.runpod.history.Wait;
import io.jenkins.plugins.runpod.history.WaitKind;
import io.jenkins.plugins.runpod.runtime.EndedTaskListener;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.prometheus.client.Collector;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.SimpleCollector;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Series with labels for the Prometheus plugin, which takes the collectors of other plugins. Metrics of the metrics plugin have no
 * labels. Threads of the Prometheus plugin read them. Jenkins leaves this extension out if that plugin is not installed.
 *
 * @see <a href="https://github.com/jenkinsci/prometheus-plugin">DefaultPrometheusMetrics, which looks the collectors up</a>
 */
@Extension(optional = true)
@Restricted(NoExternalUse.class)
public final class PodTaskSeries extends Collector implements EndedTaskListener {
    /** Users choose images, and a label with too many values harms the Prometheus server. */
    private static final int MOST_REGISTRIES = 100;

    private static final String OTHER_REGISTRIES = "other";
    private static final double MS = 1_000;
    private static final String CLUSTER = "cluster";

    private final Counter ended = counter("run_pod_ended_tasks", "Pod tasks that have ended.", CLUSTER, "verdict");
    private final Counter ran =
            counter("run_pod_run_seconds", "How long the result containers of the last attempts ran.", CLUSTER);
    private final Counter waited =
            counter("run_pod_waited_seconds", "What ended tasks waited, by class.", CLUSTER, "wait");
    private final Counter lostAttempts =
            counter("run_pod_lost_attempts", "Attempts of ended tasks that another attempt followed.", CLUSTER);
    private final Counter lost = counter("run_pod_lost_seconds", "What these attempts took, waits and runs.", CLUSTER);
    private final Counter limitedPulls =
            counter("run_pod_limited_pulls", "Pulls of ended tasks that a registry limited.", CLUSTER, "registry");
    private final Counter limited = counter(
            "run_pod_limited_seconds",
            "What ended tasks waited for the limit of a registry, with or without a pod.",
            CLUSTER,
            "registry");
    private final Histogram starts = Histogram.build(
                    "run_pod_start_seconds",
                    "From the beginning of a task to the start of its result container, of ended tasks.")
            .labelNames(CLUSTER)
            .buckets(1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600)
            .create();
    private final Set<String> registries = ConcurrentHashMap.newKeySet();
    private final Set<String> clusters = ConcurrentHashMap.newKeySet();

    private static Counter counter(String name, String help, String... labels) {
        return Counter.build(name, help).labelNames(labels).create();
    }

    @Override
    public void ended(Ended ended) {
        add(ended.line());
    }

    void add(EndedTask task) {
        String cluster = task.cluster();
        ended.labels(cluster, task.verdict().name()).inc();
        ran.labels(cluster).inc(task.runMs() / MS);
        lostAttempts.labels(cluster).inc(Math.max(0, task.attempts() - 1));
        lost.labels(cluster).inc(task.lostMs() / MS);
        if (task.startMs() != null) {
            starts.labels(cluster).observe(task.startMs() / MS);
        }
        task.waits().forEach(wait -> add(cluster, wait));
    }

    private void add(String cluster, Wait wait) {
        waited.labels(cluster, wait.kind().word()).inc(wait.ms() / MS);
        if (wait.isOfRegistry()) {
            String registry = label(wait.registry());
            limitedPulls.labels(cluster, registry).inc(wait.limitedPulls());
            limited.labels(cluster, registry).inc(wait.ms() / MS);
        }
    }

    private String label(String registry) {
        return registries.contains(registry) || registries.size() < MOST_REGISTRIES && registries.add(registry)
                ? registry
                : OTHER_REGISTRIES;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        Gauge present = present();
        return Stream.of(ended, ran, waited, lostAttempts, lost, limitedPulls, limited, starts, present)
                .map(SimpleCollector::collect)
                .flatMap(List::stream)
                .toList();
    }

    /** The tasks of this moment. */
    private Gauge present() {
        Gauge gauge = Gauge.build("run_pod_tasks", "Pod tasks whose container runs (Running) or that wait, by cause.")
                .labelNames(CLUSTER, "cause")
                .create();
        Collection<TaskHandle> tasks = RunPodEngine.get().tasks();
        Map<TaskId, String> names = RunPodEngine.get().clusterNames();
        for (TaskHandle task : tasks) {
            String cluster = names.get(task.task().id());
            TaskView view =
                    task.view().filter(seen -> seen.state().result() == null).orElse(null);
            if (cluster != null && view != null && view.diagnosis().isPresent()) {
                Diagnosis diagnosis = view.diagnosis().get();
                if (!diagnosis.verdict().terminal()) {
                    gauge.labels(cluster, cause(diagnosis)).inc();
                    begin(cluster, diagnosis);
                }
            }
        }
        return gauge;
    }

    /** A series whose first value is not 0 has no rate before its second value. So it begins before its first task has ended. */
    private void begin(String cluster, Diagnosis diagnosis) {
        if (clusters.add(cluster)) {
            Stream.of(Verdict.values())
                    .filter(Verdict::terminal)
                    .forEach(verdict -> ended.labels(cluster, verdict.name()));
            Stream.of(WaitKind.values()).forEach(kind -> waited.labels(cluster, kind.word()));
            Stream.of(ran, lostAttempts, lost).forEach(counter -> counter.labels(cluster));
            starts.labels(cluster);
        }
        String registry = NamedRegistry.of(diagnosis);
        if (diagnosis.verdict() == Verdict.RATE_LIMITED && !registry.isEmpty()) {
            String label = label(registry);
            Stream.of(limitedPulls, limited).forEach(counter -> counter.labels(cluster, label));
        }
    }

    /** A node that does not report keeps no container from running. */
    private static String cause(Diagnosis diagnosis) {
        return diagnosis.verdict() == Verdict.RUNNING ? "Running" : diagnosis.cause();
    }
}
