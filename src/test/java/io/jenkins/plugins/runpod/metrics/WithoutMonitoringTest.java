package io.jenkins.plugins.runpod.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** Jenkins without the plugins that watch others. */
@WithCluster
class WithoutMonitoringTest {
    @RegisterExtension
    private final RealJenkinsExtension real =
            new RealJenkinsExtension().omitPlugins("metrics", "prometheus", "opentelemetry-api");

    @Test
    void podsRunWithoutThePluginsThatWatchOthers(EmbeddedCluster cluster) throws Throwable {
        real.startJenkins();
        real.runRemotely(WithoutMonitoringTest::run, cluster.url());
    }

    private static void run(JenkinsRule jenkins, String url) throws Throwable {
        assertThat(Stream.of("metrics", "prometheus", "opentelemetry-api"))
                .allMatch(name -> jenkins.jenkins.getPlugin(name) == null);
        PipelinePods.configure(url);
        PipelinePods.run(jenkins, Result.SUCCESS, "runPod image: 'busybox', command: 'true'");
    }
}
