package io.jenkins.plugins.runpod.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests that kubectl 1.34.4 takes against an API server of that version, and what the pod then has. */
class ManifestTakenTest {
    private static final String HEAD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n";
    private static final String POD = HEAD + "spec:\n  containers:\n  - name: c\n    image: busybox\n";

    private static Pod read(String text) {
        PodManifest manifest = PodManifest.read(text);
        assertThat(manifest.problems()).isEmpty();
        return manifest.pod().orElseThrow();
    }

    private static Container container(String more) {
        return read(POD + more).getSpec().getContainers().get(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s---\n",
                "---\n%s",
                "---\n%s---\n# end\n",
                "--- # hello\n%s",
                "# comment\n---\n%s",
                "---\n~\n---\n%s",
                "---\n---\n%s",
                "%s...\n",
                "%s...\n---\n# x\n",
                "%s---   \n",
                "\uFEFF%s",
                "\uFEFF---\n%s"
            })
    void documentsWithoutContentDoNotCount(String frame) {
        assertThat(read(frame.formatted(POD))).isEqualTo(read(POD));
    }

    @Test
    void lineEndsOfOtherSystemsAreLineEnds() {
        assertThat(read(POD.replace("\n", "\r\n"))).isEqualTo(read(POD));
        assertThat(read((POD + "---\n").replace("\n", "\r\n"))).isEqualTo(read(POD));
        assertThat(read(POD.replace("\n", "\r"))).isEqualTo(read(POD));
    }

    @Test
    void aLineOfThreeHyphensInATextIsText() {
        assertThat(container("    args:\n    - |\n      a\n      ---\n      b\n")
                        .getArgs())
                .containsExactly("a\n---\nb\n");
    }

