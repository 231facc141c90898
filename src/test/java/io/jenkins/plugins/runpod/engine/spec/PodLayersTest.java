package io.jenkins.plugins.runpod.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.manifest.PodLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodLayersTest {
    private static final String CLUSTER = """
            metadata: {labels: {by: cluster, cost: ci}}
            spec:
              nodeSelector: {pool: ci}
              containers: [{env: [{name: BY, value: cluster}, {name: CLUSTER, value: 'yes'}]}]
            """;
    private static final String FOLDER = "metadata: {labels: {by: folder, team: a}}";
    private static final String PRESET = """
            metadata: {labels: {by: preset}}
            spec:
              volumes: [{name: cache, emptyDir: {}}]
              containers:
              - image: maven:3
                volumeMounts: [{name: cache, mountPath: /root/.m2}]
                resources: {requests: {cpu: 500m, memory: 1Gi}}
                env: [{name: BY, value: preset}]
            """;
    private static final String ENFORCED = """
            metadata: {labels: {bill: shared}, annotations: {owner: platform}}
            spec:
              hostNetwork: null
              nodeSelector: {$patch: replace, pool: ci}
              tolerations: [{$patch: replace}, {key: ci, operator: Exists}]
              containers: [{securityContext: {runAsUser: 1000}}]
            """;

    private final TaskParameters parameters = new TaskParameters();
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void threeLayers() {
        layers(Optional.empty());
    }

    private void layers(Optional<String> enforced) {
        parameters.layers = new PodLayers(
                List.of(
                        new PodLayer("cluster prod", CLUSTER, false),
                        new PodLayer("folder team", FOLDER, false),
                        new PodLayer("preset maven", PRESET, true)),
                enforced.map(text -> new PodLayer("enforced by cluster prod", text, false)));
    }

    private Pod read() throws InvalidParameters {
        return specification().template();
    }

    private TaskSpecification specification() throws InvalidParameters {
        return TaskSpecification.of(
                parameters,
                CallerVariables.none(),
                "default",
                TaskPolicy.standard(),
                Optional.of(new PodRules(PodSecurity.BASELINE, AllowedNames.of("default"), AllowedNames.of(""), false)),
                warnings);
    }

    private List<String> problems() {
        return catchThrowableOfType(InvalidParameters.class, this::read).problems();
    }

    private static Map<String, String> env(Container container) {
        return container.getEnv().stream().collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    }

    @Test
    void theLaterLayerWinsAndParametersWinOverAll() throws Exception {
        parameters.yaml = "{metadata: {labels: {by: yaml}}, spec: {containers: [{env: [{name: BY, value: yaml}]}]}}";
        parameters.requests = Map.of("cpu", "2");
        parameters.command = "mvn verify";

        Pod pod = read();

        assertThat(pod.getMetadata().getLabels()).isEqualTo(Map.of("by", "yaml", "cost", "ci", "team", "a"));
        assertThat(pod.getSpec().getNodeSelector()).isEqualTo(Map.of("pool", "ci"));
        Container only = pod.getSpec().getContainers().get(0);
        assertThat(pod.getSpec().getContainers()).hasSize(1);
        assertThat(only.getName()).isEqualTo("main");
        assertThat(only.getImage()).isEqualTo("maven:3");
        assertThat(env(only)).isEqualTo(Map.of("BY", "yaml", "CLUSTER", "yes"));
        assertThat(only.getResources().getRequests())
                .isEqualTo(Map.of("cpu", new Quantity("2"), "memory", new Quantity("1Gi")));
        assertThat(only.getCommand()).containsExactly("sh", "-c", "mvn verify");
        assertThat(only.getVolumeMounts()).hasSize(1);

        parameters.labels = Map.of("by", "step");
        assertThat(read().getMetadata().getLabels()).containsEntry("by", "step");
    }

    @Test
    void aContainerWithoutANameIsTheResultContainerWhateverItsNameIs() throws Exception {
        parameters.yaml = "spec: {containers: [{name: build, tty: true}, {name: db, image: postgres}]}";

        assertThat(read().getSpec().getContainers())
                .extracting(Container::getName, Container::getImage)
                .containsExactly(tuple("build", "maven:3"), tuple("db", "postgres"));
        assertThat(specification().container()).isEqualTo("build");

        parameters.container = "db";
        parameters.yaml = "spec: {containers: [{name: build, image: b}, {name: db, tty: true}]}";
        assertThat(specification().container()).isEqualTo("db");
        assertThat(read().getSpec().getContainers().stream()
                        .filter(each -> each.getName().equals("db"))
                        .findFirst()
                        .orElseThrow()
                        .getImage())
                .isEqualTo("maven:3");
    }

    @Test
    void aNamedContainerOfTheClusterIsASidecar() throws Exception {
        parameters.layers = new PodLayers(
                List.of(new PodLayer("cluster prod", "spec: {containers: [{name: agent, image: otel}]}", false)),
                Optional.empty());
        parameters.image = "busybox";

        assertThat(specification().container()).isEqualTo("main");
        assertThat(read().getSpec().getContainers())
                .extracting(Container::getImage)
                .containsExactly("busybox", "otel");
    }

    @Test
    void twoFirstContainersWithNamesNeedADecision() {
        parameters.layers = new PodLayers(
                List.of(new PodLayer("preset maven", "spec: {containers: [{name: maven, image: m}]}", true)),
                Optional.empty());
        parameters.yaml = "spec: {containers: [{name: build, image: b}]}";

        assertThat(problems())
                .contains("container: is required, because the first container is maven in preset maven and build in"
                        + " yaml");
    }

    @Test
    void allProblemsOfAllLayersAreToldWithTheirOrigin() {
        parameters.layers = new PodLayers(
                List.of(
                        new PodLayer("cluster prod", "spec: {nodeSelector: a}", false),
                        new PodLayer("folder team", "kind: Job", false)),
                Optional.of(new PodLayer("enforced by cluster prod", "spec: {hostNetwrk: true}", false)));
        parameters.yaml = "spec: {hostname: 1}";

        assertThat(problems())
                .anyMatch(problem -> problem.startsWith("cluster prod: line 1: spec.nodeSelector must be a map"))
                .anyMatch(problem -> problem.startsWith("folder team: must be a Pod, not a Job"))
                .anyMatch(problem -> problem.startsWith("yaml: line 1: spec.hostname must be text"));
    }

    @Test
    void theMergedPodIsCheckedForWhatALayerCannotTell() {
        parameters.yaml = "spec: {volumes: [{name: cache, $patch: delete}]}";

        assertThat(problems())
                .containsExactly("pod: spec.containers[0].volumeMounts[0].name: the pod has no volume cache");
    }

    @Test
    void aLayerIsNotAllowedMoreThanTheJobItself() {
        parameters.layers = new PodLayers(List.of(new PodLayer("folder team", """
                        metadata: {namespace: kube-system}
                        spec: {hostNetwork: true, volumes: [{name: v, hostPath: {path: /}}]}
                        """, false)), Optional.empty());
        parameters.image = "busybox";

        assertThat(problems())
                .anyMatch(problem -> problem.startsWith("namespace: this job may not use kube-system"))
                .anyMatch(problem -> problem.startsWith("pod: ") && problem.contains("hostNetwork"))
                .anyMatch(problem -> problem.startsWith("pod: ") && problem.contains("hostPath"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{metadata: {labels: {bill: other}, annotations: {owner: me}}, spec: {nodeSelector: {pool: gpu, x: z}}}",
                "{metadata: {labels: {bill: null}, annotations: null}, spec: {nodeSelector: null, tolerations: null}}",
                "{metadata: {$patch: replace}, spec: {$patch: replace, containers: [{image: a}]}}",
                "spec: {nodeSelector: {$patch: delete}, tolerations: [{$patch: replace}, {key: a, effect: NoExecute}]}",
                "spec: {hostNetwork: true, containers: [{securityContext: {runAsUser: 0}}]}",
                "spec: {containers: [{name: mine, image: a, securityContext: {runAsUser: 0}}]}",
            })
    void whatIsEnforcedHoldsAgainstYamlAndParameters(String yaml) throws Exception {
        layers(Optional.of(ENFORCED));
        parameters.yaml = yaml;
        parameters.labels = Map.of("bill", "mine");
        parameters.annotations = Map.of("owner", "mine");
        parameters.nodeSelector = Map.of("pool", "gpu", "disk", "ssd");
        parameters.tolerations = List.of("gpu", "ci:NoExecute");

        Pod pod = read();

        assertThat(pod.getMetadata().getLabels()).containsEntry("bill", "shared");
        assertThat(pod.getMetadata().getAnnotations()).containsEntry("owner", "platform");
        assertThat(pod.getSpec().getNodeSelector()).isEqualTo(Map.of("pool", "ci"));
        assertThat(pod.getSpec().getTolerations())
                .hasSize(1)
                .allMatch(one -> one.getKey().equals("ci"));
        assertThat(pod.getSpec().getHostNetwork()).isNull();
        assertThat(pod.getSpec().getContainers().get(0).getSecurityContext().getRunAsUser())
                .isEqualTo(1000);
    }

    @Test
    void theLogNamesWhatWasReplacedAndWhoSaidIt() throws Exception {
        layers(Optional.of("{metadata: {labels: {bill: shared, cost: shared, team: a}}, spec: {hostname: null}}"));
        parameters.labels = Map.of("bill", "mine");
        parameters.yaml = "spec: {hostname: mine}";

        read();

        assertThat(warnings)
                .containsExactly("enforced by cluster prod: replaces metadata.labels.cost of cluster"
                        + " prod, metadata.labels.bill of step, spec.hostname of yaml");
    }

    @Test
    void aLayerOfOthersIsAPartEvenIfItIsTheOnlyOne() throws Exception {
        parameters.layers = new PodLayers(List.of(new PodLayer("preset maven", """
                metadata: {labels: {$patch: replace, by: preset, team: null}}
                spec:
                  nodeSelector: {$patch: replace, pool: ci}
                  tolerations: [{$patch: replace}, {key: ci, operator: Exists}]
                  containers: [{image: maven, resources: null}]
                """, true)), Optional.empty());

        Pod pod = read();

        assertThat(pod.getMetadata().getLabels()).isEqualTo(Map.of("by", "preset"));
        assertThat(pod.getSpec().getNodeSelector()).isEqualTo(Map.of("pool", "ci"));
        assertThat(pod.getSpec().getTolerations()).hasSize(1);
    }

    @Test
    void nothingIsReplacedWhereNobodySaidAnything() throws Exception {
        parameters.layers = new PodLayers(List.of(), Optional.of(new PodLayer("enforced by cluster prod", """
                metadata: {labels: {bill: shared}}
                spec: {nodeSelector: {pool: ci}, containers: [{resources: {limits: {memory: 1Gi}}}]}
                """, false)));
        parameters.image = "app";

        read();

        assertThat(warnings).isEmpty();
    }

    @Test
    void anEmptyObjectThatGoesIsReplaced() throws Exception {
        layers(Optional.of("spec: {volumes: [{name: cache, persistentVolumeClaim: {claimName: cache}}]}"));

        read();

        assertThat(warnings)
                .containsExactly("enforced by cluster prod: replaces spec.volumes[cache].emptyDir of preset maven");
    }

    @Test
    void whatIsEnforcedIsCheckedLikeAllElse() {
        layers(Optional.of("""
                metadata: {labels: {app.kubernetes.io/managed-by: me}}
                spec:
                  restartPolicy: Always
                  hostPID: true
                  containers: [{resources: {limits: {memory: 1Mi}}}]
                """));

        assertThat(problems())
                .contains(
                        "labels: app.kubernetes.io/managed-by is reserved for run-pod",
                        "enforced by cluster prod: restartPolicy must be Never, not Always",
                        "resources: the request of memory (1Gi) is above its limit (1Mi)")
                .anyMatch(problem -> problem.startsWith("pod: ") && problem.contains("hostPID"));
    }

    @Test
    void theResultContainerCannotBeEnforcedAway() {
        layers(Optional.of("spec: {containers: [{$patch: replace}, {name: other, image: other}]}"));

        assertThat(problems()).containsExactly("enforced by cluster prod: removes the result container main");
    }

    @Test
    void eachValueHasTheLayerThatChangedItLastAsItsOrigin() throws Exception {
        layers(Optional.of(ENFORCED));
        parameters.yaml = "spec: {containers: [{env: [{name: BY, value: yaml}]}]}";
        parameters.command = "make";

        read();

        assertThat(Map.of(
                        "metadata.labels.cost", "cluster prod",
                        "metadata.labels.by", "preset maven",
                        "metadata.labels.team", "folder team",
                        "metadata.labels.bill", "enforced by cluster prod",
                        "spec.nodeSelector.pool", "cluster prod",
                        "spec.containers[main].image", "preset maven",
                        "spec.containers[main].env[CLUSTER].value", "cluster prod",
                        "spec.containers[main].env[BY].value", "yaml",
                        "spec.containers[main].command[2]", "step",
                        "spec.containers[main].securityContext.runAsUser", "enforced by cluster prod"))
                .allSatisfy((path, origin) ->
                        assertThat(parameters.origins.of(path)).as(path).contains(origin));
    }

    @Test
    void aTaskWithoutLayersKeepsItsYamlAsKubectlReadsIt() throws Exception {
        parameters.layers = PodLayers.NONE;
        parameters.yaml = "{metadata: {labels: {empty: }}, spec: {containers: [{name: a, image: b}]}}";

        assertThat(read().getMetadata().getLabels()).isEqualTo(Map.of("empty", ""));
    }
}
