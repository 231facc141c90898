package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.util.stream.IntStream;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

@WithCluster
class RunPodCrashTest {
    private static final int LINES = 150;

    @RegisterExtension
    final RealJenkinsExtension jenkins = new RealJenkinsExtension();

    private EmbeddedCluster cluster;

    @Test
    void controllerThatIsKilledComesBackToTheSamePodsAndHasEveryLineOnce() throws Throwable {
        jenkins.startJenkins();
        jenkins.runRemotely(RunPodCrashTest::begin, cluster.url());
        jenkins.stopJenkinsForcibly();

        jenkins.startJenkins();
        String numbered = jenkins.runRemotely(RunPodCrashTest::finish, "numbered");
        String masked = jenkins.runRemotely(RunPodCrashTest::finish, "masked");

        assertThat(numbered.lines().filter(line -> line.startsWith("line ")))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, LINES)
                        .mapToObj(i -> "line " + i)
                        .toList());
        assertThat(masked.lines().filter("the same ****"::equals)).hasSize(LINES);
        assertThat(cluster.requests().count("create pods")).isEqualTo(2);
    }

    private static void begin(JenkinsRule r, String url) throws Throwable {
        PipelinePods.configure(url);
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(
                        CredentialsScope.GLOBAL, "token", "", Secret.fromString("a-secret-much-longer-than-its-mask")));
        SystemCredentialsProvider.getInstance().save();
        WorkflowRun numbered = start(r, "numbered", "runPod image: 'busybox', command: '" + loop("echo line $i") + "'");
        WorkflowRun masked = start(
                r,
                "masked",
                "withCredentials([string(credentialsId: 'token', variable: 'TOKEN')]) {"
                        + " runPod image: 'busybox', env: [T: TOKEN], command: '" + loop("echo the same $T") + "' }");
        r.waitForMessage("the same", masked);
        r.waitForMessage("line 20", numbered);
    }

    private static String loop(String command) {
        return "for i in $(seq 1 " + LINES + "); do " + command + "; sleep 0.1; done; exit 7";
    }

    private static WorkflowRun start(JenkinsRule r, String name, String script) throws Exception {
        WorkflowJob job = r.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private static String finish(JenkinsRule r, String name) throws Throwable {
        WorkflowRun build = r.jenkins.getItemByFullName(name, WorkflowJob.class).getBuildByNumber(1);
        r.assertBuildStatus(Result.FAILURE, r.waitForCompletion(build));
        r.assertLogContains("exit code 7", build);
        return JenkinsRule.getLog(build);
    }
}
