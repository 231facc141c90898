package io.jenkins.plugins.runpod.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.lifecycle.PodVariant;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.manifest.PodLayer;
import io.jenkins.plugins.runpod.engine.transfer.FilePlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnRetryTest {
    private final TaskParameters parameters = new TaskParameters();
    private final List<String> warnings = new ArrayList<>();

    OnRetryTest() {
        parameters.image = "build:1";
        parameters.retryOn = List.of("oomKilled");
        parameters.limits = Map.of("memory", "2Gi");
    }

    private TaskSpecification read(Map<String, Object> onRetry) throws InvalidParameters {
        return read(onRetry, Optional.empty());
    }

    private TaskSpecification read(Map<String, Object> onRetry, Optional<PodRules> rules) throws InvalidParameters {
        parameters.onRetry = new LinkedHashMap<>(onRetry);
        return TaskSpecification.of(parameters, CallerVariables.none(), "ci", TaskPolicy.standard(), rules, warnings);
    }

    private List<String> problems(Map<String, Object> onRetry) {
        return catchThrowableOfType(InvalidParameters.class, () -> read(onRetry))
                .problems();
    }

    private static Container main(Pod pod) {
        return pod.getSpec().getContainers().get(0);
    }

    private static Container second(TaskSpecification task) {
        return main(task.pod("p", task.next(PodVariant.FIRST, false)));
    }

    // --- memory --------------------------------------------------------------------------------------------------

    @Test
    void limitAndRequestGrowWithEachPodThatRanOutOfMemoryAndWithNoOther() throws InvalidParameters {
        parameters.requests = Map.of("memory", "1Gi", "cpu", "1");
        TaskSpecification task = read(Map.of("memory", "x2", "maxMemory", "6Gi"));

        PodVariant first = task.next(PodVariant.FIRST, true);
        PodVariant second = task.next(first, false);
        PodVariant third = task.next(second, true);

        assertThat(first.words()).isEqualTo("memory 4Gi instead of 2Gi");
        assertThat(second).isEqualTo(first);
        assertThat(third.words()).isEqualTo("memory 6Gi instead of 2Gi");
        assertThat(main(task.pod("p", third)).getResources().getLimits().get("memory"))
                .hasToString("6Gi");
        assertThat(main(task.pod("p", third)).getResources().getRequests().get("memory"))
                .hasToString("4Gi");
        assertThat(main(task.pod("p", third)).getResources().getRequests().get("cpu"))
                .hasToString("1");
        assertThat(main(task.pod("p")).getResources().getLimits().get("memory")).hasToString("2Gi");
    }

    @Test
    void aRequestThatIsRoundedUpStaysWithinItsLimit() throws InvalidParameters {
        parameters.limits = Map.of("memory", "1500M");
        parameters.requests = Map.of("memory", "1464832Ki");
        TaskSpecification task = read(Map.of("memory", "x1.334"));

        var resources = main(task.pod("p", task.next(PodVariant.FIRST, true))).getResources();

        assertThat(resources.getLimits().get("memory")).hasToString("2001M");
        assertThat(resources.getRequests().get("memory")).hasToString("2001M");
    }

    @Test
    void memoryThatDoesNotGrowIsNotTold() throws InvalidParameters {
        TaskSpecification task = read(Map.of("memory", "x2", "maxMemory", "2048Mi"));

        assertThat(task.next(PodVariant.FIRST, true).words()).isEmpty();
    }

    @Test
    void aRequestAloneGrowsToo() throws InvalidParameters {
        parameters.limits = Map.of();
        parameters.requests = Map.of("memory", "1Gi");
        TaskSpecification task = read(Map.of("memory", "+1Gi"));

        assertThat(task.next(PodVariant.FIRST, true).words()).isEqualTo("memory 2Gi instead of 1Gi");
    }

    @Test
    void eachPodHasAnIdentityOfItsOwn() throws InvalidParameters {
        TaskSpecification task = read(Map.of("memory", "x2", "env", Map.of("A", "1")));
        PodVariant second = task.next(PodVariant.FIRST, false);
        PodVariant larger = task.next(PodVariant.FIRST, true);

        assertThat(List.of(
                        task.identity(PodVariant.FIRST),
                        task.identity(second),
                        task.identity(larger),
                        task.identity(task.next(larger, true))))
                .doesNotHaveDuplicates();
        assertThat(task.identity(PodVariant.FIRST)).isEqualTo(task.manifest());
    }

    // --- other parameters ----------------------------------------------------------------------------------------

    @Test
    void thePodsAfterTheFirstHaveOtherParameters() throws InvalidParameters {
        parameters.env = Map.of("A", "1", "B", "2");
        parameters.tolerations = List.of("small");
        Map<String, Object> changes = new LinkedHashMap<>();
        changes.put("image", "build:2");
        changes.put("env", Map.of("B", "3"));
        changes.put("resources", Map.of("limits", Map.of("memory", "4Gi")));
        changes.put("tolerations", List.of("large"));
        TaskSpecification task = read(changes);
        PodVariant variant = task.next(PodVariant.FIRST, true);
        Pod pod = task.pod("p", variant);

        assertThat(main(pod).getImage()).isEqualTo("build:2");
        assertThat(main(pod).getEnv()).contains(new EnvVar("A", "1", null), new EnvVar("B", "3", null));
        assertThat(main(pod).getResources().getLimits().get("memory")).hasToString("4Gi");
        assertThat(pod.getSpec().getTolerations()).extracting("key").containsExactly("large");
        assertThat(variant.words()).isEqualTo("image build:2, other env, other limits, other tolerations");
        assertThat(task.next(variant, false)).isEqualTo(variant);
    }

    /** So a form and the command line have them. */
    @Test
    void listsAndMapsCanBeTexts() throws InvalidParameters {
        TaskSpecification task = read(Map.of(
                "limits",
                "memory=4Gi",
                "resources",
                "{\"requests\": {\"cpu\": \"2\"}}",
                "nodeSelector",
                "{\"size\": \"large\"}",
                "tolerations",
                "[\"a\", \"b\"]",
                "args",
                "x"));
        Pod pod = task.pod("p", task.next(PodVariant.FIRST, false));

        assertThat(main(pod).getResources().getLimits().get("memory")).hasToString("4Gi");
        assertThat(main(pod).getResources().getRequests().get("cpu")).hasToString("2");
        assertThat(main(pod).getArgs()).containsExactly("x");
        assertThat(pod.getSpec().getNodeSelector()).containsEntry("size", "large");
        assertThat(pod.getSpec().getTolerations()).extracting("key").containsExactly("a", "b");
    }

    @Test
    void thePodsAfterTheFirstHaveSecretsAndFilesToo() throws InvalidParameters {
        parameters.secretEnv = Map.of("TOKEN", "source");
        parameters.files = new FilePlan(true, List.of(), ArchiveLimits.DEFAULT);
        TaskSpecification task = read(Map.of("image", "build:2"));
        Pod pod = task.pod("the-name", task.next(PodVariant.FIRST, false));

        assertThat(pod.getSpec().getInitContainers())
                .extracting(Container::getImage)
                .containsExactly("build:2");
        assertThat(main(pod).getEnv())
                .filteredOn(variable -> variable.getName().equals("TOKEN"))
                .extracting(
                        variable -> variable.getValueFrom().getSecretKeyRef().getName())
                .containsExactly("the-name");
    }

    @Test
    void theSecretHasWhatAnyPodNeeds() throws InvalidParameters {
        parameters.yaml = "spec: {containers: [{name: main, env: [{name: TOKEN, value: none}]}]}";
        parameters.onRetry = Map.of("yaml", "spec: {containers: [{name: main}]}");
        CallerVariables caller = CallerVariables.of(
                Map.of("TOKEN", "secret"), Set.of("TOKEN"), List.of(), Set.of(), PassedVariables.all());

        assertThat(TaskSpecification.of(parameters, caller, "ci", TaskPolicy.standard(), Optional.empty(), warnings)
                        .secretEnv())
                .containsOnlyKeys("TOKEN");
    }

    @Test
    void withoutOnRetryAllPodsAreTheSame() throws InvalidParameters {
        TaskSpecification task = read(Map.of());

        assertThat(task.next(PodVariant.FIRST, true)).isEqualTo(PodVariant.FIRST);
        assertThat(second(task)).isEqualTo(main(task.pod("p")));
    }

    // --- what is refused -----------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "memory | 2 | memory: \"2\" is neither a factor such as x2 nor an amount such as +2Gi",
                "maxMemory | 16Gi | maxMemory: needs memory, such as memory: 'x2'",
                "env | plain | env: must be a map",
                "image | {{tag}} | image: \"{{tag}}\" has braces of a template. Replace them first, for example with helm"
                        + " template",
                "limits | memory=much | resources: limits: \"much\" is not a quantity for memory, such as 500m or 2Gi",
                "serviceAccount | A B | serviceAccount: \"A B\" is not a valid name",
                "yaml | {spec: {containers: [{name: other, image: x}]}} | yaml: the result container must be main in all"
                        + " attempts, not other",
                "yaml | {metadata: {namespace: other}} | yaml: the namespace must be ci in all attempts, not other",
            })
    void aProblemIsToldOnce(String name, String value, String problem) {
        assertThat(problems(Map.of(name, value))).containsExactly("onRetry: " + problem);
    }

    @ParameterizedTest
    @CsvSource({
        "cluster",
        "inputs",
        "outputs",
        "namespace",
        "name",
        "container",
        "logContainers",
        "secretEnv",
        "runTimeout",
        "rateLimitTimeout",
        "attempts",
        "retryOn",
        "onRetry",
        "retention",
        "imageErrorRules",
        "returnStdout",
        "typo"
    })
    void whatDecidesTheWholeTaskCannotChange(String name) {
        assertThat(problems(Map.of(name, "1")))
                .singleElement()
                .asString()
                .startsWith(
                        "onRetry: \"" + name + "\" cannot change at a retry. These can: memory, maxMemory, image, ");
    }

    @Test
    void memoryNeedsMemoryToGrow() {
        parameters.limits = Map.of();
        assertThat(problems(Map.of("memory", "x2")))
                .containsExactly(
                        "onRetry: memory: container main has no limit or request of memory that could grow. Set"
                                + " one in resources");
    }

    @Test
    void theLargestMemoryIsNotLessThanThatOfTheFirstPod() {
        assertThat(problems(Map.of("memory", "x2", "maxMemory", "1Gi")))
                .containsExactly("onRetry: maxMemory: 1Gi is less than the memory of container main, 2Gi");
        assertThat(problems(Map.of("memory", "x2", "maxMemory", "lots")))
                .containsExactly("onRetry: maxMemory: \"lots\" is not a quantity such as 16Gi");
    }

    /** The user may have asked for just what is enforced. */
    @ParameterizedTest
    @CsvSource({"2Gi", "1Gi", "4Gi"})
    void enforcedMemoryCannotGrow(String given) throws InvalidParameters {
        parameters.limits = Map.of("memory", given);
        enforce("spec: {containers: [{resources: {limits: {memory: 2Gi}}}]}");

        assertThat(problems(Map.of("memory", "x2")))
                .containsExactly("onRetry: memory: cannot grow, because the memory of container main comes from"
                        + " enforced by cluster prod");
        assertThat(problems(Map.of("memory", "x2", "image", "build:2"))).hasSize(1);
        assertThat(read(Map.of("memory", "x2", "maxMemory", "2Gi"))).isNotNull();
    }

    @Test
    void memoryGrowsIfSomethingElseIsEnforced() throws InvalidParameters {
        enforce("spec: {containers: [{resources: {limits: {cpu: 1}}}]}");

        assertThat(read(Map.of("memory", "x2")).next(PodVariant.FIRST, true).words())
                .isEqualTo("memory 4Gi instead of 2Gi");
    }

    private void enforce(String yaml) {
        parameters.layers =
                new PodLayers(List.of(), Optional.of(new PodLayer("enforced by cluster prod", yaml, false)));
    }

    @Test
    void memoryGrowsOrIsGiven() {
        assertThat(problems(Map.of("memory", "x2", "limits", Map.of("memory", "4Gi"))))
                .containsExactly("onRetry: memory: cannot be given together with memory in requests or limits");
    }

    @Test
    void theProblemsOfAllPodsAreToldTogether() {
        parameters.serviceAccount = "A B";
        assertThat(problems(Map.of("image", "b 2", "attempts", 3)))
                .hasSize(3)
                .contains("serviceAccount: \"A B\" is not a valid name", "onRetry: image: \"b 2\" contains white space")
                .anyMatch(problem -> problem.startsWith("onRetry: \"attempts\""));
    }

    @Test
    void theRulesOfTheClusterHoldForAllPods() {
        PodRules rules = new PodRules(PodSecurity.BASELINE, AllowedNames.ALL, AllowedNames.of("ci"), false);
        InvalidParameters refused = catchThrowableOfType(InvalidParameters.class, () -> {
            parameters.serviceAccount = "ci";
            read(Map.of("serviceAccount", "root"), Optional.of(rules));
        });

        assertThat(refused.problems())
                .singleElement()
                .asString()
                .startsWith("onRetry: serviceAccount: this job may not use root");
    }

    // --- what may have no effect ---------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "oomKilled | 3 | ",
                "exitCode=137 | 3 | ",
                "neverStarted | 3 | onRetry: memory never grows, because retryOn has neither oomKilled nor exitCode=137",
                "oomKilled | 1 | onRetry: has no effect, because attempts is 1",
            })
    void memoryThatNeverGrowsIsAWarning(String retryOn, int attempts, String warning) throws InvalidParameters {
        parameters.retryOn = List.of(retryOn);
        parameters.attempts = attempts;
        read(Map.of("memory", "x2"));

        assertThat(warnings).isEqualTo(warning == null ? List.of() : List.of(warning));
    }
}
