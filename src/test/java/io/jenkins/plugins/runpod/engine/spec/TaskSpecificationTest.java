package io.jenkins.plugins.runpod.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.lifecycle.Budget;
import io.jenkins.plugins.runpod.engine.lifecycle.Retention;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.transfer.FilePlan;
import io.jenkins.plugins.runpod.engine.transfer.OutputFiles;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskSpecificationTest {
    private static final String YAML = """
            apiVersion: v1
            kind: Pod
            metadata:
              name: from-yaml
              labels: {team: blue}
            spec:
              nodeSelector: {disk: ssd}
              initContainers:
              - name: prepare
                image: busybox
              containers:
              - name: proxy
                image: envoy
              - name: build
                image: maven:3
                env:
                - {name: A, value: yaml}
                - {name: B, value: yaml}
                resources:
                  requests: {cpu: 100m, memory: 1Gi}
            """;

    private final TaskParameters parameters = new TaskParameters();

    private TaskSpecification read() throws InvalidParameters {
        return TaskSpecification.of(parameters, "default", TaskPolicy.standard());
    }

    private List<String> problems() {
        return catchThrowableOfType(InvalidParameters.class, this::read).problems();
    }

    private static Container container(TaskSpecification specification, String name) {
        return specification.template().getSpec().getContainers().stream()
                .filter(c -> c.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anImageAloneMakesAPod() throws InvalidParameters {
        parameters.image = "registry.example:5000/tools/maven:3-eclipse-temurin-21";
        TaskSpecification task = read();
        assertThat(task.prefix()).isEqualTo("maven");
        assertThat(task.namespace()).isEqualTo("default");
        assertThat(task.container()).isEqualTo("main");
        assertThat(task.template().getSpec().getRestartPolicy()).isEqualTo("Never");
        assertThat(container(task, "main").getTerminationMessagePolicy()).isEqualTo("FallbackToLogsOnError");
    }

    @Test
    void aCommandIsAScriptForTheShell() throws InvalidParameters {
        parameters.image = "busybox";
        parameters.command = "echo a; echo b";
        assertThat(container(read(), "main").getCommand()).containsExactly("sh", "-c", "echo a; echo b");
    }

    /** So that everybody who deletes the pod gives it that time: garbage collection, kubectl, an eviction. */
    @Test
    void theGracePeriodIsThePodsOwn() throws InvalidParameters {
        parameters.image = "busybox";
        parameters.terminationGracePeriod = "90s";
        assertThat(read().template().getSpec().getTerminationGracePeriodSeconds())
                .isEqualTo(90);
    }

    @Test
    void aScriptArrivesAsItWasWrittenThoughKubernetesExpandsDollars() throws InvalidParameters {
        parameters.image = "busybox";
        parameters.command = "echo $HOME $(date) $$ $$$(x) ${A}";
        assertThat(container(read(), "main").getCommand().get(2)).isEqualTo("echo $HOME $$(date) $$$$ $$$$$$(x) ${A}");
    }

    @Test
    void shortParametersWinOverTheYamlAndTheRestOfItStays() throws InvalidParameters {
        parameters.yaml = YAML;
        parameters.container = "build";
        parameters.image = "maven:4";
        parameters.env.put("B", "short");
        parameters.env.put("C", "short");
        parameters.requests.put("cpu", "2");
        parameters.nodeSelector.put("arch", "arm64");
        TaskSpecification task = read();
        Container build = container(task, "build");
        assertThat(task.prefix()).isEqualTo("from-yaml");
        assertThat(build.getImage()).isEqualTo("maven:4");
        assertThat(build.getEnv())
                .extracting(EnvVar::getName, EnvVar::getValue)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("A", "yaml"),
                        org.assertj.core.groups.Tuple.tuple("B", "short"),
                        org.assertj.core.groups.Tuple.tuple("C", "short"));
        assertThat(build.getResources().getRequests())
                .containsEntry("cpu", new Quantity("2"))
                .containsEntry("memory", new Quantity("1Gi"));
        assertThat(task.template().getSpec().getNodeSelector())
                .containsEntry("disk", "ssd")
                .containsEntry("arch", "arm64");
        assertThat(container(task, "proxy").getImage()).isEqualTo("envoy");
    }

    @Test
    void withoutANameTheFirstContainerIsTheResultContainer() throws InvalidParameters {
        parameters.yaml = YAML;
        assertThat(read().container()).isEqualTo("proxy");
    }

    @Test
    void budgetsAttemptsAndRetentionAreRead() throws InvalidParameters {
        parameters.image = "busybox";
        parameters.startTimeout = "90s";
        parameters.runTimeout = "1h30m";
        parameters.attempts = 5;
        parameters.retryOn = List.of("outcomeUnknown", "exitCode=137");
        parameters.retention = "keepFailed:24h";
        TaskSpecification task = read();
        assertThat(task.policy().limit(Budget.START)).contains(Duration.ofSeconds(90));
        assertThat(task.policy().limit(Budget.RUN)).contains(Duration.ofMinutes(90));
        assertThat(task.policy().limit(Budget.SCHEDULE)).isEqualTo(Budget.SCHEDULE.standard());
        assertThat(task.policy().attempts()).isEqualTo(5);
        assertThat(task.policy().retryOn().exitCodes()).containsExactly(137);
        assertThat(task.policy().retention()).isEqualTo(Retention.KEEP_FAILED);
        assertThat(task.retention()).contains("keepFailed:24h");
    }

    @Test
    void theQueueIsALabelAndWinsOverOtherNames() throws InvalidParameters {
        parameters.yaml = YAML;
        parameters.labels.put("kueue.x-k8s.io/queue-name", "team-b");
        parameters.queue = "team-a";
        parameters.queueTimeout = "2h";
        TaskSpecification task = read();
        assertThat(task.template().getMetadata().getLabels())
                .containsEntry("kueue.x-k8s.io/queue-name", "team-a")
                .containsEntry("team", "blue");
        assertThat(task.policy().limit(Budget.QUEUE)).contains(Duration.ofHours(2));
    }

    @Test
    void everythingThatIsWrongIsNamedAtOnce() {
        parameters.name = "Not A Name";
        parameters.namespace = "UPPER";
        parameters.command = "echo";
        parameters.args = List.of("x");
        parameters.env.put("1=2", "x");
        parameters.limits.put("memory", "much");
        parameters.startTimeout = "soon";
        parameters.attempts = 0;
        parameters.retryOn = List.of("always");
        parameters.retention = "forever";
        parameters.imageErrorRules.put("(", "RATE_LIMITED");
        parameters.serviceAccount = "No!";
        parameters.queue = "Team A";
        parameters.labels.put("run-pod.jenkins.io/task", "mine");
        assertThat(problems())
                .anyMatch(p -> p.startsWith("name:"))
                .anyMatch(p -> p.startsWith("namespace:"))
                .anyMatch(p -> p.startsWith("image: is required"))
                .anyMatch(p -> p.startsWith("command:"))
                .anyMatch(p -> p.startsWith("env:"))
                .anyMatch(p -> p.startsWith("resources: limits:"))
                .anyMatch(p -> p.startsWith("startTimeout:"))
                .anyMatch(p -> p.startsWith("attempts:"))
                .anyMatch(p -> p.startsWith("retryOn:"))
                .anyMatch(p -> p.startsWith("retention:"))
                .anyMatch(p -> p.startsWith("imageErrorRules:"))
                .anyMatch(p -> p.startsWith("serviceAccount:"))
                .contains("queue: \"Team A\" is not a valid name of a LocalQueue")
                .anyMatch(p -> p.startsWith("labels:"));
    }

    @Test
    void aRestartPolicyOtherThanNeverIsRefused() {
        parameters.yaml = "kind: Pod\nspec: {restartPolicy: OnFailure, containers: [{name: a, image: b}]}";
        assertThat(problems()).containsExactly("yaml: restartPolicy must be Never, not OnFailure");
    }

    @Test
    void aYamlThatIsNoPodIsRefused() {
        parameters.yaml = "kind: Job\nmetadata: {name: x}";
        assertThat(problems())
                .containsExactly(
                        "yaml: must be a Pod, not a Job. Write the metadata and spec below spec.template as a Pod of"
                                + " their own, with apiVersion: v1 and restartPolicy: Never");
    }

    @Test
    void aYamlThatCannotBeReadIsRefusedWithTheReason() {
        parameters.yaml = "kind: Pod\nspec: [";
        assertThat(problems()).singleElement().asString().startsWith("yaml: cannot be read as a Pod: line 2: ");
    }

    @Test
    void aContainerThatIsNotThereIsRefusedAndTheOthersAreNamed() {
        parameters.yaml = YAML;
        parameters.container = "test";
        assertThat(problems()).containsExactly("container: the pod has no container test, only build, proxy");
    }

    @Test
    void aRequestAboveItsLimitIsRefused() {
        parameters.image = "busybox";
        parameters.requests.put("memory", "2Gi");
        parameters.limits.put("memory", "1Gi");
        assertThat(problems()).containsExactly("resources: the request of memory (2Gi) is above its limit (1Gi)");
    }

    @Test
    void anyTextMakesAReadableBeginningOfAName() {
        assertThat(PodNamePrefix.readable("Über/die Maßen_lang".repeat(9)))
                .matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?")
                .hasSizeLessThan(41);
        assertThat(PodNamePrefix.readable("---")).isEqualTo("task");
    }

    private EnvVar variable(TaskSpecification task, String container, String name) {
        return container(task, container).getEnv().stream()
                .filter(variable -> variable.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aSecretVariableRefersToASecretOfThePodsOwnName() throws InvalidParameters {
        parameters.image = "app";
        parameters.secretEnv.put("TOKEN", "id");
        assertThat(read().pod("app-1")
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getEnv()
                        .get(0)
                        .getValueFrom())
                .isEqualTo(new EnvVarBuilder()
                        .withNewValueFrom()
                        .withNewSecretKeyRef("TOKEN", "app-1", null)
                        .endValueFrom()
                        .build()
                        .getValueFrom());
    }

    @Test
    void twoPodsOfOneSpecificationReferToTwoSecrets() throws InvalidParameters {
        parameters.image = "app";
        parameters.secretEnv.put("TOKEN", "id");
        TaskSpecification task = read();
        task.pod("app-1");
        assertThat(PodText.yaml(task.pod("app-2"))).contains("name: app-2").doesNotContain("app-1");
    }

    @Test
    void aSecretVariableWinsOverOneOfTheYaml() throws InvalidParameters {
        parameters.yaml = YAML;
        parameters.container = "build";
        parameters.secretEnv.put("A", "id");
        assertThat(variable(read(), "build", "A").getValue()).isNull();
    }

    @Test
    void aVariableOfTheUsersOwnWinsOverThatOfAUserName() throws InvalidParameters {
        parameters.image = "app";
        parameters.env.put("LOGIN_USR", "me");
        parameters.secretEnv.put("LOGIN", "id");
        assertThat(variable(read(), "main", "LOGIN_USR").getValue()).isEqualTo("me");
    }

    @Test
    void aVariableIsEitherPlainOrSecret() {
        parameters.image = "app";
        parameters.env.put("A", "1");
        parameters.secretEnv.put("A", "id");
        assertThat(problems()).containsExactly("secretEnv: A is also given in env");
    }

    @Test
    void twoSecretVariablesMayNotMeanTheSame() {
        parameters.image = "app";
        parameters.secretEnv.put("DB", "login");
        parameters.secretEnv.put("DB_PSW", "text");
        assertThat(problems())
                .containsExactly("secretEnv: DB_PSW is also set by DB, if the credentials of that have a password");
    }

    @Test
    void everythingThatIsWrongWithSecretVariablesIsSaid() {
        parameters.image = "app";
        parameters.secretEnv.put("not a name", "id");
        parameters.secretEnv.put("B", " ");
        assertThat(problems())
                .containsExactly(
                        "secretEnv: \"not a name\" is not a valid name of a variable",
                        "secretEnv: B has no source for its value");
    }

    /** What is wrong in the YAML says nothing about what is missing elsewhere. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind: Pod\nspec: [",
                "kind: Job",
                "~",
                "spec: {containers: {name: a, image: b}}",
                "spec: {image: b, containers: [{name: a}]}",
                "spec: {containers: [{name: a, image: 1.10}]}",
                "spec: {containers: [{name: a, imge: b}]}"
            })
    void anErrorInTheYamlIsNotFollowedByOthers(String yaml) {
        parameters.yaml = yaml;
        parameters.container = "other";
        parameters.logContainers = List.of("sidecar");
        assertThat(problems()).hasSize(1).allMatch(problem -> problem.startsWith("yaml: "));
    }

    @Test
    void problemsOfTheYamlAndOfOtherParametersAreToldAtOnce() {
        parameters.yaml = "spec: {containers: [{name: a, imge: b}], restartPolicy: Always}";
        parameters.startTimeout = "soon";
        parameters.env.put("1=2", "x");
        assertThat(problems())
                .hasSize(4)
                .anyMatch(problem -> problem.startsWith("yaml: line 1: spec.containers[0].imge"))
                .contains("yaml: restartPolicy must be Never, not Always")
                .anyMatch(problem -> problem.startsWith("startTimeout: "))
                .anyMatch(problem -> problem.startsWith("env: "));
    }

    @Test
    void anImageWithBracesOfATemplateIsRefused() {
        parameters.image = "{{ .Values.image }}";
        assertThat(problems())
                .containsExactly("image: \"{{ .Values.image }}\" has braces of a template."
                        + " Replace them first, for example with helm template");
    }

    @Test
    void aKeyOfAnAnnotationMustBeOne() {
        parameters.image = "busybox";
        parameters.annotations.put("a b", "c");
        parameters.annotations.put("Example.com/A", "c");
        assertThat(problems()).containsExactly("annotations: \"a b\" is not a valid key of an annotation");
    }

    @Test
    void patternsThatAreTooLongTogetherAreAProblem() {
        TaskParameters parameters = new TaskParameters();
        parameters.image = "app:1";
        OutputFiles output = new OutputFiles("all", "x".repeat(400), "", false);
        parameters.files = new FilePlan(false, Collections.nCopies(500, output), ArchiveLimits.DEFAULT);
        assertThatThrownBy(() -> TaskSpecification.of(parameters, "default", TaskPolicy.standard()))
                .isInstanceOf(InvalidParameters.class)
                .hasMessageContaining("outputs: The patterns are too long together");
    }
}
