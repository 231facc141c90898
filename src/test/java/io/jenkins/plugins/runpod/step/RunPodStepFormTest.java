package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import groovy.lang.GroovyShell;
import hudson.model.Describable;
import hudson.util.FormValidation;
import io.jenkins.plugins.runpod.engine.spec.ParameterField;
import io.jenkins.plugins.runpod.engine.spec.ParameterKind;
import io.jenkins.plugins.runpod.engine.spec.PodLayers;
import io.jenkins.plugins.runpod.files.ArtifactsOutput;
import io.jenkins.plugins.runpod.files.JUnitOutput;
import io.jenkins.plugins.runpod.files.PodOutput;
import io.jenkins.plugins.runpod.files.StashInput;
import io.jenkins.plugins.runpod.files.StashOutput;
import io.jenkins.plugins.runpod.files.WorkspaceInput;
import io.jenkins.plugins.runpod.files.WorkspaceOutput;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class RunPodStepFormTest {
    private static JenkinsRule jenkins;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    private static RunPodStep full() {
        RunPodStep step = new RunPodStep();
        step.setCluster("prod");
        step.setNamespace("builds");
        step.setName("unit");
        step.setImage("maven:3");
        step.setEntrypoint(List.of("mvn", "two words", " spaces around ", "two\nlines"));
        step.setArgs(List.of("verify"));
        step.setEnv(Map.of("KEY", "a=b\n\"c\""));
        step.setSecretEnv(Map.of("TOKEN", "deploy-token"));
        step.setSecretFiles(Map.of("/run/secrets/key", "deploy-key"));
        step.setPassEnv(List.of("MODE", "BUILD_*"));
        step.setEnvFrom(List.of("secret/s"));
        step.setWorkingDir("/src");
        step.setResources(Map.of("requests", Map.of("cpu", "500m"), "limits", Map.of("memory", "1Gi")));
        step.setServiceAccount("builder");
        step.setImagePullSecrets(List.of("registry"));
        step.setImagePullPolicy("Always");
        step.setNodeSelector(Map.of("disk", "ssd"));
        step.setTolerations(List.of("spot:NoSchedule"));
        step.setLabels(Map.of("team", "a"));
        step.setAnnotations(Map.of("note", "b"));
        step.setYaml("kind: Pod\nspec: {}\n");
        step.setYamlFile("pods/build.yaml");
        step.setContainer("main");
        step.setLogContainers(List.of("sidecar"));
        step.setQueue("team-a");
        step.setQueueTimeout("9m");
        step.setScheduleTimeout("1m");
        step.setStartTimeout("2m");
        step.setRateLimitTimeout("3m");
        step.setGraceTimeout("6m");
        step.setRunTimeout("4m");
        step.setApiUnavailableTimeout("5m");
        step.setTerminationGracePeriod("6s");
        step.setAttempts(2);
        step.setRetryOn(List.of("neverStarted", "exitCode=137"));
        step.setOnRetry(Map.of("memory", "x2", "maxMemory", "16Gi", "env", Map.of("A", "b c")));
        step.setRetention("keepFailed:24h");
        step.setImageErrorRules(Map.of("a=b.*", "RATE_LIMITED"));
        step.setReturnStatus(true);
        WorkspaceInput sources = new WorkspaceInput("src/**");
        sources.setExcludes("src/old/**");
        sources.setUseDefaultExcludes(false);
        step.setInputs(List.of(new StashInput("sources"), sources));
        step.setOutputs(List.of(artifacts(), classes(), tests(), new WorkspaceOutput("reports/**")));
        return step;
    }

    private static PodOutput artifacts() {
        ArtifactsOutput jars = new ArtifactsOutput("target/*.jar");
        jars.setExcludes("target/*-sources.jar");
        jars.setAllowEmpty(true);
        return jars;
    }

    private static PodOutput classes() {
        StashOutput classes = new StashOutput("classes");
        classes.setIncludes("target/classes/**");
        classes.setUseDefaultExcludes(false);
        return classes;
    }

    private static PodOutput tests() {
        JUnitOutput tests = new JUnitOutput("**/TEST-*.xml");
        tests.setAllowEmptyResults(true);
        tests.setKeepLongStdio(true);
        tests.setKeepProperties(true);
        tests.setKeepTestNames(true);
        tests.setSkipPublishingChecks(true);
        tests.setSkipMarkingBuildUnstable(true);
        tests.setChecksName("tests");
        return tests;
    }

    @Test
    void formGivesBackEveryParameter() throws Exception {
        RunPodStep step = full();

        RunPodStep again = new StepConfigTester(jenkins).configRoundTrip(step);

        assertThat(again).usingRecursiveComparison().isEqualTo(step);
    }

    @Test
    void formThatWasLeftEmptyGivesNoParameter() throws Exception {
        RunPodStep again = new StepConfigTester(jenkins).configRoundTrip(new RunPodStep());

        assertThat(again).usingRecursiveComparison().isEqualTo(new RunPodStep());
    }

    @Test
    void variablesOfTheBuildAreAllOrNoneOrNamed() throws Exception {
        RunPodStep none = new RunPodStep();
        none.setImage("busybox");
        none.setPassEnv(false);
        RunPodStep some = new RunPodStep();
        some.setImage("busybox");
        some.setPassEnv(List.of("MODE", "BUILD_*"));
        RunPodStep all = new RunPodStep();
        all.setImage("busybox");
        all.setPassEnv("true");

        assertThat(new StepConfigTester(jenkins).configRoundTrip(none))
                .usingRecursiveComparison()
                .isEqualTo(none);
        SnippetizerTester snippets = new SnippetizerTester(jenkins);
        snippets.assertRoundTrip(none, "runPod image: 'busybox', passEnv: false");
        snippets.assertRoundTrip(some, "runPod image: 'busybox', passEnv: ['MODE', 'BUILD_*']");
        snippets.assertRoundTrip(all, "runPod image: 'busybox'");
    }

    @Test
    void snippetHasTheChangesOfARetryAsListsAndMaps() throws Exception {
        RunPodStep.DescriptorImpl form = jenkins.jenkins.getDescriptorByType(RunPodStep.DescriptorImpl.class);
        JSONObject submitted = new JSONObject();
        submitted.put("onRetry", """
                image=build:large
                resources={"limits":{"memory":"4Gi"}}
                env=A=b c
                tolerations=["spot:NoSchedule"]
                command={ make; }
                """);
        RunPodStep step = new RunPodStep();

        new FormTexts(form.parameters(), submitted).fill(step);

        new SnippetizerTester(jenkins)
                .assertRoundTrip(
                        step,
                        "runPod(onRetry: [image: 'build:large', resources: [limits: [memory: '4Gi']], env: [A: 'b c'],"
                                + " tolerations: ['spot:NoSchedule'], command: '{ make; }'])");
    }

    @Test
    void snippetHasWhatWasGivenAndNothingElse() throws Exception {
        RunPodStep step = new RunPodStep();
        step.setImage("busybox");
        step.setCommand("true");
        step.setNamespace(" ");

        new SnippetizerTester(jenkins).assertRoundTrip(step, "runPod command: 'true', image: 'busybox'");
    }

    @Test
    void snippetHasMapsAndListsAsGroovyWritesThem() throws Exception {
        RunPodStep step = new RunPodStep();
        step.setImage("busybox");
        step.setArgs(List.of("a", "b"));
        step.setEnv(Map.of("A", "b"));
        step.setResources(Map.of("limits", Map.of("memory", "1Gi")));
        step.setRetryOn(Map.of("exitCode", List.of(137)));

        assertThat(org.jenkinsci.plugins.workflow.cps.Snippetizer.object2Groovy(step))
                .isEqualTo("runPod args: ['a', 'b'], env: [A: 'b'], image: 'busybox',"
                        + " resources: [limits: [memory: '1Gi']], retryOn: ['exitCode=137']");
    }

    @Test
    void snippetOfFilesHasTheSymbolsOfInputsAndOutputs() throws Exception {
        RunPodStep step = new RunPodStep();
        step.setInputs(List.of(new StashInput("sources"), new WorkspaceInput(""), new WorkspaceInput("src/**")));
        step.setOutputs(List.of(new JUnitOutput("**/TEST-*.xml"), artifacts(), classes(), new WorkspaceOutput("r/**")));

        new SnippetizerTester(jenkins)
                .assertRoundTrip(
                        step,
                        "runPod inputs: [fromStash('sources'), fromWorkspace(), fromWorkspace('src/**')], outputs:"
                                + " [toJUnit('**/TEST-*.xml'), toArtifacts(allowEmpty: true, excludes:"
                                + " 'target/*-sources.jar', includes: 'target/*.jar'), toStash(includes:"
                                + " 'target/classes/**', name: 'classes', useDefaultExcludes: false),"
                                + " toWorkspace('r/**')]");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                StashInput.class,
                WorkspaceInput.class,
                ArtifactsOutput.class,
                JUnitOutput.class,
                StashOutput.class,
                WorkspaceOutput.class
            })
    void everyFieldOfAnInputOrOutputHasHelp(Class<? extends Describable<?>> type) {
        for (var parameter : DescribableModel.of(type).getParameters()) {
            assertThat(Stream.of(type, type.getSuperclass())
                            .map(each ->
                                    each.getResource(each.getSimpleName() + "/help-" + parameter.getName() + ".html")))
                    .as(parameter.getName())
                    .anyMatch(Objects::nonNull);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cluster | 'prod'",
                "namespace | 'builds'",
                "name | 'unit'",
                "image | 'maven:3'",
                "command | 'mvn verify'",
                "entrypoint | ['mvn', '-B']",
                "args | ['verify']",
                "env | [A: 'b']",
                "secretEnv | [TOKEN: 'deploy-token']",
                "secretFiles | ['/run/secrets/key': 'deploy-key']",
                "envFrom | ['secret/s']",
                "workingDir | '/src'",
                "resources | [limits: [memory: '1Gi'], requests: [cpu: '500m']]",
                "serviceAccount | 'builder'",
                "imagePullSecrets | ['registry']",
                "imagePullPolicy | 'Always'",
                "nodeSelector | [disk: 'ssd']",
                "tolerations | ['spot:NoSchedule']",
                "labels | [team: 'a']",
                "annotations | [note: 'b']",
                "yaml | 'kind: Pod'",
                "yamlFile | 'ci/pod.yaml'",
                "container | 'main'",
                "logContainers | ['sidecar']",
                "queue | 'team-a'",
                "queueTimeout | '9m'",
                "scheduleTimeout | '1m'",
                "startTimeout | '2m'",
                "rateLimitTimeout | '3m'",
                "graceTimeout | '6m'",
                "runTimeout | '4m'",
                "apiUnavailableTimeout | '5m'",
                "terminationGracePeriod | '6s'",
                "attempts | 2",
                "retryOn | ['neverStarted', 'exitCode=137']",
                "retention | 'keepFailed:24h'",
                "imageErrorRules | ['a=b': 'RATE_LIMITED']",
                "returnStatus | true",
                "returnStdout | true"
            })
    void snippetOfOneParameterIsThatParameter(String parameter, String value) throws Exception {
        RunPodStep step = DescribableModel.of(RunPodStep.class)
                .instantiate(Map.of(parameter, new GroovyShell().evaluate(value)), null);

        new SnippetizerTester(jenkins)
                .assertRoundTrip(
                        step,
                        value.startsWith("[")
                                ? "runPod(" + parameter + ": " + value + ")"
                                : "runPod " + parameter + ": " + value);
    }

    @Test
    void referenceCanBeGenerated() throws Exception {
        SnippetizerTester.assertDocGeneration(RunPodStep.class);
    }

    @Test
    void everyFieldOfTheFormHasHelp() {
        for (var parameter : DescribableModel.of(RunPodStep.class).getParameters()) {
            assertThat(RunPodStep.class.getResource("RunPodStep/help-" + parameter.getName() + ".html"))
                    .as(parameter.getName())
                    .isNotNull();
        }
    }

    @Test
    void fieldIsCheckedAsTheEngineWould() {
        assertThat(check("startTimeout", "soon")).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(check("startTimeout", "10m")).isEqualTo(FormValidation.Kind.OK);
        assertThat(check("limits", "memory=lots")).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(check("env", "no equals sign")).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(check("yaml", "spec: {containers: [{name: a, imge: b}]}")).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(check("yaml", "spec: {containers: [{name: a, image: b, quantum: 1}]}"))
                .isEqualTo(FormValidation.Kind.WARNING);
        assertThat(check("yaml", "spec: {containers: [{name: a, image: b}]}")).isEqualTo(FormValidation.Kind.OK);
        assertThat(check("attempts", "many")).isEqualTo(FormValidation.Kind.ERROR);
    }

    @Test
    void emptyFormLacksAnImageAndNothingElse() {
        StepParameters parameters = jenkins.jenkins
                .getDescriptorByType(RunPodStep.DescriptorImpl.class)
                .parameters();

        assertThat(parameters.all())
                .filteredOn(parameter -> parameter.getKind() != ParameterKind.OBJECTS)
                .filteredOn(parameter -> check(parameter.getName(), "") != FormValidation.Kind.OK)
                .extracting(ParameterField::getName)
                .containsExactly("image");
    }

    private static FormValidation.Kind check(String name, String text) {
        StepParameters parameters = jenkins.jenkins
                .getDescriptorByType(RunPodStep.DescriptorImpl.class)
                .parameters();
        return new ParameterCheck(parameters, PodLayers.NONE)
                .of(parameters.find(name).orElseThrow(), text, other -> null)
                .kind;
    }

    @Test
    void allFieldsThatCannotBeReadAreNamedInOneError() {
        RunPodStep.DescriptorImpl form = jenkins.jenkins.getDescriptorByType(RunPodStep.DescriptorImpl.class);
        JSONObject submitted = new JSONObject();
        submitted.put("env", "no equals sign");
        submitted.put("attempts", "many");

        assertThatThrownBy(() -> new FormTexts(form.parameters(), submitted).fill(new RunPodStep()))
                .hasMessageContaining("env: \"no equals sign\"")
                .hasMessageContaining("attempts: Not a number");
    }
}
