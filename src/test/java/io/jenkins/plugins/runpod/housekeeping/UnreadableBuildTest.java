package io.jenkins.plugins.runpod.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.testing.Patience;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.apache.commons.io.FileUtils;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.LogRecorder;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Pods whose build is there and cannot be read. */
@WithJenkins
@WithCluster
class UnreadableBuildTest {
    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;

    private final LogRecorder log =
            new LogRecorder().record(Builds.class, Level.WARNING).capture(100);

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
        System.setProperty(GarbageCollection.PAUSE, "PT0S");
        PipelinePods.configure(cluster.url());
    }

    @AfterAll
    static void stop() throws Exception {
        System.clearProperty(GarbageCollection.PAUSE);
        jenkins.after();
    }

    @Test
    void podOfABuildWithADamagedFileStaysAndTheLogSaysSoOnce() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, "echo 'no pod'");
        WorkflowJob job = build.getParent();
        String pod = leftOver(build.getExternalizableId());
        Files.writeString(build.getRootDir().toPath().resolve("build.xml"), "<flow-build><");
        job.getLazyBuildMixIn()._getRuns().purgeCache();
        assertThat(job.getBuildByNumber(1)).isNull();

        assertStays(pod);
        assertStays(pod);

        assertThat(log.getMessages())
                .filteredOn(message -> message.contains(build.getExternalizableId()))
                .singleElement()
                .satisfies(message ->
                        assertThat(message).contains("stay", build.getRootDir().toString()));
        FileUtils.deleteDirectory(build.getRootDir());
        assertGoes(pod);
    }

    @Test
    void podOfAJobThatDidNotLoadStays() throws Exception {
        Path folder = jenkins.jenkins.getRootDir().toPath().resolve("jobs/damaged");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.xml"), "<flow-definition><");
        String pod = leftOver("damaged#1");

        assertStays(pod);

        assertThat(log.getMessages()).anyMatch(message -> message.contains(folder.toString()));
        FileUtils.deleteDirectory(folder.toFile());
        assertGoes(pod);
    }

    @Test
    void podOfAJobBelowAFolderThatDidNotLoadStays() throws Exception {
        Path parent = jenkins.jenkins.getRootDir().toPath().resolve("jobs/team");
        Path branch = parent.resolve("branches/feature-x.0a1b2c");
        Files.createDirectories(branch);
        Files.writeString(parent.resolve("config.xml"), "<");
        Files.writeString(branch.resolve("config.xml"), "<");
        Files.writeString(branch.resolve("name-utf8.txt"), "feature%2Fx");
        String pod = leftOver("team/feature%2Fx#1");
        String other = leftOver("team/feature%2Fy#1");

        assertStays(pod);
        awaitGone(other);
        FileUtils.deleteDirectory(parent.toFile());
        assertGoes(pod);
    }

    @Test
    void deletionOfAJobWithoutTasksAsksForNoRound() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, "echo 'no pod'");
        await().until(() -> !GarbageCollection.get().isPlanned());

        build.getParent().delete();

        assertThat(GarbageCollection.get().isPlanned()).isFalse();
    }

    @Test
    void deletionOfAJobWithTasksAsksForARound() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, "runPod image: 'busybox', command: 'true'");
        await().until(() -> !GarbageCollection.get().isPlanned());

        build.getParent().delete();

        assertThat(GarbageCollection.get().isPlanned()).isTrue();
    }

    private static void collect() throws Exception {
        GarbageCollection.get().collect().toCompletableFuture().get(Patience.HANG.toSeconds(), TimeUnit.SECONDS);
    }

    private static String leftOver(String build) throws Exception {
        return LeftOvers.create(cluster, RunPodEngine.controller(), build);
    }

    /** A round that deletes another pod leaves this one. */
    private static void assertStays(String pod) throws Exception {
        String other = leftOver("nowhere#1");
        collect();
        awaitGone(other);
        assertThat(cluster.store().find(Resource.PODS, "default", pod))
                .hasValueSatisfying(found -> assertThat(
                                found.at("/metadata/deletionTimestamp").isMissingNode())
                        .isTrue());
    }

    private static void assertGoes(String pod) throws Exception {
        collect();
        awaitGone(pod);
    }

    private static void awaitGone(String pod) {
        await().until(() -> cluster.store().find(Resource.PODS, "default", pod).isEmpty());
    }
}
