package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.Util;
import hudson.model.FreeStyleProject;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.model.StringParameterValue;
import hudson.util.FormValidation;
import io.jenkins.plugins.runpod.docs.Parameters;
import io.jenkins.plugins.runpod.docs.Parameters.Parameter;
import io.jenkins.plugins.runpod.engine.spec.OneMoreParameter;
import io.jenkins.plugins.runpod.engine.spec.PodLayers;
import io.jenkins.plugins.runpod.freestyle.RunPodBuilder;
import java.util.Objects;
import javaposse.jobdsl.plugin.ExecuteDslScripts;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** A parameter more, with its accessors and its help, is everywhere. The command line has it in a test of its own. */
@WithJenkins
class OneMoreParameterTest {
    private static JenkinsRule jenkins;

    /** The step with one more parameter. */
    public static final class StepWithOneMore extends RunPodStep {
        private static final long serialVersionUID = 1L;

        private String warmUpTime;

        @DataBoundConstructor
        public StepWithOneMore() {}

        public String getWarmUpTime() {
            return warmUpTime;
        }

        @DataBoundSetter
        public void setWarmUpTime(String warmUpTime) {
            this.warmUpTime = Util.fixEmptyAndTrim(warmUpTime);
        }

        @TestExtension
        @Symbol("runPodWithOneMore")
        public static final class DescriptorImpl extends RunPodStepDescriptor {
            public DescriptorImpl() {
                super(OneMoreParameter::new);
            }

            @Override
            public String getFunctionName() {
                return "runPodWithOneMore";
            }
        }
    }

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    private static StepWithOneMore step(String warmUpTime) {
        StepWithOneMore step = new StepWithOneMore();
        step.setImage("busybox");
        step.setWarmUpTime(warmUpTime);
        return step;
    }

    private static StepWithOneMore.DescriptorImpl form() {
        return jenkins.jenkins.getDescriptorByType(StepWithOneMore.DescriptorImpl.class);
    }

    @Test
    void formHasIt() throws Exception {
        StepWithOneMore again = new StepConfigTester(jenkins).configRoundTrip(step("5m"));

        assertThat(again).usingRecursiveComparison().isEqualTo(step("5m"));
    }

    @Test
    void formHasItsHelp() throws Exception {
        String help = jenkins.createWebClient()
                .goTo("descriptor/" + form().getId() + "/help/warmUpTime", "text/html")
                .getWebResponse()
                .getContentAsString();

        assertThat(help).contains("How long it may warm up");
    }

    @Test
    void checkOfItsKindIsItsCheck() {
        FormValidation answer = new ParameterCheck(form().parameters(), PodLayers.NONE)
                .of(form().parameters().find("warmUpTime").orElseThrow(), "soon", other -> null);

        assertThat(answer.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(answer.getMessage()).contains("is not a duration");
    }

    @Test
    void snippetHasIt() throws Exception {
        new SnippetizerTester(jenkins)
                .assertRoundTrip(step("5m"), "runPodWithOneMore image: 'busybox', warmUpTime: '5m'");
    }

    @Test
    void freestyleBuildExpandsAndChecksIt() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject();
        job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("WARM", "")));
        job.getBuildersList().add(new RunPodBuilder(step("$WARM")));

        var build = Objects.requireNonNull(
                job.scheduleBuild2(0, new ParametersAction(new StringParameterValue("WARM", "soon"))));

        jenkins.assertLogContains(
                "warmUpTime: \"soon\" is not a duration", jenkins.assertBuildStatus(Result.FAILURE, build));
    }

    @Test
    void jobDslWritesIt() throws Exception {
        ExecuteDslScripts scripts = new ExecuteDslScripts();
        scripts.setScriptText("""
                job('made') {
                    steps {
                        runPodTask {
                            task {
                                runPodWithOneMore {
                                    warmUpTime('5m')
                                }
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
        assertThat(((StepWithOneMore) task).getWarmUpTime()).isEqualTo("5m");
    }

    @Test
    void referenceHasIt() {
        assertThat(Parameters.of(form()))
                .extracting(Parameter::row)
                .contains("| `warmUpTime` | duration | `--warm-up-time` | How long it may warm up. |\n");
    }
}
