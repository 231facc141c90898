package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.testing.WithCluster;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
@WithCluster
class RunPodConditionTest {
    private static final String NEVER_STARTED = "image: \"rejected/x\", command: \"true\", attempts: 1";
    private static final String OUTCOME_UNKNOWN = "image: \"deleted/x\", command: \"sleep 600\"";
    private static final String TASK_FAILED = "image: \"busybox\", command: \"exit 8\"";
    private static final String PERMANENT = "image: \"private/x\", command: \"true\"";

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "runPodNeverStarted() | " + NEVER_STARTED + " | 2",
                "runPodNeverStarted() | " + TASK_FAILED + " | 1",
                "runPodOutcomeUnknown() | " + OUTCOME_UNKNOWN + " | 2",
                "runPodOutcomeUnknown() | " + NEVER_STARTED + " | 1",
                "runPodTaskFailed() | " + TASK_FAILED + " | 2",
                "runPodTaskFailed() | " + OUTCOME_UNKNOWN + " | 1",
                "runPodTaskFailed(exitCodes: [7, 8]) | " + TASK_FAILED + " | 2",
                "runPodTaskFailed(exitCodes: [9]) | " + TASK_FAILED + " | 1",
                "runPodPermanent() | " + PERMANENT + " | 2",
                "runPodPermanent() | " + TASK_FAILED + " | 1"
            })
    void conditionCoversItsClassOfFailureAndNoOther(String condition, String parameters, int times) throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.FAILURE, """
                retry(count: 2, conditions: [%s]) {
                    echo 'trying'
                    runPod(%s)
                }
                """.formatted(condition, parameters));

        assertThat(JenkinsRule.getLog(build).lines().filter("trying"::equals)).hasSize(times);
    }
}
