package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Result;
import hudson.model.Slave;
import hudson.model.TaskListener;
import hudson.util.StreamTaskListener;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.testing.Patience;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** The file of {@code yamlFile} and an agent that goes and comes back. A pipe holds the reading until the agent goes. */
@WithCluster
class YamlReadingTest {
    private static final String AGENT = "remote";
    private static final String WAITING = "[run-pod] Agent " + AGENT
            + " of the workspace is away."
            + " run-pod waits up to 15m for it, and then reads yamlFile pod.yaml.";

    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

    @RegisterExtension
    final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @RegisterExtension
    final InboundAgentExtension agents = new InboundAgentExtension();

    private EmbeddedCluster cluster;

    private Path file;

    private WorkflowRun startReading(JenkinsRule jenkins) throws Exception {
        PipelinePods.configure(cluster.url());
        Slave agent = agents.createAgent(jenkins, AGENT);
        WorkflowRun build = PipelinePods.start(
                jenkins,
                "node('" + AGENT
                        + "') { sh 'mkfifo pod.yaml'; runPod yamlFile: 'pod.yaml', command: 'echo \"B is $B\"' }");
        file = Path.of(agent.getRemoteFS(), "workspace", build.getParent().getName(), "pod.yaml");
        awaitStatus(build, "reading pod.yaml");
        return build;
    }

    /** Nothing else can delete a pipe without opening it, which would block. */
    @AfterEach
    void deletePipe() throws IOException {
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }

    private static void awaitStatus(WorkflowRun build, String status) {
        await().untilAsserted(() -> assertThat(statuses(build)).containsExactly(status));
    }

    private static List<String> statuses(WorkflowRun build) throws Exception {
        if (build.getExecution() == null) {
            return List.of();
        }
        return build.getExecution().getCurrentExecutions(true).get().stream()
                .filter(RunPodStepExecution.class::isInstance)
                .map(StepExecution::getStatus)
                .toList();
    }

    private void stopAgent(JenkinsRule jenkins, WorkflowRun build) throws Exception {
        agents.stop(jenkins, AGENT);
        jenkins.waitForMessage(WAITING, build);
    }

    private void replacePipe() throws IOException {
        Files.delete(file);
        Files.writeString(file, "spec: {containers: [{name: build, image: busybox, env: [{name: B, value: read}]}]}");
    }

    private static void assertThatItWentOn(JenkinsRule jenkins, WorkflowRun build) throws Exception {
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
        jenkins.assertLogContains("B is read", build);
    }

    private static WorkflowRun theBuild(JenkinsRule jenkins) {
        return jenkins.jenkins.getAllItems(WorkflowJob.class).get(0).getLastBuild();
    }

    private static long readers() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Arrays.stream(stack)
                        .anyMatch(frame -> frame.getClassName().equals(YamlReading.class.getName())))
                .count();
    }

    @Test
    void agentThatGoesAwayIsAwaitedWithoutAThread() throws Throwable {
        sessions.then(jenkins -> {
            WorkflowRun build = startReading(jenkins);
            // The thread that began the reading may still be about.
            await().untilAsserted(() -> assertThat(readers()).isEqualTo(1));
            stopAgent(jenkins, build);
            await().untilAsserted(() -> assertThat(readers()).isZero());
            awaitStatus(build, "waiting for agent " + AGENT + ", whose workspace has pod.yaml");

            replacePipe();
            agents.start(jenkins, AGENT);

            assertThatItWentOn(jenkins, build);
            assertThat(JenkinsRule.getLog(build).lines().filter(line -> line.startsWith(WAITING)))
                    .hasSize(1);
        });
    }

    @Test
    void stepThatReadsWhileJenkinsGoesDownReadsAgainOnceTheAgentIsBack() throws Throwable {
        sessions.then(this::startReading);
        sessions.then(jenkins -> {
            assertThat(jenkins.jenkins.getComputer(AGENT).isOffline()).isTrue();
            replacePipe();
            agents.start(jenkins, AGENT);

            assertThatItWentOn(jenkins, theBuild(jenkins));
        });
    }

    @Test
    void stepThatWaitsWhileJenkinsGoesDownWaitsAgain() throws Throwable {
        sessions.then(jenkins -> stopAgent(jenkins, startReading(jenkins)));
        sessions.then(jenkins -> {
            replacePipe();
            agents.start(jenkins, AGENT);

            assertThatItWentOn(jenkins, theBuild(jenkins));
        });
    }

    @Test
    void abortEndsTheWait() throws Throwable {
        sessions.then(jenkins -> {
            WorkflowRun build = startReading(jenkins);
            stopAgent(jenkins, build);

            build.doStop();

            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        });
    }

    @Test
    void abortEndsAReadingThatHangs() throws Throwable {
        sessions.then(jenkins -> {
            WorkflowRun build = startReading(jenkins);

            build.doStop();

            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        });
    }

    @Test
    void waitHasAnEnd() throws Throwable {
        sessions.then(jenkins -> {
            ByteArrayOutputStream log = new ByteArrayOutputStream();
            CompletableFuture<Throwable> end = new CompletableFuture<>();

            new YamlReading(
                            new AwayContext(new StreamTaskListener(log, StandardCharsets.UTF_8)),
                            "pod.yaml",
                            Duration.ofSeconds(1),
                            text -> end.complete(null),
                            end::complete)
                    .start();

            assertThat(end.get(Patience.HANG.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOf(AbortException.class)
                    .hasMessageContaining(
                            "yamlFile: cannot read pod.yaml, because the agent of the workspace has been away for 1s");
            assertThat(log.toString(StandardCharsets.UTF_8).lines())
                    .containsExactly("[run-pod] The agent of the workspace is away. run-pod waits up to 1s for it,"
                            + " and then reads yamlFile pod.yaml.");
        });
    }

    /** The context of a step whose agent is away. */
    private static final class AwayContext extends StepContext {
        private static final long serialVersionUID = 1L;

        private final transient TaskListener listener;

        AwayContext(TaskListener listener) {
            this.listener = listener;
        }

        @Override
        public <T> T get(Class<T> key) throws IOException {
            if (key == FilePath.class) {
                throw new IOException("Unable to create live FilePath");
            }
            return key == TaskListener.class ? key.cast(listener) : null;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void onSuccess(Object result) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void onFailure(Throwable error) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ListenableFuture<Void> saveState() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setResult(Result result) {
            throw new UnsupportedOperationException();
        }

        @Override
        public BodyInvoker newBodyInvoker() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }
}
