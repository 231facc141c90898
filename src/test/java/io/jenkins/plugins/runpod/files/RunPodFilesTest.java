package io.jenkins.plugins.runpod.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hudson.FilePath;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.slaves.DumbSlave;
import hudson.tasks.junit.SuiteResult;
import hudson.tasks.junit.TestResultAction;
import io.jenkins.plugins.checks.api.ChecksDetails;
import io.jenkins.plugins.checks.api.ChecksPublisher;
import io.jenkins.plugins.checks.api.ChecksPublisherFactory;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.freestyle.RunPodBuilder;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.step.RunPodStep;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.graphanalysis.DepthFirstScanner;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Files in and out of pods, as users see it. */
@WithJenkins
@WithCluster
class RunPodFilesTest {
    /** Two tests, of which one fails. */
    static final String REPORT = "<testsuite name=\"suite\"><testcase name=\"good\" classname=\"c\"/>"
            + "<testcase name=\"bad\" classname=\"c\"><failure message=\"no\"/></testcase></testsuite>";

    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
        PipelinePods.configure(cluster.url());
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    private static List<String> artifacts(Run<?, ?> build) throws IOException {
        return Stream.of(
                        build.getArtifactManager().root().list("**", null, true).toArray(String[]::new))
                .sorted()
                .toList();
    }

    private static void assertThatNothingIsLeft(Run<?, ?> build) {
        await().untilAsserted(() -> {
            try (Stream<Path> files = Files.list(TaskFiles.folder(build))) {
                assertThat(files.filter(file -> file.toString().endsWith(".files")))
                        .isEmpty();
            }
        });
    }

    @Test
    void sourcesComeFromAStashAndReportsGoToTheBuildWithoutAnyExecutor(@TempDir Path folder) throws Exception {
        Path goOn = folder.resolve("go-on");
        WorkflowRun build = PipelinePods.start(jenkins, """
                node {
                    writeFile file: 'src/hello.txt', text: 'hello'
                    writeFile file: 'src/.git/config', text: 'not in a stash'
                    stash 'sources'
                }
                stage('Test') {
                    runPod image: 'busybox', inputs: [fromStash('sources')],
                        outputs: [
                            toJUnit('target/TEST-*.xml'),
                            toArtifacts(includes: 'target/*.txt', excludes: '**/no.txt'),
                            toStash(name: 'made', includes: 'target/**'),
                            toArtifacts(includes: 'none/**', allowEmpty: true)],
                        command: '''
                            echo waits
                            while [ ! -e %s ]; do sleep 0.1; done
                            mkdir target
                            cp src/hello.txt target/yes.txt
                            ls -A src > target/no.txt
                            echo '%s' > target/TEST-a.xml
                        '''
                }
                node {
                    dir('again') {
                        unstash 'made'
                        echo "stashed: ${readFile('target/yes.txt')} ${readFile('target/no.txt').trim()}"
                    }
                }
                """.formatted(goOn, REPORT));
        jenkins.waitForMessage("waits", build);
        assertThat(jenkins.jenkins.toComputer().countBusy()).isZero();
        Files.createFile(goOn);

        jenkins.assertBuildStatus(Result.UNSTABLE, jenkins.waitForCompletion(build));

        jenkins.assertLogContains("stashed: hello hello.txt", build);
        assertThat(artifacts(build)).containsExactly("target/yes.txt");
        TestResultAction tests = build.getAction(TestResultAction.class);
        assertThat(tests.getTotalCount()).isEqualTo(2);
        assertThat(tests.getFailCount()).isEqualTo(1);
        SuiteResult suite = tests.getResult().getSuites().iterator().next();
        assertThat(suite.getEnclosingBlockNames()).containsExactly("Test");
        assertThat(new DepthFirstScanner()
                        .allNodes(build.getExecution()).stream()
                                .filter(node -> node.getPersistentAction(WarningAction.class) != null))
                .singleElement()
                .matches(node -> node.getId().equals(suite.getNodeId()))
                .matches(node -> node.getDisplayFunctionName().equals("runPod"));
        assertThatNothingIsLeft(build);
    }

