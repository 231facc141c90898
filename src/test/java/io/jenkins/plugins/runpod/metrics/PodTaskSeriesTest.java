package io.jenkins.plugins.runpod.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hudson.ExtensionList;
import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.history.EndedTask;
import io.jenkins.plugins.runpod.history.Wait;
import io.jenkins.plugins.runpod.history.WaitKind;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.time.Instant;
import java.util.List;
import org.jenkinsci.plugins.prometheus.service.DefaultPrometheusMetrics;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What the Prometheus plugin shows. */
@WithJenkins
@WithCluster
class PodTaskSeriesTest {
    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
        PipelinePods.configure(cluster.url());
        await().until(() -> text().contains("# HELP run_pod_tasks "));
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    @Test
    void taskIsCountedWhileItWaitsAndWhenItHasEnded() throws Exception {
        double cancelled = value("run_pod_ended_tasks_total{cluster=\"embedded\",verdict=\"CANCELLED\",}");
        WorkflowRun build = PipelinePods.start(jenkins, "runPod image: 'unschedulable/app', command: 'true'");
        try {
            await().until(() -> text().contains("run_pod_tasks{cluster=\"embedded\",cause=\"Unschedulable\",} 1.0"));
        } finally {
            build.doStop();
            jenkins.waitForCompletion(build);
        }
        await().until(() ->
                value("run_pod_ended_tasks_total{cluster=\"embedded\",verdict=\"CANCELLED\",}") == cancelled + 1);
        assertThat(text())
                .contains("run_pod_waited_seconds_total{cluster=\"embedded\",wait=\"scheduling\",}")
                .doesNotContain("cause=\"Unschedulable\"");
    }

    @Test
    void limitedPullsHaveTheirRegistry() throws Exception {
        PipelinePods.run(jenkins, Result.SUCCESS, "runPod image: 'quay.io/ratelimited/app', command: 'true'");

        await().until(() -> value("run_pod_limited_pulls_total{cluster=\"embedded\",registry=\"quay.io\",}") > 0);
        assertThat(value("run_pod_limited_seconds_total{cluster=\"embedded\",registry=\"quay.io\",}"))
                .isPositive();
        assertThat(text()).contains("run_pod_start_seconds_bucket{cluster=\"embedded\",le=\"600.0\",} 1.0");
    }

    @Test
    void seriesOfARegistryBeginsWithItsFirstLimitedPull() throws Exception {
        WorkflowRun build = PipelinePods.start(jenkins, "runPod image: 'ghcr.io/429/app', command: 'true'");
        try {
            await().until(() ->
                    text().contains("run_pod_limited_pulls_total{cluster=\"embedded\",registry=\"ghcr.io\",} 0.0"));
        } finally {
            build.doStop();
            jenkins.waitForCompletion(build);
        }
        await().until(() ->
                text().contains("run_pod_limited_pulls_total{cluster=\"embedded\",registry=\"ghcr.io\",} 1.0"));
    }

    @Test
    void waitsForTheLimitOfAKubeletSayNothingOfARegistry() {
        series().add(task("kubelet", new Wait(WaitKind.LIMITED, "PullQPSExceeded", "app:1", 1, 9_000)));

        assertThat(text())
                .contains("run_pod_waited_seconds_total{cluster=\"kubelet\",wait=\"limited\",} 9.0")
                .doesNotContain("run_pod_limited_pulls_total{cluster=\"kubelet\"");
    }

    @Test
    void taskThatWaitsForALimitWithoutAPodHasNoLimitedPull() {
        series().add(task("damped", new Wait(WaitKind.LIMITED, "RegistryDamping", "app:1", 1, 30_000)));

        assertThat(text())
                .contains("run_pod_limited_pulls_total{cluster=\"damped\",registry=\"docker.io\",} 0.0")
                .contains("run_pod_limited_seconds_total{cluster=\"damped\",registry=\"docker.io\",} 30.0");
    }

    @Test
    void registriesBeyondAHundredShareALabel() {
        PodTaskSeries own = new PodTaskSeries();
        for (int i = 0; i < 105; i++) {
            own.add(task("prod", new Wait(WaitKind.LIMITED, "RegistryRateLimit", "r" + i + ".example/app", 1, 1_000)));
        }

        List<String> registries = own.collect().stream()
                .filter(family -> family.name.equals("run_pod_limited_pulls"))
                .flatMap(family -> family.samples.stream())
                .filter(sample -> sample.name.endsWith("_total"))
                .map(sample -> sample.labelValues.get(1) + " " + sample.value)
                .toList();
        assertThat(registries).hasSize(101).contains("other 5.0", "r0.example 1.0");
    }

    private static EndedTask task(String cluster, Wait wait) {
        return new EndedTask(
                Instant.EPOCH,
                "task",
                "job#1",
                cluster,
                "ci",
                "app:1",
                Verdict.SUCCEEDED,
                "Completed",
                1,
                1000L,
                2000,
                0,
                List.of(wait));
    }

    private static PodTaskSeries series() {
        return ExtensionList.lookupSingleton(PodTaskSeries.class);
    }

    /** 0 if there is no such series. */
    private static double value(String series) {
        return text().lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .sum();
    }

    private static String text() {
        DefaultPrometheusMetrics.get().collectMetrics();
        return DefaultPrometheusMetrics.get().getMetrics();
    }
}
