package io.jenkins.plugins.runpod.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import hudson.EnvVars;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.model.TaskListener;
import io.jenkins.plugins.opentelemetry.api.ReconfigurableOpenTelemetry;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.freestyle.RunPodBuilder;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.step.RunPodStep;
import io.jenkins.plugins.runpod.testing.WithCluster;
import io.opentelemetry.sdk.resources.Resource;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepEnvironmentContributor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Spans on their way to a collector, by the exporter of the OpenTelemetry API plugin. */
@WithJenkins
@WithCluster
class ExportTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

    private static final Queue<String> RECEIVED = new ConcurrentLinkedQueue<>();
    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;
    private static HttpServer collector;
    private static volatile String parent;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        PipelinePods.configure(cluster.url());
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            RECEIVED.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        ReconfigurableOpenTelemetry.get()
                .configure(
                        Map.of(
                                "otel.traces.exporter", "otlp",
                                "otel.metrics.exporter", "none",
                                "otel.logs.exporter", "none",
                                "otel.exporter.otlp.protocol", "http/protobuf",
                                "otel.exporter.otlp.compression", "none",
                                "otel.bsp.schedule.delay", "100",
                                "otel.exporter.otlp.endpoint",
                                        "http://127.0.0.1:"
                                                + collector.getAddress().getPort()),
                        Resource.empty(),
                        true);
    }

    @AfterAll
    static void stop() throws Exception {
        ReconfigurableOpenTelemetry.get().close();
        jenkins.after();
        collector.stop(0);
    }

    @BeforeEach
    void forget() {
        RECEIVED.clear();
        parent = null;
    }

    @Test
    void spanOfAStepNamesWhatItWaitedForBelowTheSpanAround() throws Exception {
        PipelinePods.run(
                jenkins,
                Result.SUCCESS,
                "withEnv(['TRACEPARENT=" + PARENT + "']) { runPod image: 'ratelimited/busybox', command: 'true' }");

        await().until(() -> received(TRACE, "pod task", "ratelimited/busybox", "RegistryRateLimit", "Running"));
    }

    @Test
    void spanIsBelowTheSpanAroundAlsoIfTheEnvironmentIsNotPassed() throws Exception {
        parent = PARENT;
        PipelinePods.run(jenkins, Result.SUCCESS, "runPod image: 'busybox', command: 'true', passEnv: false");

        await().until(() -> received(TRACE, "pod task"));
    }

    @Test
    void spanOfABuildStepIsExportedToo() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject();
        RunPodStep step = new RunPodStep();
        step.setImage("busybox");
        step.setCommand("exit 3");
        job.getBuildersList().add(new RunPodBuilder(step));
        jenkins.buildAndAssertStatus(Result.FAILURE, job);

        await().until(() -> received("", "TASK_FAILED", "ExitCode"));
        assertThat(RECEIVED).noneMatch(body -> body.contains(bytes(TRACE)));
    }

    /** Sets the variable for each step, as the OpenTelemetry plugin does. */
    @TestExtension
    public static final class StepSpans extends StepEnvironmentContributor {
        @Override
        public void buildEnvironmentFor(StepContext context, EnvVars variables, TaskListener listener) {
            if (parent != null) {
                variables.put("TRACEPARENT", parent);
            }
        }
    }

    private static boolean received(String trace, String... words) {
        return RECEIVED.stream().anyMatch(body -> {
            boolean all = body.contains(bytes(trace));
            for (String word : words) {
                all &= body.contains(word);
            }
            return all;
        });
    }

    private static String bytes(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }
}
