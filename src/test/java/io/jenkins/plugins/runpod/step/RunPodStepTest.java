package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
@WithCluster
class RunPodStepTest {
    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;
    private static PipelinePods pods;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
        pods = new PipelinePods(cluster);
        PipelinePods.configure(cluster.url());
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    @Test
    void outputOfAPodIsInTheConsoleOfAPipelineWithoutAnAgent() throws Exception {
        WorkflowRun build = PipelinePods.run(
                jenkins, Result.SUCCESS, "runPod image: 'busybox', command: 'echo hello from the pod'");

        jenkins.assertLogContains("\nhello from the pod\n", build);
    }

    @Test
    void stepReturnsHowThePodEnded() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, """
                def r = runPod(name: 'report', image: 'busybox', command: 'true')
                echo "code=${r.exitCode} attempt=${r.attempt} namespace=${r.namespace} verdict=${r.verdict}"
                echo "name=${r.podName} node=${r.node} ended=${r.finishedAt} waits=${r.waitingSeconds}"
                """);

        jenkins.assertLogContains("code=0 attempt=1 namespace=default verdict=SUCCEEDED", build);
        jenkins.assertLogContains("name=report-", build);
    }

    @Test
    void exitCodeThatIsNot0FailsTheBuildAndNamesContainerAndCode() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.FAILURE, "runPod image: 'busybox', command: 'exit 3'");

        jenkins.assertLogContains("ERROR: Container main failed with exit code 3", build);
    }

    @Test
    void failureDoesNotRepeatTheLog() throws Exception {
        WorkflowRun build = PipelinePods.run(
                jenkins, Result.FAILURE, "runPod image: 'busybox', command: 'echo first; echo last words; exit 3'");

        assertThat(JenkinsRule.getLog(build).lines().filter(line -> line.contains("first")))
                .hasSize(1);
        jenkins.assertLogContains("exit code 3 (ExitCode): … last words.", build);
    }

    @Test
    void exceptionTellsAScriptWhatHappened() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, """
                try {
                    runPod image: 'busybox', command: 'exit 4'
                } catch (e) {
                    echo "verdict=${e.verdict} code=${e.exitCode} container=${e.pod.container}"
                }
                """);

        jenkins.assertLogContains("verdict=TASK_FAILED code=4 container=main", build);
    }

    @Test
    void terminationMessageIsTheOutputOfTheTask() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, """
                def r = runPod(image: 'busybox',
                    command: '''echo '{"version": "1.2.3", "size": [7, 0.5]}' > /dev/termination-log''')
                def output = r.output
                sleep 0 // saves the program
                echo "version=${output.version} size=${output.size[0] + output.size[1]} has=${output.containsKey('x')}"
                try {
                    runPod image: 'busybox', command: '''printf '{"step": 2}' > /dev/termination-log; exit 3'''
                } catch (e) {
                    echo "step=${e.pod.output?.step} message=${e.pod.terminationMessage}"
                }
                r = runPod(image: 'busybox', command: 'printf "one\\ntwo\\033[8mha:" > /dev/termination-log')
                echo "text=<${r.terminationMessage}> output=${r.output} none=${r.output?.version}"
                """);

        jenkins.assertLogContains("version=1.2.3 size=7.5 has=false", build);
        jenkins.assertLogContains("step=2 message={\"step\": 2}", build);
        jenkins.assertLogContains("text=<one\ntwo^[[8mha:> output=null none=null", build);
    }

    @Test
    void statusIsReturnedInsteadOfFailingIfWanted() throws Exception {
        WorkflowRun build = PipelinePods.run(
                jenkins,
                Result.SUCCESS,
                "def code = runPod(image: 'busybox', command: 'exit 5', returnStatus: true); echo \"code=${code + 1}\"");

        jenkins.assertLogContains("code=6", build);
    }

    @Test
    void statusIsNoAnswerWhenNothingRan() throws Exception {
        WorkflowRun build = PipelinePods.run(
                jenkins,
                Result.FAILURE,
                "runPod(image: 'unschedulable/x', command: 'true', scheduleTimeout: '1s', returnStatus: true)");

        jenkins.assertLogContains("schedule budget", build);
    }

    @Test
    void outputThatIsNoTextLosesNothingOnItsWayToTheConsole() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, """
                runPod image: 'busybox', command: \'\'\'printf "windows\\\\r\\\\n"; printf "bad\\\\377byte\\\\n"
                    printf "nul\\\\000byte\\\\n"; head -c 200000 /dev/zero | tr "\\\\000" y; echo; printf "no newline"\'\'\'
                """);

        String log = JenkinsRule.getLog(build);
        assertThat(log).contains("windows", "bad\uFFFDbyte", "nul\0byte", "\nno newline\n");
        assertThat(log.chars().filter(c -> c == 'y').count()).isBetween(200_000L, 200_100L);
    }

    @Test
    void outputIsReturnedInsteadOfShownIfWanted() throws Exception {
        WorkflowRun build = PipelinePods.run(
                jenkins,
                Result.SUCCESS,
                "def out = runPod(image: 'busybox', command: 'echo captured; echo twice', returnStdout: true);"
                        + " echo \"<${out.replace('\\n', '|')}>\"");

        jenkins.assertLogContains("<captured|twice|>", build);
        jenkins.assertLogNotContains("\ncaptured\n", build);
    }

    @Test
    void outputThatIsTooLongToBeReturnedFailsTheStepAndSaysSo() throws Exception {
        WorkflowRun build = PipelinePods.run(
                jenkins,
                Result.FAILURE,
                "runPod image: 'busybox', command: 'head -c 1100000 /dev/zero | tr \"\\\\000\" x', returnStdout: true");

        jenkins.assertLogContains("more than 1048576 bytes", build);
    }

    @Test
    void capturedOutputIsGoneWhenTheBuildIsOver() throws Exception {
        WorkflowRun build = PipelinePods.run(
                jenkins, Result.SUCCESS, "runPod image: 'busybox', command: 'echo x', returnStdout: true");

        assertThat(build.getRootDir().toPath().resolve("run-pod"))
                .isDirectoryNotContaining("glob:**.out")
                .isDirectoryContaining("glob:**.json");
    }

    @Test
    void statusOfARunningStepSaysWhatItDoes() throws Exception {
        WorkflowRun build = PipelinePods.start(
                jenkins, "runPod name: 'waiter', image: 'unschedulable/x', command: 'true', scheduleTimeout: '30m'");
        jenkins.waitForMessage("schedule budget", build);

        StepExecution step =
                build.getExecution().getCurrentExecutions(true).get().get(0);

        assertThat(step.getStatus()).startsWith("pod default/waiter-").containsPattern(", (30|29)m.* of 30m left");
        build.doStop();
        jenkins.waitForCompletion(build);
    }

    @Test
    void mapsAndNumbersOfGroovyReachThePod() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, """
                def n = 7
                runPod image: 'busybox', command: 'test "$N" = 7 && test "$G" = "is 7"',
                       env: [N: n, G: "is ${n}"],
                       resources: [requests: [cpu: '100m'], limits: [memory: '64Mi']],
                       onRetry: [env: [N: n + 1], resources: [limits: [memory: "${n}Gi"]], tolerations: ['large']],
                       labels: [team: 'a'], retryOn: [neverStarted: true, exitCode: [137]],
                       tolerations: ['spot:NoSchedule'], retention: 'keep'
                """);

        ObjectNode pod = pods.of(build).get(0);
        assertThat(pod.at("/spec/containers/0/resources/limits/memory").asText())
                .isEqualTo("64Mi");
        assertThat(pod.at("/spec/containers/0/resources/requests/cpu").asText()).isEqualTo("100m");
        assertThat(pod.at("/metadata/labels/team").asText()).isEqualTo("a");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnceAndNoPodIsCreated() throws Exception {
        long created = cluster.requests().count("create pods");

        WorkflowRun build = PipelinePods.run(
                jenkins,
                Result.FAILURE,
                "runPod cluster: 'nowhere', image: 'a b', command: 'x', args: ['y'], startTimeout: 'soon', attempts: 0,"
                        + " returnStatus: true, returnStdout: true, onRetry: [attempts: 2]");

        jenkins.assertLogContains("runPod cannot start:\n", build);
        for (String parameter :
                new String[] {"cluster", "image", "command", "startTimeout", "attempts", "returnStatus", "onRetry"}) {
            jenkins.assertLogContains("\n- " + parameter + ": ", build);
        }
        assertThat(cluster.requests().count("create pods")).isEqualTo(created);
    }

    @Test
    void parameterThatDoesNotExistIsRefused() throws Exception {
        WorkflowRun build =
                PipelinePods.run(jenkins, Result.FAILURE, "runPod image: 'busybox', comand: 'true', tiemout: 1");

        jenkins.assertLogContains("runPod has no parameter comand, tiemout.", build);
        assertThat(pods.of(build)).isEmpty();
    }

    @Test
    void secretsOfCredentialsAreMaskedInTheOutput() throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(
                        CredentialsScope.GLOBAL, "token", "", Secret.fromString("s3cr3t-of-the-day")));
        SystemCredentialsProvider.getInstance().save();

        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, """
                withCredentials([string(credentialsId: 'token', variable: 'TOKEN')]) {
                    runPod image: 'busybox', env: [GIVEN: TOKEN], command: 'echo "it is $GIVEN"; echo over'
                }
                """);

        jenkins.assertLogContains("it is ****", build);
        jenkins.assertLogContains("\nover\n", build);
        jenkins.assertLogNotContains("s3cr3t-of-the-day", build);
    }

    @Test
    void retryKnowsPodsThatNeverStarted() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.FAILURE, """
                retry(count: 2, conditions: [runPodNeverStarted()]) {
                    echo 'trying'
                    runPod image: 'rejected/x', command: 'true', attempts: 1
                }
                """);

        assertThat(JenkinsRule.getLog(build).lines().filter("trying"::equals)).hasSize(2);
    }

    @Test
    void retryLeavesFailuresOfTheTaskAloneUnlessToldOtherwise() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.FAILURE, """
                retry(count: 2, conditions: [runPodNeverStarted(), runPodTaskFailed(exitCodes: [9])]) {
                    echo 'trying'
                    runPod image: 'busybox', command: 'exit 8'
                }
                """);

        assertThat(JenkinsRule.getLog(build).lines().filter("trying"::equals)).hasSize(1);
    }

    @Test
    void registryThatLimitsPullsIsWaitedForInTheSamePodAndTheLogSaysSo() throws Exception {
        cluster.script(PodScript.forImage("limited:1")
                .rateLimited(2)
                .print("pulled at last")
                .exit(0));

        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, "runPod image: 'limited:1', command: 'true'");

        jenkins.assertLogContains("[run-pod] Rate-limited", build);
        jenkins.assertLogContains("pulled at last", build);
    }

    @Test
    void imageComesFromTheMirrorOfTheClusterWhileItsRegistryLimitsPulls() throws Exception {
        RunPodGlobalConfiguration.get().getClusters().get(0).setImageMirrors("limited.example=mirror.example/x");
        cluster.script(PodScript.forImage("limited.example/.*").rateLimited(1000));
        cluster.script(PodScript.forImage("mirror.example/x/app:1").exit(0));

        WorkflowRun build = PipelinePods.run(
                jenkins,
                Result.SUCCESS,
                "def r = runPod(image: 'limited.example/app:1'); echo \"attempt=${r.attempt}\"");

        jenkins.assertLogContains(
                "to pull from mirror.example/x. Nothing of the pod ran, so this costs no attempt.", build);
        jenkins.assertLogContains("attempt=1", build);
    }

    @Test
    void endedTaskIsALineOfTheHistory() throws Exception {
        WorkflowRun build =
                PipelinePods.run(jenkins, Result.FAILURE, "runPod image: 'busybox:1.36', command: 'exit 3'");

        Path folder = jenkins.jenkins.getRootDir().toPath().resolve("run-pod-history");
        await().untilAsserted(() -> assertThat(linesOf(folder))
                .filteredOn(line -> line.contains("\"build\":\"" + build.getExternalizableId() + "\""))
                .singleElement()
                .asString()
                .contains("\"cluster\":\"embedded\",\"namespace\":\"default\",\"image\":\"busybox:1.36\"")
                .contains("\"verdict\":\"TASK_FAILED\",\"reason\":\"ExitCode\",\"attempts\":1,\"startMs\":"));
    }

    private static List<String> linesOf(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }
}
