package io.jenkins.plugins.runpod.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each row of Kubernetes' table becomes pods, and each pod is tried at each level. */
class PodSecurityTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    /** Two containers of each kind, so that the fault can be in the first or in the last. */
    private static final String HARDENED = """
            metadata: {annotations: {}}
            spec:
              securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
              volumes: [{name: v, emptyDir: {}}]
              containers: [CONTAINER c, CONTAINER d]
              initContainers: [CONTAINER i, CONTAINER j]
              ephemeralContainers: [CONTAINER e, CONTAINER f]
            """.replaceAll(
                    "CONTAINER (.)",
                    "{name: $1, image: app, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}");

    private record Row(String check, PodSecurity level, String of, String field, JsonNode allowed, JsonNode forbidden) {
        /** The places of the field in a pod. */
        List<String> places() {
            return switch (of) {
                case "pod" -> List.of("spec/" + field);
                case "volume" -> List.of("spec/volumes/0/" + field);
                case "annotation" -> List.of("metadata/annotations/" + field.replace("/", "~1"));
                case "container" ->
                    Stream.of("containers", "initContainers", "ephemeralContainers")
                            .flatMap(kind -> Stream.of("spec/" + kind + "/0/" + field, "spec/" + kind + "/1/" + field))
                            .toList();
                default -> throw new IllegalArgumentException(of);
            };
        }
    }

    private static List<Row> table() throws IOException {
        try (InputStream file = PodSecurityTest.class.getResourceAsStream("pod-security-standards.yaml")) {
            List<Row> rows = new ArrayList<>();
            for (JsonNode row : YAML.convertValue(YAML.unmarshal(file, List.class), JsonNode.class)) {
                rows.add(new Row(
                        row.path("check").asText(),
                        PodSecurity.of(row.path("level").asText()),
                        row.path("of").asText(),
                        row.path("field").asText(),
                        row.path("allowed"),
                        row.path("forbidden")));
            }
            return rows;
        }
    }

    static Stream<Arguments> pods() throws IOException {
        List<Arguments> pods = new ArrayList<>();
        for (Row row : table()) {
            for (String place : row.places()) {
                row.allowed().forEach(value -> pods.add(arguments(row.check(), place, value, row.level(), true)));
                row.forbidden().forEach(value -> pods.add(arguments(row.check(), place, value, row.level(), false)));
            }
        }
        return pods.stream();
    }

    @ParameterizedTest(name = "{0}: {1} = {2}")
    @MethodSource("pods")
    void eachPodOfKubernetesTableIsAllowedOrRefusedAtEachLevel(
            String check, String place, JsonNode value, PodSecurity of, boolean allowed) {
        ObjectNode pod = YAML.convertValue(YAML.unmarshal(HARDENED, Object.class), ObjectNode.class);
        set(pod, List.of(place.split("/")), value);
        for (PodSecurity level : PodSecurity.values()) {
            if (allowed && level.compareTo(of) <= 0) {
                assertThat(problems(level, pod.toString()))
                        .as("at " + level.id())
                        .isEmpty();
            } else if (!allowed) {
                assertThat(problems(level, pod.toString()).isEmpty())
                        .as("allowed at " + level.id())
                        .isEqualTo(level.compareTo(of) < 0);
            }
        }
    }

    @Test
    void everyCheckOfKubernetesIsInTheTable() throws IOException {
        assertThat(table().stream().map(Row::check).distinct())
                .as("the ids of the fixtures in k8s.io/pod-security-admission")
                .containsExactlyInAnyOrder(
                        "allowPrivilegeEscalation",
                        "appArmorProfile",
                        "capabilities_baseline",
                        "capabilities_restricted",
                        "hostNamespaces",
                        "hostPathVolumes",
                        "hostPorts",
                        "hostProbesAndHostLifecycle",
                        "privileged",
                        "procMount",
                        "restrictedVolumes",
                        "runAsNonRoot",
                        "runAsUser",
                        "seLinuxOptions",
                        "seccompProfile_baseline",
                        "seccompProfile_restricted",
                        "sysctls",
                        "windowsHostProcess");
    }

    /** Sets a field, and makes what is missing above it. Null removes it. */
    private static void set(JsonNode parent, List<String> path, JsonNode value) {
        String name = path.get(0).replace("~1", "/");
        List<String> rest = path.subList(1, path.size());
        if (parent instanceof ArrayNode list) {
            set(name.equals("*") ? list.addObject() : list.get(Integer.parseInt(name)), rest, value);
        } else if (!rest.isEmpty()) {
            ObjectNode object = (ObjectNode) parent;
            set(rest.get(0).matches("[*0-9]") ? object.withArray(name) : object.withObject("/" + name), rest, value);
        } else if (value.isNull()) {
            ((ObjectNode) parent).remove(name);
        } else {
            ((ObjectNode) parent).set(name, value);
        }
    }

    @Test
    void whatThePodSaysForAllContainersCanBeSaidInEachInstead() {
        String each = HARDENED.replace(
                        "securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}", "")
                .replace("capabilities:", "runAsNonRoot: true, seccompProfile: {type: Localhost}, capabilities:");
        assertThat(problems(PodSecurity.RESTRICTED, each)).isEmpty();
        assertThat(problems(PodSecurity.RESTRICTED, each.replaceFirst("runAsNonRoot: true, ", "")))
                .singleElement()
                .asString()
                .isEqualTo(
                        "yaml: container c: runAsNonRoot must be true, in the container or the pod, on this cluster");
        assertThat(problems(PodSecurity.RESTRICTED, each.replaceFirst("seccompProfile: .type: Localhost., ", "")))
                .singleElement()
                .asString()
                .contains("container c: seccompProfile must be RuntimeDefault or Localhost");
    }

    @Test
    void podOfWindowsNeedsNothingThatOnlyLinuxHas() {
        String windows = "spec: {os: {name: windows}, securityContext: {runAsNonRoot: true},"
                + " containers: [{name: c, image: app}]}";
        assertThat(problems(PodSecurity.RESTRICTED, windows)).isEmpty();
        assertThat(problems(PodSecurity.RESTRICTED, windows.replace("windows", "linux")))
                .hasSize(3);
    }

    @Test
    void userNamespaceThatAnOlderClusterWouldIgnoreChangesNothing() {
        String pod =
                "spec: {hostUsers: false, containers: [{name: c, image: app, securityContext: {procMount: Unmasked}}]}";
        assertThat(problems(PodSecurity.BASELINE, pod))
                .singleElement()
                .asString()
                .contains("procMount");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nodeName: node-1 | nodeName
            priorityClassName: system-node-critical | priorityClassName system-node-critical
            priorityClassName: system-cluster-critical | priorityClassName system-cluster-critical
            priority: 2000000000 | priority 2000000000
            'tolerations: [{operator: Exists}]' | a toleration of every taint
            'tolerations: [{key: a, operator: Exists}, {key: "", operator: Exists}]' | a toleration of every taint
            'tolerations: [{operator: Exists, effect: NoExecute}]' | a toleration of every NoExecute taint
            'tolerations: [{operator: Exists, effect: NoSchedule, tolerationSeconds: 60}]' | a toleration of every NoSchedule taint
            'tolerations: [{}]' | a toleration of every taint
            """)
    void claimsOnNodesNeedTheLevelPrivileged(String spec, String named) {
        String pod = "spec: {containers: [{name: main, image: app}], " + spec + "}";
        assertThat(problems(PodSecurity.PRIVILEGED, pod)).isEmpty();
        assertThat(problems(PodSecurity.BASELINE, pod))
                .singleElement()
                .asString()
                .isEqualTo("yaml: pod: " + named + " is not allowed on this cluster");
        assertThat(problems(PodSecurity.RESTRICTED, pod)).anyMatch(problem -> problem.contains(named));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tolerations: [{key: dedicated, operator: Exists}, {key: a, value: b, effect: NoExecute}]",
                "priorityClassName: batch, nodeSelector: {kubernetes.io/hostname: node-1}",
                "priority: 1000, nodeName: ''"
            })
    void placesThatTheSchedulerGivesAreNoClaims(String spec) {
        assertThat(problems(PodSecurity.BASELINE, "spec: {containers: [{name: main, image: app}], " + spec + "}"))
                .isEmpty();
    }

    @Test
    void levelThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> PodSecurity.of("strict"))
                .hasMessage("\"strict\" is none of privileged, baseline, restricted");
    }

    /** What a task with this pod is told, through the same reader as in Jenkins. */
    private static List<String> problems(PodSecurity level, String yaml) {
        TaskParameters parameters = new TaskParameters();
        parameters.yaml = yaml;
        try {
            TaskSpecification.of(
                    parameters,
                    CallerVariables.none(),
                    "default",
                    TaskPolicy.standard(),
                    Optional.of(new PodRules(level, AllowedNames.ALL, AllowedNames.ALL, true)),
                    new ArrayList<>());
            return List.of();
        } catch (InvalidParameters e) {
            // the pods of the table are not complete, and the rules do not rely on other checks
            return e.problems().stream()
                    .filter(problem -> !problem.startsWith("yaml: spec."))
                    .toList();
        }
    }
}