    @Test
    void aListOfOnePodIsThatPod() {
        String item = "- " + POD.replace("\n", "\n  ").strip() + "\n";
        assertThat(read("apiVersion: v1\nkind: List\nitems:\n" + item)).isEqualTo(read(POD));
        assertThat(read("apiVersion: v1\nkind: PodList\nitems:\n" + item)).isEqualTo(read(POD));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"b\"}]}}",
                "{\n\t\"apiVersion\":\"v1\",\"kind\":\"Pod\",\n\t\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"b\"}]}}",
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"b\"},]},}"
            })
    void json(String text) {
        assertThat(read(text).getSpec().getContainers())
                .extracting(Container::getImage)
                .containsExactly("b");
    }

    @Test
    void mergeKeysAreMerged() {
        Pod pod = read(HEAD + """
                spec:
                  containers:
                  - &x
                    image: busybox
                    name: c
                  - &y
                    <<: *x
                    name: d
                    tty: true
                  - <<: [*y, {image: other, stdin: true}]
                    name: e
                  - <<: *x
                    <<: *y
                    name: f
                """);
        assertThat(pod.getSpec().getContainers()).extracting(Container::getName).containsExactly("c", "d", "e", "f");
        assertThat(pod.getSpec().getContainers())
                .extracting(Container::getImage)
                .containsOnly("busybox");
        assertThat(pod.getSpec().getContainers()).extracting(Container::getTty).containsExactly(null, true, true, true);
        assertThat(pod.getSpec().getContainers())
                .extracting(Container::getStdin)
                .containsExactly(null, null, true, null);
        assertThat(pod.getAdditionalProperties()).isEmpty();
    }

    /** kubectl takes the merged value there, against YAML. */
    @Test
    void aKeyWinsOverAMergedOneThatFollowsWithAWarning() {
        PodManifest manifest = PodManifest.read(HEAD + """
                spec:
                  containers:
                  - &x
                    image: busybox
                    name: c
                  - name: d
                    <<: *x
                """);
        assertThat(manifest.pod().orElseThrow().getSpec().getContainers())
                .extracting(Container::getName)
                .containsExactly("c", "d");
        assertThat(manifest.warnings())
                .containsExactly("line 10: the map under << also has \"name\". run-pod keeps the value above."
                        + " kubectl takes the merged one. Write << first");
    }

    @Test
    void aliasesAreReplaced() {
        Container container = container("    command: &c [a]\n    args: *c\n");
        assertThat(container.getCommand()).containsExactly("a");
        assertThat(container.getArgs()).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"~", "null", "", "!!null ''"})
    void nullIsAbsentOrEmpty(String nothing) {
        assertThat(container("    tty: " + nothing + "\n").getTty()).isNull();
        assertThat(container("    env: " + nothing + "\n").getEnv()).isEmpty();
        assertThat(container("    args:\n    - a\n    - " + nothing + "\n    - b\n")
                        .getArgs())
                .contains("a", "b")
                .doesNotContainNull();
        assertThat(container("    resources: " + nothing + "\n").getResources()).isNull();
        assertThat(read(POD + "  volumes:\n  - name: a\n    emptyDir: " + nothing + "\n")
                        .getSpec()
                        .getVolumes())
                .hasSize(1);
        assertThat(read(POD.replace("{name: a}", "{labels: {a: " + nothing + "}}"))
                        .getMetadata()
                        .getLabels())
                .isEqualTo(Map.of("a", ""));
    }

    @Test
    void numbersAndBooleansAreThoseOfYaml11() {
        assertThat(container("    tty: yes\n").getTty()).isTrue();
        assertThat(container("    tty: off\n").getTty()).isFalse();
        assertThat(container("    ports: [{containerPort: 8_080}]\n")
                        .getPorts()
                        .get(0)
                        .getContainerPort())
                .isEqualTo(8080);
        assertThat(container("    ports: [{containerPort: 80.0}]\n")
                        .getPorts()
                        .get(0)
                        .getContainerPort())
                .isEqualTo(80);
        assertThat(read(POD + "  terminationGracePeriodSeconds: 1e2\n")
                        .getSpec()
                        .getTerminationGracePeriodSeconds())
                .isEqualTo(100L);
        for (String mode : List.of("0644", "0o644", "420", "0x1A4")) {
            assertThat(read(POD + "  volumes: [{name: a, secret: {secretName: s, defaultMode: " + mode + "}}]\n")
                            .getSpec()
                            .getVolumes()
                            .get(0)
                            .getSecret()
                            .getDefaultMode())
                    .isEqualTo(420);
        }
        assertThat(container("    livenessProbe: {httpGet: {port: 80}}\n")
                        .getLivenessProbe()
                        .getHttpGet()
                        .getPort())
                .isEqualTo(new IntOrString(80));
        assertThat(container("    livenessProbe: {httpGet: {port: http}}\n")
                        .getLivenessProbe()
                        .getHttpGet()
                        .getPort())
                .isEqualTo(new IntOrString("http"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001-01-01", "1:20", "=", "1e", "!!str 1", "! 1", "'1'", "\"1\"", "!foo 1", "1.1.1"})
    void textIsText(String text) {
        String expected = text.replaceAll("^!\\S* |['\"]", "");
        assertThat(container("    args: [" + text + "]\n").getArgs()).containsExactly(expected);
    }

    @Test
    void binaryIsDecoded() {
        assertThat(container("    args: [!!binary YQ==]\n").getArgs()).containsExactly("a");
    }

    @Test
    void keysAreText() {
        assertThat(read(POD.replace("{name: a}", "{labels: {on: a, 1: b, 1.10: c}}"))
                        .getMetadata()
                        .getLabels())
                .isEqualTo(Map.of("true", "a", "1", "b", "1.1", "c"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{cpu: 1, memory: 1Gi}", "{cpu: 0.5}", "{cpu: .5}", "{memory: 1e3}", "{cpu: '1e3'}", "{cpu: 1E}"
            })
    void quantitiesMayBeNumbers(String requests) {
        assertThat(container("    resources: {requests: " + requests + "}\n")
                        .getResources()
                        .getRequests())
                .isNotEmpty();
    }

    @Test
    void tabsMaySeparate() {
        assertThat(read(POD.replace("image: busybox", "image:\tbusybox\t# x"))).isEqualTo(read(POD));
        assertThat(container("    args: [\"a\tb\"]\n").getArgs()).containsExactly("a\tb");
    }

    @Test
    void aTabOfAValueStays() {
        String pod = "{\t\"spec\"\t:\t{\"containers\":[\n\t{\"name\":\"c\",\t'image':\t'b'\t,\"args\":[%s]\t}]}\t}";
        assertThat(read(pod.formatted("\"x\ty\", 'x\ty', \"\\\"\t\", 'it''s\t', it's\t, x\ty"))
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getArgs())
                .containsExactly("x\ty", "x\ty", "\"\t", "it's\t", "it's", "x\ty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo", "{a: b}", "[1]", "2", "{}", "~"})
    void whatRunPodReplacesIsNotRead(String value) {
        assertThat(read(POD + "status: " + value + "\n")).isEqualTo(read(POD));
        for (String field : List.of("ownerReferences", "managedFields", "creationTimestamp", "generation")) {
            assertThat(read(POD.replace("{name: a}", "{name: a, " + field + ": " + value + "}")))
                    .isEqualTo(read(POD));
        }
    }

    /** What {@code kubectl get pod -o yaml} adds. */
    @Test
    void aPodOfAClusterIsTakenWithoutWhatTheClusterWrote() {
        PodManifest manifest = PodManifest.read(
                POD.replace("{name: a}", """

                  name: a
                  uid: 8a1f
                  resourceVersion: "12"
                  creationTimestamp: 2024-01-01T00:00:00Z
                  managedFields:
                  - fieldsV1: {"f:metadata": {".": {}}}
                """.stripTrailing()) + "status: {phase: Running, newInALaterKubernetes: 1}\n");
        assertThat(manifest.problems()).isEmpty();
        assertThat(manifest.warnings()).isEmpty();
        assertThat(manifest.pod()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  hostnameOverride: a\n",
                "  evictionResponders: [{name: a, priority: 1}]\n",
                "    restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [1]}}]\n",
                "    env: [{name: A, valueFrom: {fileKeyRef: {volumeName: v, path: p, key: k}}}]\n"
            })
    void fieldsOfANewerKubernetesAreSentAsTheyAre(String field) {
        PodManifest manifest = PodManifest.read(field.startsWith("    ") ? POD + field : POD + field);
        assertThat(manifest.problems()).isEmpty();
        assertThat(manifest.warnings()).isEmpty();
    }

    @Test
    void aFieldOfALaterKubernetesIsAWarningAndIsSent() {
        PodManifest manifest = PodManifest.read(POD + "  quantumEntanglement: {level: 3}\n");
        assertThat(manifest.problems()).isEmpty();
        assertThat(manifest.warnings())
                .containsExactly(
                        "line 8: spec.quantumEntanglement is unknown to run-pod. A cluster that does not know it"
                                + " either refuses the pod");
        assertThat(manifest.pod().orElseThrow().getSpec().getAdditionalProperties())
                .containsEntry("quantumEntanglement", Map.of("level", 3));
    }

    /** Most types with a name have no other word for it. */
    @Test
    void aLaterNameIsAWarningToo() {
        PodManifest manifest = PodManifest.read(POD + "    quantumName: a\n");
        assertThat(manifest.problems()).isEmpty();
        assertThat(manifest.warnings()).hasSize(1);
    }

    /** The parameter is a Pod, so it need not say so. kubectl needs both. */
    @Test
    void versionAndKindMayBeAbsent() {
        assertThat(PodManifest.read("spec: {containers: [{name: c, image: b}]}").problems())
                .isEmpty();
    }
}
