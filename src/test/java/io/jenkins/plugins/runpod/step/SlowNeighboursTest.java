package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.console.AnnotatedLargeText;
import hudson.model.BuildListener;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Result;
import hudson.model.TaskListener;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.File;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.log.FileLogStorage;
import org.jenkinsci.plugins.workflow.log.LogStorage;
import org.jenkinsci.plugins.workflow.log.LogStorageFactory;
import org.jenkinsci.plugins.workflow.log.OutputStreamTaskListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.springframework.security.core.Authentication;

/** Builds whose credentials, cluster or log hang, and fifty pods beside them. */
@WithJenkins
@WithCluster
class SlowNeighboursTest {
    /** More than there are threads for turns. */
    private static final int SLOW = 40;

    private static final int QUICK = 50;

    // What hangs, and the folder of the builds that it hangs for.
    private static final String CREDENTIALS = "slow-credentials";
    private static final String CLUSTER = "slow-cluster";
    private static final String LOG = "slow-log";
    private static final String STORAGE = "slow-storage";

    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;

    /** What hangs now. */
    private static volatile String hanging = "";

    /** It hangs until this opens. */
    private static volatile CountDownLatch open = new CountDownLatch(0);

    private static final AtomicInteger HANGING = new AtomicInteger();

    private final List<WorkflowRun> slow = new ArrayList<>();

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        RunPodSecretEnvTest.addToken();
        jenkins.createProject(Folder.class, CREDENTIALS);
        jenkins.createProject(Folder.class, CLUSTER);
        jenkins.createProject(Folder.class, LOG);
        jenkins.createProject(Folder.class, STORAGE);
    }

    @BeforeEach
    void shut() {
        PipelinePods.configure(cluster.url());
        HANGING.set(0);
        open = new CountDownLatch(1);
    }

    @AfterEach
    void open() throws Exception {
        hanging = "";
        open.countDown();
        for (WorkflowRun build : slow) {
            jenkins.waitForCompletion(build);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    private static void hang(String what) {
        CountDownLatch here = open;
        if (hanging.equals(what) && Thread.currentThread().getName().startsWith("run-pod")) {
            HANGING.incrementAndGet();
            try {
                here.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void startSlow(String what, String script) throws Exception {
        hanging = what;
        for (int i = 0; i < SLOW; i++) {
            WorkflowJob job =
                    jenkins.jenkins.getItemByFullName(what, Folder.class).createProject(WorkflowJob.class, "job-" + i);
            job.setDefinition(new CpsFlowDefinition(script, true));
            slow.add(job.scheduleBuild2(0).waitForStart());
        }
        await().until(() -> HANGING.get() > 0);
    }

    private static void runQuick(String parameters) throws Exception {
        PipelinePods.run(jenkins, Result.SUCCESS, """
                def branches = [:]
                for (int i = 0; i < %d; i++) {
                    branches["b$i"] = { runPod image: 'busybox', command: 'true'%s }
                }
                parallel branches
                """.formatted(QUICK, parameters));
    }

    private void abortSlow() throws Exception {
        assertThat(slow).allMatch(WorkflowRun::isBuilding);
        for (WorkflowRun build : slow) {
            build.doStop();
        }
        for (WorkflowRun build : slow) {
            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        }
        assertThat(open.getCount()).as("they still hang").isOne();
    }

    @Test
    void aCredentialsProviderThatHangsHoldsUpItsFolderAlone() throws Exception {
        startSlow(
                CREDENTIALS, "runPod cluster: 'embedded', image: 'busybox', command: 'true', secretEnv: [T: 'token']");
        runQuick(", cluster: 'embedded', secretEnv: [T: 'token']");
        abortSlow();
    }

    @Test
    void credentialsOfAClusterThatHangHoldUpThatClusterAlone() throws Exception {
        ClusterConfiguration quick = new ClusterConfiguration("embedded");
        quick.setServerUrl(cluster.url());
        ClusterConfiguration hanging = new ClusterConfiguration("hanging");
        hanging.setServerUrl(cluster.url());
        hanging.setCredentialsId("nobody-knows-yet");
        RunPodGlobalConfiguration.get().setClusters(List.of(quick, hanging));
        startSlow(CLUSTER, "runPod cluster: 'hanging', image: 'busybox', command: 'true'");
        runQuick(", cluster: 'embedded'");
        abortSlow();
    }

    @Test
    void aLogThatHangsHoldsUpItsBuildAlone() throws Exception {
        startSlow(LOG, "runPod cluster: 'embedded', image: 'busybox', command: 'echo line'");
        runQuick(", cluster: 'embedded'");
        assertThat(slow).allMatch(WorkflowRun::isBuilding);
        hanging = "";
        open.countDown();
        for (WorkflowRun build : slow) {
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build));
            jenkins.assertLogContains("line", build);
        }
    }

    @Test
    void aLogStorageThatCannotBeReachedHoldsUpItsBuildAlone() throws Exception {
        startSlow(STORAGE, "runPod cluster: 'embedded', image: 'busybox', command: 'true'");
        runQuick(", cluster: 'embedded'");
        abortSlow();
    }

    /** A provider that does not answer. */
    @TestExtension
    public static final class HangingCredentials extends CredentialsProvider {
        @NonNull
        @Override
        public <C extends Credentials> List<C> getCredentialsInItem(
                @NonNull Class<C> type,
                @NonNull Item item,
                Authentication authentication,
                @NonNull List<DomainRequirement> requirements) {
            if (item.getFullName().startsWith(CREDENTIALS)) {
                hang(CREDENTIALS);
            }
            return List.of();
        }

        @NonNull
        @Override
        public <C extends Credentials> List<C> getCredentialsInItemGroup(
                @NonNull Class<C> type,
                ItemGroup group,
                Authentication authentication,
                @NonNull List<DomainRequirement> requirements) {
            if (group instanceof Jenkins && Thread.currentThread().getName().startsWith("run-pod-cluster")) {
                hang(CLUSTER);
            }
            return List.of();
        }
    }

    /** A log that takes no lines from pods. */
    @TestExtension
    public static final class HangingLogs implements LogStorageFactory {
        @Override
        public LogStorage forBuild(@NonNull FlowExecutionOwner build) {
            try {
                File folder = build.getRootDir();
                if (folder.getPath().contains(STORAGE)) {
                    hang(STORAGE);
                }
                return folder.getPath().contains(LOG)
                        ? new HangingLog(FileLogStorage.forFile(new File(folder, "log")))
                        : null;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private record HangingLog(LogStorage file) implements LogStorage {
        @NonNull
        @Override
        public BuildListener overallListener() throws IOException, InterruptedException {
            return file.overallListener();
        }

        @NonNull
        @Override
        public TaskListener nodeListener(@NonNull FlowNode node) throws IOException, InterruptedException {
            return new HangingListener(OutputStreamTaskListener.getOutputStream(file.nodeListener(node)));
        }

        @NonNull
        @Override
        public AnnotatedLargeText<FlowExecutionOwner.Executable> overallLog(
                @NonNull FlowExecutionOwner.Executable build, boolean complete) {
            return file.overallLog(build, complete);
        }

        @NonNull
        @Override
        public AnnotatedLargeText<FlowNode> stepLog(@NonNull FlowNode node, boolean complete) {
            return file.stepLog(node, complete);
        }
    }

    private static final class HangingListener extends OutputStreamTaskListener.Default {
        private static final long serialVersionUID = 1L;

        private final transient OutputStream stream;

        HangingListener(OutputStream stream) {
            this.stream = new FilterOutputStream(stream) {
                @Override
                public void write(byte[] text, int offset, int count) throws IOException {
                    hang(LOG);
                    out.write(text, offset, count);
                }
            };
        }

        @NonNull
        @Override
        public OutputStream getOutputStream() {
            return stream;
        }
    }
}
