package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.testing.WithCluster;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
@WithCluster
class DeclarativeTest {
    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        PipelinePods.configure(cluster.url());
        RunPodSecretEnvTest.addToken();
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    @Test
    void podRunsInAStageWithoutAnAgentAndSeesTheEnvironmentThatIsGiven() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, """
                pipeline {
                    agent none
                    parameters { string(name: 'WORD', defaultValue: 'hello') }
                    stages {
                        stage('Test') {
                            steps {
                                runPod image: 'busybox', command: 'echo "$GREETING from the pod"', env: [GREETING: params.WORD]
                            }
                        }
                    }
                }
                """);

        jenkins.assertLogContains("\nhello from the pod\n", build);
    }

    @Test
    void environmentOfAStageIsInThePod() throws Exception {
        WorkflowRun build =
                PipelinePods.run(jenkins, Result.SUCCESS, """
                pipeline {
                    agent any
                    environment {
                        MODE = 'ci'
                        TOKEN = credentials('token')
                    }
                    stages {
                        stage('Test') {
                            environment { LEVEL = "${MODE}-test" }
                            steps {
                                runPod image: 'busybox', passEnv: ['MODE', 'LEVEL', 'TOKEN'],
                                       command: 'echo "<$MODE> <$LEVEL> <$TOKEN> <$BUILD_NUMBER>"; test ${#TOKEN} = %d'
                            }
                        }
                    }
                }
                """.formatted(RunPodSecretEnvTest.TOKEN.length()));

        jenkins.assertLogContains("<ci> <ci-test> <****> <>", build);
    }

    @Test
    void failureOfAPodFailsItsStageAndReachesPost() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.FAILURE, """
                pipeline {
                    agent none
                    stages {
                        stage('Test') {
                            steps { runPod image: 'busybox', command: 'exit 3' }
                            post { failure { echo 'the stage failed' } }
                        }
                        stage('Deploy') { steps { echo 'deployed' } }
                    }
                }
                """);

        jenkins.assertLogContains("the stage failed", build);
        jenkins.assertLogNotContains("deployed", build);
    }

    @Test
    void optionsOfAStageRetryItByCondition() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.FAILURE, """
                pipeline {
                    agent none
                    stages {
                        stage('Test') {
                            options { retry(count: 2, conditions: [runPodTaskFailed(exitCodes: [7])]) }
                            steps {
                                echo 'trying'
                                runPod image: 'busybox', command: 'exit 7'
                            }
                        }
                    }
                }
                """);

        assertThat(JenkinsRule.getLog(build).lines().filter("trying"::equals)).hasSize(2);
    }
}
