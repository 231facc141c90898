package io.jenkins.plugins.runpod.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StrategicMergeTest {
    static Stream<Arguments> merges() {
        return Stream.of(
                merge(
                        "a single value is replaced",
                        "spec: {hostname: a}",
                        "spec: {hostname: b}",
                        "spec: {hostname: b}"),
                merge(
                        "objects are merged by field",
                        "spec: {securityContext: {runAsUser: 1, runAsGroup: 2}}",
                        "spec: {securityContext: {runAsUser: 3}}",
                        "spec: {securityContext: {runAsUser: 3, runAsGroup: 2}}"),
                merge(
                        "maps are merged by key",
                        "metadata: {labels: {a: b, c: d}}",
                        "metadata: {labels: {c: e, f: g}}",
                        "metadata: {labels: {a: b, c: e, f: g}}"),
                merge(
                        "null removes a field",
                        "spec: {hostname: a, subdomain: b}",
                        "spec: {hostname: null}",
                        "spec: {subdomain: b}"),
                merge(
                        "null removes a key",
                        "metadata: {labels: {a: b, c: d}}",
                        "metadata: {labels: {a: null, e: ~}}",
                        "metadata: {labels: {c: d}}"),
                merge("null removes a list", "spec: {tolerations: [{key: a}]}", "spec: {tolerations: }", "spec: {}"),
                merge(
                        "null stays null where nothing is below",
                        "spec: {}",
                        "spec: {securityContext: {runAsUser: null}, volumes: [{name: v, emptyDir: null}]}",
                        "spec: {securityContext: {}, volumes: [{name: v}]}"),
                container(
                        "containers are merged by name, and new ones follow",
                        "[{name: a, image: i, tty: true}, {name: b, image: j}]",
                        "[{name: c, image: k}, {name: a, image: l}]",
                        "[{name: a, image: l, tty: true}, {name: b, image: j}, {name: c, image: k}]"),
                container(
                        "a command is replaced, and so are other plain lists",
                        "[{name: a, command: [p, q], securityContext: {capabilities: {add: [A, B]}}}]",
                        "[{name: a, command: [z], securityContext: {capabilities: {add: [C]}}}]",
                        "[{name: a, command: [z], securityContext: {capabilities: {add: [C]}}}]"),
                container(
                        "a variable with another reference has that one alone",
                        "[{name: a, env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]}]",
                        "[{name: a, env: [{name: A, valueFrom: {configMapKeyRef: {name: c, key: k}}}]}]",
                        "[{name: a, env: [{name: A, valueFrom: {configMapKeyRef: {name: c, key: k}}}]}]"),
                container(
                        "variables are merged by name, and one has one source",
                        "[{name: a, env: [{name: A, value: x}, {name: B, valueFrom: {fieldRef: {fieldPath: p}}}]}]",
                        "[{name: a, env: [{name: B, value: q}, {name: C, value: z}]}]",
                        "[{name: a, env: [{name: A, value: x}, {name: B, value: q}, {name: C, value: z}]}]"),
                container(
                        "mounts are merged by path",
                        "[{name: a, volumeMounts: [{name: v, mountPath: /a, readOnly: true}, {name: v, mountPath: /b}]}]",
                        "[{name: a, volumeMounts: [{name: w, mountPath: /a}]}]",
                        "[{name: a, volumeMounts: [{name: w, mountPath: /a, readOnly: true}, {name: v, mountPath: /b}]}]"),
                container(
                        "ports are merged by port and protocol",
                        "[{name: a, ports: [{containerPort: 53, name: t}]}]",
                        "[{name: a, ports: [{containerPort: 53, protocol: UDP}, {containerPort: 53, name: u}]}]",
                        "[{name: a, ports: [{containerPort: 53, name: u}, {containerPort: 53, protocol: UDP}]}]"),
                container(
                        "sources of variables add up",
                        "[{name: a, envFrom: [{secretRef: {name: s}}]}]",
                        "[{name: a, envFrom: [{secretRef: {name: s}}, {configMapRef: {name: c}}]}]",
                        "[{name: a, envFrom: [{secretRef: {name: s}}, {configMapRef: {name: c}}]}]"),
                merge(
                        "a volume has one source, and a name alone keeps it",
                        "spec: {volumes: [{name: v, emptyDir: {medium: Memory}}, {name: w, emptyDir: {}}]}",
                        "spec: {volumes: [{name: v, configMap: {name: c}}, {name: w}]}",
                        "spec: {volumes: [{name: v, configMap: {name: c}}, {name: w, emptyDir: {}}]}"),
                merge(
                        "fields of the same source are merged",
                        "spec: {volumes: [{name: v, emptyDir: {medium: Memory}}]}",
                        "spec: {volumes: [{name: v, emptyDir: {sizeLimit: 1Gi}}]}",
                        "spec: {volumes: [{name: v, emptyDir: {medium: Memory, sizeLimit: 1Gi}}]}"),
                merge(
                        "pull secrets are merged by name, host aliases by address, tolerations by equality",
                        "spec: {imagePullSecrets: [{name: a}], hostAliases: [{ip: 1.2.3.4, hostnames: [a]}],"
                                + " tolerations: [{key: a}]}",
                        "spec: {imagePullSecrets: [{name: a}, {name: b}], hostAliases: [{ip: 1.2.3.4, hostnames: [b]}],"
                                + " tolerations: [{key: a}, {key: b}, {key: b}]}",
                        "spec: {imagePullSecrets: [{name: a}, {name: b}], hostAliases: [{ip: 1.2.3.4, hostnames: [b]}],"
                                + " tolerations: [{key: a}, {key: b}]}"),
                container(
                        "an item is deleted",
                        "[{name: a}, {name: b}]",
                        "[{name: b, $patch: delete}, {name: c, $patch: delete}]",
                        "[{name: a}]"),
                merge(
                        "an object is replaced",
                        "spec: {nodeSelector: {a: b}, securityContext: {runAsUser: 1}}",
                        "spec: {nodeSelector: {$patch: replace, c: d}, securityContext: {$patch: delete}}",
                        "spec: {nodeSelector: {c: d}}"),
                merge(
                        "a list is replaced",
                        "spec: {tolerations: [{key: a}], volumes: [{name: v}]}",
                        "spec: {tolerations: [{$patch: replace}, {key: b}], volumes: [{$patch: replace}]}",
                        "spec: {tolerations: [{key: b}], volumes: []}"),
                merge(
                        "a field that only a newer Kubernetes knows is merged like an object",
                        "spec: {schedulingGroup: {a: 1, b: [2, 3]}}",
                        "spec: {schedulingGroup: {b: [4], c: null}}",
                        "spec: {schedulingGroup: {a: 1, b: [4]}}"));
    }

    private static Arguments merge(String rule, String below, String patch, String merged) {
        return Arguments.of(rule, below, patch, merged);
    }

    private static Arguments container(String rule, String below, String patch, String merged) {
        return merge(
                rule,
                "spec: {containers: " + below + "}",
                "spec: {containers: " + patch + "}",
                "spec: {containers: " + merged + "}");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("merges")
    void aPartIsMergedOverAPod(String rule, String below, String patch, String merged) {
        ObjectNode before = part(below);
        ObjectNode above = part(patch);

        assertThat(StrategicMerge.merge(before, above)).isEqualTo(part(merged));
        assertThat(before).as("stays as it is").isEqualTo(part(below));
        assertThat(above).as("stays as it is").isEqualTo(part(patch));
    }

    /** What is enforced holds however often it is merged. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("merges")
    void aPartThatIsMergedAgainChangesNothing(String rule, String below, String patch, String merged) {
        assertThat(StrategicMerge.merge(part(merged), part(patch))).isEqualTo(part(merged));
    }

    private static ObjectNode part(String text) {
        PodPatch read = PodPatch.read(text, true);
        assertThat(read.problems()).isEmpty();
        return read.json().orElseThrow();
    }

    @Test
    void aPartIsCheckedForWhatItSaysAndNotForWhatItLacks() {
        assertThat(PodLayer.problems("spec: {containers: [{env: [{name: A}]}, {name: b, volumeMounts: [{name: v}]}]}"))
                .isEmpty();
        assertThat(PodLayer.problems("""
                        spec:
                          nodeSelectr: {a: b}
                          securityContext: {$patch: remove}
                          containers: [{name: a}, {name: a, ports: [{containerPort: 0}, {containerPort: 99999}]}]
                        """))
                .containsExactly(
                        "line 2: spec.nodeSelectr is not a field of Kubernetes. Did you mean nodeSelector?",
                        "line 3: spec.securityContext.$patch must be one of delete, merge, replace",
                        "spec.containers[1].name: two containers are named a",
                        "spec.containers[1].ports[1].containerPort must be between 1 and 65535, not 99999");
        assertThat(PodLayer.problemsOfEnforced("{metadata: {namespace: a, labels: {b: c}}, spec: {serviceAccount: d}}"))
                .isEqualTo(List.of(
                        "metadata.namespace cannot be enforced. List the namespaces in the folders of the cluster",
                        "spec.serviceAccount cannot be enforced. Write serviceAccountName, which wins over it"));
    }

    @Test
    void aWholePodHasNoDirectives() {
        assertThat(PodManifest.read("spec: {securityContext: {$patch: delete}, containers: [{image: i}]}")
                        .problems())
                .singleElement()
                .asString()
                .startsWith("line 1: spec.securityContext.$patch ");
    }
}
