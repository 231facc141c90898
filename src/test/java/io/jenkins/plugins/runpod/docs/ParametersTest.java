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
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reference is made of the code: {@code mvn test -Dtest=ParametersTest -Dreference=write} writes it. */
class ParametersTest {
    private static final Path REFERENCE = Path.of("docs/parameters.md");
    private static final Path OPTIONS =
            Path.of("standalone/src/main/java/io/jenkins/plugins/runpod/cli/TaskOptions.java");
    /** What only Jenkins has: clusters, values for a script, workspaces. */
    private static final Set<String> OF_JENKINS = Set.of("cluster", "yamlFile", "returnStatus", "returnStdout");

    private static final List<Parameter> STEP = new Parameters(RunPodStep.class).all();
    private static final List<Parameter> CLUSTER = new Parameters(ClusterConfiguration.class).all();

    @Test
    void reference_is_what_the_code_says() throws Exception {
        String reference = reference();
        if ("write".equals(System.getProperty("reference"))) {
            Files.writeString(REFERENCE, reference);
        }

        assertThat(Files.readString(REFERENCE)).isEqualTo(reference);
    }

    @ParameterizedTest
    @ValueSource(classes = {RunPodStep.class, ClusterConfiguration.class})
    void every_field_can_be_given(Class<?> type) {
        Parameters parameters = new Parameters(type);

        assertThat(parameters.fields())
                .filteredOn(field -> !field.equals("name") || type == RunPodStep.class)
                .containsExactlyInAnyOrderElementsOf(parameters.setters());
    }

    @Test
    void every_parameter_has_help() {
        assertThat(STEP).filteredOn(parameter -> parameter.help().isEmpty()).isEmpty();
        assertThat(CLUSTER).filteredOn(parameter -> parameter.help().isEmpty()).isEmpty();
    }

    @Test
    void command_line_has_every_parameter_under_the_same_name() throws Exception {
        String options = Files.readString(OPTIONS);

        assertThat(STEP)
                .extracting(Parameter::name)
                .filteredOn(name -> !OF_JENKINS.contains(name))
                .allSatisfy(
                        name -> assertThat(options(name)).allMatch(option -> options.contains("\"" + option + "\"")));
    }

    @Test
    void help_names_the_defaults_that_the_code_has() {
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

    private static List<String> options(String name) {
        return name.equals("resources")
                ? List.of("--requests", "--limits")
                : List.of("--" + name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT));
    }

    private static String reference() {
        return """
                # Parameters

                Made of the code and of the help of the forms. Every parameter of the step may be left out. Durations are written `90s`, `10m`, `1h30m`, `2d`.
                What is wrong with the parameters is said at once and all together, before anything is created.

                ## The step `runPod` and the freestyle build step

                `runPod(name: value, …)` in a Pipeline; the build step "Run a container as a Kubernetes pod" of a freestyle job has the same form (without `returnStatus` and
                `returnStdout`), and Job DSL knows it as `runPodTask { task { image('maven:3'); command('mvn verify') } }`. Job DSL knows no maps: there, what this table
                calls a map goes into `yaml`, or the job is a `pipelineJob`. On [the command line](command-line.md) the options are named alike.

                | parameter | takes | command line | |
                |---|---|---|---|
                """
                + STEP.stream()
                        .map(each -> "| `" + each.name() + "` | " + each.kind() + " | "
                                + (OF_JENKINS.contains(each.name())
                                        ? ""
                                        : options(each.name()).stream()
                                                .map(option -> "`" + option + "`")
                                                .collect(Collectors.joining(", ")))
                                + " | " + each.help() + " |\n")
                        .collect(Collectors.joining())
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

                        `runPod` returns an object with these properties; with `returnStatus` it returns the exit code, with `returnStdout` the output. When the task does
                        not succeed it throws an exception with `verdict`, `reason`, `exitCode` and, as `pod`, the same object. All of it can be used in the Groovy sandbox.

                        | property | |
                        |---|---|
                        | `verdict` | `SUCCEEDED`, `TASK_FAILED`, `NEVER_STARTED`, `PERMANENT`, `OUTCOME_UNKNOWN` or `CANCELLED` |
                        | `exitCode` | of the container that counts; `null` when none was seen |
                        | `reason` | a short identifier such as `ExitCode`, `OOMKilled`, `RateLimitTimeout` |
                        | `message`, `remedy` | what happened, and what to change |
                        | `container`, `podName`, `namespace`, `node`, `attempt` | of the last attempt |
                        | `startedAt`, `finishedAt` | by the node's clock; `null` if unknown |
                        | `waitingSeconds` | how long it waited, by cause: `[RegistryRateLimit: 93]` |

                        For `retry(conditions: […])` there are `runPodNeverStarted()`, `runPodOutcomeUnknown()`, `runPodTaskFailed(exitCodes: [137])` and `runPodPermanent()`.
                        """;
    }
}
