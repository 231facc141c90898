package io.jenkins.plugins.runpod.ui;

import io.jenkins.plugins.runpod.engine.kube.ServerHealth;
import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.text.Durations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How the clusters are. Pure. */
final class ClusterReports {
    private ClusterReports() {}

    /**
     * One cluster. Everything but the name is text or figure to show; empty while it is not in use.
     *
     * @param state one word in lower case, which a style sheet knows
     * @param failure why the last request had no usable answer; may be empty
     * @param answered how long ago it answered last; may be empty
     * @param informers in how many namespaces its pods are watched
     * @param queued how many requests wait for the limit on our side, and how long the first has waited
     */
    record Report(
            String name,
            String state,
            String title,
            String failure,
            String answered,
            String tasks,
            String informers,
            String requests,
            String queued) {}

    /**
     * Those that are configured, and those that were and are still in use.
     *
     * @param tasks the number of running tasks in each cluster
     */
    static List<Report> of(
            Collection<String> configured, Map<String, SharedCluster> inUse, Map<String, Integer> tasks) {
        Set<String> names = new LinkedHashSet<>(configured);
        names.addAll(inUse.keySet());
        List<Report> reports = new ArrayList<>();
        for (String name : names) {
            SharedCluster cluster = inUse.get(name);
            reports.add(
                    cluster == null
                            ? new Report(name, "idle", Messages.ClusterReports_unused(), "", "", "", "", "", "")
                            : inUse(name, cluster, tasks.getOrDefault(name, 0)));
        }
        return reports;
    }

    private static Report inUse(String name, SharedCluster cluster, int tasks) {
        ServerHealth health = cluster.health();
        int queued = cluster.backlog().requests();
        boolean answers = health.lastAnswer().isPresent() && health.failure().isEmpty();
        return new Report(
                name,
                answers ? "succeeded" : health.failure().isPresent() ? "failed" : "waiting",
                answers
                        ? Messages.ClusterReports_answers()
                        : health.failure().isPresent()
                                ? Messages.ClusterReports_failing()
                                : Messages.ClusterReports_silent(),
                health.failure().orElse(""),
                health.lastAnswer().map(Durations::format).orElse(""),
                Integer.toString(tasks),
                Integer.toString(cluster.informers()),
                Long.toString(cluster.requests().total()),
                queued == 0
                        ? "0"
                        : queued + " (" + Durations.format(cluster.backlog().longest()) + ")");
    }
}
