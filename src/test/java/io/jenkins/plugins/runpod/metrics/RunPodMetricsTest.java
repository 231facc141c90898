package io.jenkins.plugins.runpod.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.Timer;
import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.testing.WithCluster;
import jenkins.metrics.api.Metrics;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
@WithCluster
class RunPodMetricsTest {
    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
        PipelinePods.configure(cluster.url());
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    private static long gauge(String name) {
        Gauge<?> gauge = Metrics.metricRegistry().getGauges().get("run-pod." + name);
        return ((Number) gauge.getValue()).longValue();
    }

    private static Timer latency() {
        return Metrics.metricRegistry().getTimers().get("run-pod.latency");
    }

    @Test
    void tasksAreCountedWhileTheyWaitAndRun() throws Exception {
        WorkflowRun build = PipelinePods.start(jenkins, """
                parallel(
                    run: { runPod image: 'busybox', command: 'sleep 600' },
                    wait: { runPod image: 'unschedulable/app', command: 'true' })
                """);
        try {
            await().until(() -> gauge("tasks.running") == 1 && gauge("tasks.waiting.Unschedulable") == 1);
        } finally {
            build.doStop();
            jenkins.waitForCompletion(build);
        }
    }

    @Test
    void endsAreCountedWithTheirLatencyRequestsAndLog() throws Exception {
        long failed = gauge("verdicts.TASK_FAILED");
        long requests = gauge("api.requests");
        long bytes = gauge("log.bytes");
        long ends = latency().getCount();

        PipelinePods.run(jenkins, Result.FAILURE, "runPod image: 'busybox', command: 'echo 0123456789; exit 3'");

        assertThat(gauge("verdicts.TASK_FAILED")).isEqualTo(failed + 1);
        assertThat(gauge("api.requests")).isGreaterThan(requests);
        assertThat(gauge("log.bytes")).isGreaterThan(bytes + 10);
        assertThat(latency().getCount()).isEqualTo(ends + 1);
        assertThat(latency().getSnapshot().getMax()).isLessThan(60_000_000_000L);
    }
}
