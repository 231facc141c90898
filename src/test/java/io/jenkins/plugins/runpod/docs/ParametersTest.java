package io.jenkins.plugins.runpod.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.docs.Parameters.Parameter;
import io.jenkins.plugins.runpod.engine.lifecycle.Budget;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.step.RunPodStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reference is made of the code: {@code mvn test -Dtest=ParametersTest -Dreference=write} writes it. */
class ParametersTest {
    private static final Path REFERENCE = Path.of("docs/parameters.md");

    private static final List<Parameter> STEP = Parameters.of(new RunPodStep.DescriptorImpl());
    private static final List<Parameter> CLUSTER = new Parameters(ClusterConfiguration.class).all();

    @Test
    void referenceIsWhatTheCodeSays() throws Exception {
        String reference = reference();
        if ("write".equals(System.getProperty("reference"))) {
            Files.writeString(REFERENCE, reference);
        }

        assertThat(Files.readString(REFERENCE)).isEqualTo(reference);
    }

    @ParameterizedTest
    @ValueSource(classes = {RunPodStep.class, ClusterConfiguration.class})
    void everyFieldCanBeGiven(Class<?> type) {
        Parameters parameters = new Parameters(type);

        assertThat(parameters.fields())
                .filteredOn(field -> !field.equals("name") || type == RunPodStep.class)
                .containsExactlyInAnyOrderElementsOf(parameters.setters());
    }

    @Test
    void everyParameterHasHelp() {
        assertThat(STEP).filteredOn(parameter -> parameter.help().isEmpty()).isEmpty();
        assertThat(CLUSTER).filteredOn(parameter -> parameter.help().isEmpty()).isEmpty();
    }

    @Test
    void everyParameterOfTheStepIsDeclared() {
        assertThat(STEP)
                .extracting(Parameter::name)
                .containsExactlyInAnyOrderElementsOf(new Parameters(RunPodStep.class).setters());
    }

    @Test
    void onlyWhatJenkinsAloneHasIsNoOptionOfTheCommandLine() {
        assertThat(STEP)
                .filteredOn(parameter -> parameter.options().isEmpty())
                .extracting(Parameter::name)
                .containsExactlyInAnyOrder(
                        "cluster",
                        "preset",
                        "inputs",
                        "outputs",
                        "yamlFile",
                        "passEnv",
                        "returnStatus",
                        "returnStdout");
    }

    @Test
    void helpNamesTheDefaultsThatTheCodeHas() {
        assertThat(Arrays.stream(Budget.values())
                        .filter(budget -> !budget.parameter().isEmpty()))
                .allSatisfy(budget -> assertThat(help(STEP, budget.parameter()))
                        .contains(budget.standard()
                                .map(Duration::toMinutes)
                                .map(minutes -> minutes + " minutes")
                                .orElse("no limit")));
        assertThat(help(STEP, "attempts"))
                .contains("Default: " + TaskPolicy.standard().attempts());
    }

    private static String help(List<Parameter> parameters, String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .map(Parameter::help)
                .findFirst()
                .orElseThrow();
    }

    private static String reference() {
        return """
                # Parameters

                A test generates this page from the code and from the help of the forms. Every parameter of the step is optional. Durations look like `90s`, `10m`, `1h30m` or `2d`.
                If parameters are invalid, run-pod lists all problems at once, before it creates anything.

                ## The step `runPod` and the freestyle build step

                In a Pipeline, write `runPod(name: value, …)`. The freestyle build step "Run a container as a Kubernetes pod" has the same form, without `returnStatus` and
                `returnStdout`. In Job DSL it is `runPodTask { task { image('maven:3'); command('mvn verify') } }`. Job DSL does not support maps. For a parameter that takes
                a map, use `yaml` there, or a `pipelineJob`. [The command line](command-line.md) has options with the same names.

                | parameter | takes | command line | |
                |---|---|---|---|
                """
                + STEP.stream().map(Parameter::row).collect(Collectors.joining())
                + """

                        ## A cluster

                        In the global configuration under *Manage Jenkins » System*, or by Configuration as Code:

                        ```yaml
                        unclassified:
                          runPod:
                            clusters:
                              - name: "prod"
                                serverUrl: "https://10.0.0.1:6443"
                                credentialsId: "prod-token"
                                namespace: "builds"
                        ```

                        | field | takes | |
                        |---|---|---|
                        """
                + CLUSTER.stream()
                        .map(each -> "| `" + each.name() + "` | " + each.kind() + " | " + each.help() + " |\n")
                        .collect(Collectors.joining())
                + """

                        ## What comes back

                        `runPod` returns an object with these properties. With `returnStatus` it returns the exit code, with `returnStdout` the output. If the task does
                        not succeed, it throws an exception with `verdict`, `reason`, `exitCode` and, as `pod`, the same object. The Groovy sandbox allows all of them.

                        | property | |
                        |---|---|
                        | `verdict` | `SUCCEEDED`, `TASK_FAILED`, `NEVER_STARTED`, `PERMANENT`, `OUTCOME_UNKNOWN` or `CANCELLED` |
                        | `exitCode` | of the result container, or `null` if run-pod saw none |
                        | `reason` | a short identifier such as `ExitCode`, `OOMKilled`, `RateLimitTimeout` |
                        | `message`, `remedy` | what happened, and what to change |
                        | `container`, `podName`, `namespace`, `node`, `attempt` | of the last attempt |
                        | `startedAt`, `finishedAt` | by the node's clock, or `null` if unknown |
                        | `waitingSeconds` | waiting times in seconds, by cause: `[RegistryRateLimit: 93]` |
                        | `terminationMessage` | all that the result container wrote to `/dev/termination-log`, up to 4096 bytes. May be empty |
                        | `output` | the termination message as a map if it is a JSON object, otherwise `null` |

                        A task returns a small structured result in its termination message. It needs neither its log nor a file:

                        ```groovy
                        def r = runPod(image: 'busybox', command: '''echo '{"version": "1.2.3"}' > /dev/termination-log''')
                        echo "built ${r.output.version}"
                        ```

                        - Numbers are `Integer`, `Long`, `BigInteger` or `BigDecimal`. A script can also keep lists and maps of them over a restart.
                        - JSON with a key given twice, with more than 32 levels, or with a number of more than 400 digits is only a text.
                        - Secrets are masked before the text is read as JSON. A secret that is a number without quotes makes it invalid.
                        - A failed task has them too: `e.pod.output`. If it wrote nothing there, Kubernetes takes the end of its log, at most 80 lines and 2048 bytes. So
                          `output` can be a JSON object that the task only logged. `terminationMessagePolicy: File` in the `yaml` turns that off.
                        - `terminationMessagePath` in the `yaml` names another file. Both properties are about the last attempt. They are empty and `null` if the end of the container was
                          not seen, or run-pod stopped it.

                        For `retry(conditions: […])` there are `runPodNeverStarted()`, `runPodOutcomeUnknown()`, `runPodTaskFailed(exitCodes: [137])` and `runPodPermanent()`.
                        """;
    }
}
