package io.jenkins.plugins.runpod.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.AdministrativeMonitor;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.config.ControllerIdentity;
import io.jenkins.plugins.runpod.freestyle.RunPodBuilder;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.step.RunPodStep;
import io.jenkins.plugins.runpod.testing.Patience;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** The file with the identity of this controller exists and cannot be read. */
class UnknownIdentityTest {
    private static final String SENTENCE = "Cannot read the identity of this controller from ";

    @RegisterExtension
    final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private final EmbeddedCluster cluster = EmbeddedCluster.start();

    @AfterEach
    void stop() {
        cluster.close();
    }

    private static Path file(JenkinsRule jenkins) {
        return jenkins.jenkins.getRootDir().toPath().resolve("run-pod-controller.txt");
    }

    private static UnknownIdentityMonitor monitor() {
        return AdministrativeMonitor.all().get(UnknownIdentityMonitor.class);
    }

    private static void collect() throws Exception {
        GarbageCollection.get().collect().toCompletableFuture().get(Patience.HANG.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void taskThatRunsGoesOnAndNothingElseIsDoneUntilTheFileIsBack() throws Throwable {
        AtomicReference<Path> identity = new AtomicReference<>();
        AtomicReference<String> old = new AtomicReference<>();
        AtomicReference<String> leftOver = new AtomicReference<>();
        sessions.then(jenkins -> {
            ControllerIdentity.get().renew();
            PipelinePods.configure(cluster.url());
            identity.set(file(jenkins));
            old.set(RunPodEngine.controller());
            leftOver.set(LeftOvers.create(cluster, old.get(), "nowhere#1"));
            jenkins.waitForMessage(
                    "here",
                    PipelinePods.start(jenkins, "runPod image: 'busybox', command: 'echo here; sleep 5; exit 7'"));
        });
        Files.delete(identity.get());
        Files.createDirectory(identity.get());
        sessions.then(jenkins -> {
            WorkflowRun running =
                    jenkins.jenkins.getAllItems(WorkflowJob.class).get(0).getLastBuild();
            jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(running));
            jenkins.assertLogContains("exit code 7", running);

            assertThatNewTasksAreRefused(jenkins);
            collect();
            IdleLeases leases =
                    jenkins.jenkins.getExtensionList(IdleLeases.class).get(0);
            leases.doRun();
            assertThat(cluster.store().find(Resource.PODS, "default", leftOver.get()))
                    .isPresent();
            assertThat(RunPodEngine.get().contested()).isEmpty();
            assertThat(cluster.requests().count("create pods")).isEqualTo(1);
            assertThatTheMonitorSaysIt(jenkins);

            Files.delete(identity.get());
            Files.writeString(identity.get(), old.get());
            assertThat(RunPodEngine.controller()).isEqualTo(old.get());
            assertThat(monitor().isActivated()).isFalse();
            PipelinePods.run(jenkins, Result.SUCCESS, "runPod image: 'busybox', command: 'true'");
        });
    }

    private static void assertThatNewTasksAreRefused(JenkinsRule jenkins) throws Exception {
        WorkflowRun refused = PipelinePods.run(
                jenkins, Result.FAILURE, "runPod image: 'busybox', command: 'true', namespace: 'other'");
        jenkins.assertLogContains(SENTENCE + file(jenkins) + ": ", refused);
        jenkins.assertLogNotContains("\tat ", refused);
        RunPodStep step = new RunPodStep();
        step.setImage("busybox");
        FreeStyleProject freestyle = jenkins.createFreeStyleProject();
        freestyle.getBuildersList().add(new RunPodBuilder(step));
        jenkins.assertLogContains(SENTENCE, jenkins.buildAndAssertStatus(Result.FAILURE, freestyle));
    }

    private static void assertThatTheMonitorSaysIt(JenkinsRule jenkins) throws Exception {
        assertThat(monitor().isActivated()).isTrue();
        try (JenkinsRule.WebClient browser = jenkins.createWebClient()) {
            assertThat(browser.goTo("manage").asNormalizedText())
                    .contains(SENTENCE)
                    .contains("restore it from a backup");
        }
    }

    @Test
    void damagedFilesAreNoIdentityAndAnAdministratorMayReplaceThem() throws Throwable {
        sessions.then(jenkins -> {
            String legacy = ControllerIdentity.get().identity();
            for (byte[] damaged :
                    new byte[][] {{}, {0, 0, 0, 0}, {(byte) 0xff, 1}, " \n".getBytes(StandardCharsets.UTF_8)}) {
                Files.write(file(jenkins), damaged);
                assertThat(new ControllerIdentity().known()).isEmpty();
            }
            assertThat(legacy).isEqualTo(ControllerIdentity.get().identity());
        });
        sessions.then(jenkins -> {
            assertThat(monitor().isActivated()).isTrue();
            try (JenkinsRule.WebClient browser = jenkins.createWebClient()) {
                jenkins.submit(browser.goTo("manage").getFormByName("run-pod-lost-identity"));
            }
            assertThat(monitor().isActivated()).isFalse();
            assertThat(RunPodEngine.controller()).isEqualTo(Files.readString(file(jenkins)));
            String renewed = RunPodEngine.controller();
            monitor().doNewIdentity();
            assertThat(RunPodEngine.controller()).as("after a late click").isEqualTo(renewed);
        });
    }
}