    @Test
    void failedTaskHasItsReportsThoughAnotherOutputIsMissing() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.FAILURE, """
                runPod image: 'busybox', command: '''echo '%s' > TEST-a.xml; exit 3''',
                    outputs: [toArtifacts('*.jar'), toJUnit('*.xml'), toStash('all')]
                node { unstash 'all' }
                """.formatted(REPORT));

        jenkins.assertLogContains("failed with exit code 3", build);
        jenkins.assertLogContains("Some outputs are missing. No file matches toArtifacts '*.jar'.", build);
        assertThat(build.getAction(TestResultAction.class).getTotalCount()).isEqualTo(2);
    }

    @Test
    void taskWithoutItsOutputsHasNotSucceeded() throws Exception {
        WorkflowRun missing = PipelinePods.run(
                jenkins,
                Result.FAILURE,
                "runPod image: 'busybox', command: 'true'," + " outputs: [toArtifacts('*.jar')]");
        jenkins.assertLogContains("toArtifacts '*.jar'", missing);

        WorkflowRun unusable = PipelinePods.run(
                jenkins,
                Result.FAILURE,
                "runPod image: 'busybox',"
                        + " command: 'echo \"<testsuite/>\" > a.xml', outputs: [toJUnit('*.xml'), toArtifacts('a.xml')]");

        jenkins.assertLogContains("toJUnit '*.xml': None of the test reports contained any result", unusable);
        assertThat(artifacts(unusable)).containsExactly("a.xml");
    }

    @Test
    void filesComeFromTheWorkspaceOfAnAgentAndGoBackThere() throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave();
        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, """
                node('%s') {
                    sh '''
                        mkdir -p src/old .git
                        echo one > src/a; echo two > src/old/b; echo git > .git/config
                        printf '#!/bin/sh\\necho ran' > src/run; chmod +x src/run
                        ln -s a src/link; ln -s /etc src/etc; ln -s ../../../.. src/up
                    '''
                    runPod image: 'busybox',
                        inputs: [fromWorkspace(includes: 'src/**, .git/**', excludes: 'src/old/**')],
                        outputs: [toWorkspace('out/**')],
                        command: 'mkdir -p out/bin; ls -A . src > out/seen; cp src/run out/bin/; ln -s seen out/link; src/run'
                    echo "seen: ${readFile('out/seen').split().sort().join(' ')}"
                    sh 'out/bin/run; cat out/link > /dev/null; test -L out/link'
                }
                """.formatted(agent.getNodeName()));

        jenkins.assertLogContains("seen: .: a link out run src src:", build);
        assertThat(JenkinsRule.getLog(build).lines().filter(line -> line.contains("leads out")))
                .hasSize(2)
                .anyMatch(line -> line.contains("src/etc"))
                .anyMatch(line -> line.contains("src/up"));
        FilePath beside = agent.getWorkspaceFor((hudson.model.TopLevelItem) build.getParent())
                .getParent();
        assertThat(beside.list("**/*.tar")).isEmpty();
    }

    /** A checkout can have such a link. */
    @Test
    void noOutputIsWrittenThroughALinkOfTheWorkspace() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.FAILURE, """
                node('built-in') {
                    sh 'rm -rf ../outside; mkdir ../outside; ln -s ../outside reports'
                    runPod image: 'busybox', outputs: [toWorkspace('reports/**')],
                        command: 'mkdir reports; echo mine > reports/authorized_keys; echo other > reports/b'
                }
                """);

        jenkins.assertLogContains("reports is a link, and no output is written through one", build);
        FilePath outside = jenkins.jenkins
                .getWorkspaceFor((hudson.model.TopLevelItem) build.getParent())
                .sibling("outside");
        assertThat(outside.list()).isEmpty();
    }

    @Test
    void reportsThatTwoOutputsSelectCountOnceAndTheOthersCountToo() throws Exception {
        WorkflowRun build = PipelinePods.run(
                jenkins, Result.UNSTABLE, """
                runPod image: 'busybox', outputs: [toJUnit('a/*.xml'), toJUnit('**/*.xml'), toJUnit('a/*.xml')],
                    command: '''mkdir a b; echo '%s' > a/TEST-1.xml; echo '%s' > 'b/TEST, 2.xml' '''
                """.formatted(REPORT, REPORT.replace("\"suite\"", "\"another\"")));

        TestResultAction tests = build.getAction(TestResultAction.class);
        assertThat(tests.getTotalCount()).isEqualTo(4);
        assertThat(tests.getResult().getSuites()).hasSize(2);
        assertThat(new DepthFirstScanner()
                        .allNodes(build.getExecution()).stream()
                                .map(node -> node.getPersistentAction(WarningAction.class))
                                .filter(Objects::nonNull))
                .extracting(WarningAction::getMessage)
                .containsExactly("2 tests failed");
    }

    /** Such a file stays as it is, so another try would only keep the build waiting. */
    @Test
    void fileThatIsNoReportIsToldAtOnce() throws Exception {
        WorkflowRun build = PipelinePods.run(
                jenkins,
                Result.FAILURE,
                "runPod image: 'busybox', command: 'echo log > a.txt', outputs: [toJUnit('*')]");

        jenkins.assertLogContains("toJUnit '*': Failed to read a.txt. Is this really a JUnit report file?", build);
        jenkins.assertLogNotContains("run-pod retries", build);
    }

    /** Keeps the names of the checks that are published. */
    @TestExtension
    public static final class Checks extends ChecksPublisherFactory {
        static final List<String> NAMES = new CopyOnWriteArrayList<>();

        @Override
        protected Optional<ChecksPublisher> createPublisher(Run<?, ?> run, TaskListener listener) {
            return Optional.of(new ChecksPublisher() {
                @Override
                public void publish(ChecksDetails details) {
                    details.getName().ifPresent(name -> NAMES.add(run.getExternalizableId() + " " + name));
                }
            });
        }
    }

    @Test
    void checkHasTheNameOfTheBlockAroundTheStep() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.UNSTABLE, """
                withChecks('mine') {
                    runPod image: 'busybox', command: '''echo '%s' > TEST-a.xml''', outputs: [toJUnit('*.xml')]
                }
                """.formatted(REPORT));

        assertThat(Checks.NAMES.stream().filter(name -> name.startsWith(build.getExternalizableId() + " ")))
                .isNotEmpty()
                .allMatch(name -> name.endsWith(" mine"));
    }

    /** The junit plugin merges them, as it does for its own step. */
    @Test
    void suitesOfOneNameCountAsTheyDoWithTheJUnitStep() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.UNSTABLE, """
                node {
                    writeFile file: 'a/TEST-1.xml', text: '%1$s'
                    writeFile file: 'b/TEST-1.xml', text: '%1$s'
                    junit '*/*.xml'
                }
                runPod image: 'busybox', outputs: [toJUnit('*/*.xml'), toJUnit('b/*.xml'), toJUnit('**/*.xml')],
                    command: '''mkdir a b; echo '%1$s' > a/TEST-1.xml; echo '%1$s' > b/TEST-1.xml'''
                """.formatted(REPORT));

        TestResultAction tests = build.getAction(TestResultAction.class);
        assertThat(tests.getTotalCount()).isEqualTo(8);
        assertThat(tests.getFailCount()).isEqualTo(4);
        assertThat(tests.getResult().getSuites())
                .hasSize(2)
                .allSatisfy(suite -> assertThat(suite.getCases()).hasSize(4));
        jenkins.assertLogNotContains("None of the test reports", build);
    }

    @Test
    void reportsThatTwoOutputsSelectCountOnceInAFreestyleBuildToo() throws Exception {
        RunPodStep step = new RunPodStep();
        step.setImage("busybox");
        step.setCommand("echo '" + REPORT + "' > TEST-a.xml");
        step.setOutputs(List.of(new JUnitOutput("TEST-*.xml"), new JUnitOutput("*.xml")));
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(new RunPodBuilder(step));

        FreeStyleBuild build = jenkins.buildAndAssertStatus(Result.UNSTABLE, project);

        assertThat(build.getAction(TestResultAction.class).getTotalCount()).isEqualTo(2);
    }

    @Test
    void declarativePipelineTakesInputsAndOutputs() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, """
                pipeline {
                    agent none
                    stages {
                        stage('Make') {
                            steps {
                                runPod image: 'busybox', command: 'echo made > a.txt', outputs: [toStash('made')]
                                runPod image: 'busybox', command: 'cp a.txt b.txt', inputs: [fromStash('made')],
                                    outputs: [toArtifacts(includes: '*.txt')]
                            }
                        }
                    }
                }
                """);

        assertThat(artifacts(build)).containsExactly("a.txt", "b.txt");
    }

    @Test
    void stashOfAFreestyleBuildIsForItsLaterStepsAlone() throws Exception {
        RunPodStep first = new RunPodStep();
        first.setImage("busybox");
        first.setCommand("echo content > made.txt");
        first.setOutputs(List.of(new StashOutput("made")));
        RunPodStep second = new RunPodStep();
        second.setImage("busybox");
        second.setCommand("echo \"there is $(cat made.txt)\"");
        second.setInputs(List.of(new StashInput("made")));
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(new RunPodBuilder(first));
        project.getBuildersList().add(new RunPodBuilder(second));

        FreeStyleBuild build = jenkins.buildAndAssertSuccess(project);

        jenkins.assertLogContains("there is content", build);
        assertThat(build.getRootDir().toPath().resolve("stashes")).doesNotExist();
    }

    @Test
    void freestyleBuildHasItsFilesBeforeItGoesOn() throws Exception {
        RunPodStep step = new RunPodStep();
        step.setImage("busybox");
        step.setCommand("cp in.txt out.txt; echo '" + REPORT + "' > TEST-a.xml");
        step.setInputs(List.of(new WorkspaceInput(null)));
        step.setOutputs(
                List.of(new WorkspaceOutput("out.txt"), new ArtifactsOutput("out.txt"), new JUnitOutput("TEST-*.xml")));
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(new hudson.tasks.Shell("rm -f *; echo content > in.txt"));
        project.getBuildersList().add(new RunPodBuilder(step));
        project.getBuildersList().add(new hudson.tasks.Shell("echo \"there is $(cat out.txt)\""));
        jenkins.configRoundtrip(project);

        FreeStyleBuild build = jenkins.buildAndAssertStatus(Result.UNSTABLE, project);

        jenkins.assertLogContains("there is content", build);
        assertThat(artifacts(build)).containsExactly("out.txt");
        assertThat(build.getAction(TestResultAction.class).getFailCount()).isEqualTo(1);
        assertThatNothingIsLeft(build);
    }
}
