package io.jenkins.plugins.runpod.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hudson.model.AdministrativeMonitor;
import hudson.model.Result;
import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.engine.kube.ClusterSettings;
import io.jenkins.plugins.runpod.engine.kube.client.KubeClients;
import io.jenkins.plugins.runpod.engine.pod.PodLabels;
import io.jenkins.plugins.runpod.engine.tenancy.Tenancies;
import io.jenkins.plugins.runpod.engine.tenancy.Tenancy;
import io.jenkins.plugins.runpod.engine.tenancy.TenancyTiming;
import io.jenkins.plugins.runpod.engine.time.ScheduledTimer;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.testing.Patience;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.htmlunit.html.HtmlForm;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** This Jenkins is the copy: another controller with its identity was first and renews its lease. */
@WithJenkins
@WithCluster
class SameIdentityTest {
    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

    private EmbeddedCluster cluster;
    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final ScheduledTimer timer = new ScheduledTimer(workers);
    private JenkinsRule jenkins;
    private Tenancies original;

    @BeforeEach
    void start(JenkinsRule rule) {
        jenkins = rule;
        PipelinePods.configure(cluster.url());
        original = new Tenancies("jenkins-0:/home", TenancyTiming.USUAL, timer, Clock.systemUTC(), System::nanoTime);
        Tenancy tenancy = original.of(
                "cluster",
                "embedded",
                PodLabels.value(RunPodEngine.controller()),
                "default",
                () -> new KubeClients(workers, timer)
                        .acquire(
                                "cluster",
                                () -> Config.fromKubeconfig(cluster.kubeconfig()),
                                ClusterSettings.of("a=b"),
                                waits -> {}));
        tenancy.use();
        assertThat(tenancy.ask().toCompletableFuture().join()).isEmpty();
    }

    @AfterEach
    void stop() {
        timer.close();
        workers.shutdownNow();
    }

    private WorkflowRun held() throws Exception {
        WorkflowRun build = PipelinePods.start(jenkins, "runPod image: 'busybox', command: 'echo hello'");
        jenkins.waitForMessage("Another controller with the same identity (jenkins-0:/home) holds the lease", build);
        return build;
    }

    private static SameIdentityMonitor monitor() {
        return AdministrativeMonitor.all().get(SameIdentityMonitor.class);
    }

    @Test
    void copyCreatesNoPodAndCanBeMadeToTakeOver() throws Exception {
        assertThat(monitor().isActivated()).isFalse();
        WorkflowRun build = held();
        assertThat(cluster.requests().count("create pods")).isZero();
        assertThat(monitor().isActivated()).isTrue();
        assertThat(monitor().getNamespaces()).containsExactly("embedded/default: held by jenkins-0:/home");

        submit("run-pod-take-over");

        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build));
        assertThat(monitor().isActivated()).isFalse();
    }

    @Test
    void copyThatGetsAnIdentityOfItsOwnHasItsOwnPods() throws Exception {
        WorkflowRun before = held();
        String shared = RunPodEngine.controller();

        submit("run-pod-new-identity");

        assertThat(RunPodEngine.controller()).isNotEqualTo(shared);
        assertThat(monitor().isActivated()).isFalse();
        PipelinePods.run(jenkins, Result.SUCCESS, "runPod image: 'busybox', command: 'true'");
        assertThat(cluster.requests().count("create pods")).isEqualTo(1);
        before.doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(before));
    }

    @Test
    void copyDeletesNothing() throws Exception {
        String pod = LeftOvers.create(cluster, RunPodEngine.controller(), "nowhere#1");

        GarbageCollection.get().collect().toCompletableFuture().get(Patience.HANG.toSeconds(), TimeUnit.SECONDS);

        assertThat(cluster.requests().count("delete pods")).isZero();
        assertThat(cluster.store().find(Resource.PODS, "default", pod)).isPresent();
        await().until(monitor()::isActivated);
    }

    private void submit(String form) throws Exception {
        try (JenkinsRule.WebClient browser = jenkins.createWebClient()) {
            HtmlForm found = browser.goTo("manage").getFormByName(form);
            jenkins.submit(found);
        }
    }
}
