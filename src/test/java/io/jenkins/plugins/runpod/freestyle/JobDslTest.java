package io.jenkins.plugins.runpod.freestyle;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleProject;
import io.jenkins.plugins.runpod.step.RunPodStep;
import java.util.List;
import javaposse.jobdsl.plugin.ExecuteDslScripts;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class JobDslTest {
    @Test
    void textsListsAndNumbersOfTheBuildStepAreWrittenByTheDynamicDsl(JenkinsRule jenkins) throws Exception {
        ExecuteDslScripts scripts = new ExecuteDslScripts();
        scripts.setScriptText("""
                job('made') {
                    steps {
                        runPodTask {
                            task {
                                image('maven:3')
                                command('mvn -B verify')
                                yaml('spec: {priorityClassName: low}')
                                logContainers(['sidecar'])
                                attempts(2)
                                runTimeout('1h')
                                passEnv(['MODE', 'BUILD_*'])
                            }
                        }
                    }
                }
                job('closed') {
                    steps {
                        runPodTask {
                            task {
                                passEnv(false)
                            }
                        }
                    }
                }
                """);
        FreeStyleProject seed = jenkins.createFreeStyleProject("seed");
        seed.getBuildersList().add(scripts);

        jenkins.buildAndAssertSuccess(seed);

        RunPodStep task = jenkins.jenkins
                .getItemByFullName("made", FreeStyleProject.class)
                .getBuildersList()
                .get(RunPodBuilder.class)
                .getTask();
        assertThat(task.getImage()).isEqualTo("maven:3");
        assertThat(task.getCommand()).isEqualTo("mvn -B verify");
        assertThat(task.getYaml()).isEqualTo("spec: {priorityClassName: low}");
        assertThat(task.getLogContainers()).isEqualTo(List.of("sidecar"));
        assertThat(task.getAttempts()).isEqualTo(2);
        assertThat(task.getRunTimeout()).isEqualTo("1h");
        assertThat(task.getPassEnv()).isEqualTo(List.of("MODE", "BUILD_*"));
        assertThat(jenkins.jenkins
                        .getItemByFullName("closed", FreeStyleProject.class)
                        .getBuildersList()
                        .get(RunPodBuilder.class)
                        .getTask()
                        .getPassEnv())
                .isEqualTo(false);
    }
}
