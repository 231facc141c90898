package io.jenkins.plugins.runpod.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.testing.WithCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** Jenkins without the metrics plugin. */
@WithCluster
class WithoutMetricsTest {
    @RegisterExtension
    private final RealJenkinsExtension real = new RealJenkinsExtension().omitPlugins("metrics");

    @Test
    void podsRunWithoutTheMetricsPlugin(EmbeddedCluster cluster) throws Throwable {
        real.startJenkins();
        real.runRemotely(WithoutMetricsTest::run, cluster.url());
    }

    private static void run(JenkinsRule jenkins, String url) throws Throwable {
        assertThat(jenkins.jenkins.getPlugin("metrics")).isNull();
        PipelinePods.configure(url);
        PipelinePods.run(jenkins, Result.SUCCESS, "runPod image: 'busybox', command: 'true'");
    }
}
