package io.jenkins.plugins.runpod.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Manifests that kubectl 1.34.4 or an API server of that version refuses, or creates several objects of. The first seven lines of
 * most are the same, so that the eighth is wrong.
 */
class ManifestRefusedTest {
    private static final String HEAD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n";
    private static final String POD = HEAD + "spec:\n  containers:\n  - name: c\n    image: busybox\n";
    private static final String NO_POD = "cannot be read as a Pod: ";

    private static List<String> problems(String text) {
        return PodManifest.read(text).problems();
    }

    static Stream<Arguments> inTheContainer() {
        return Stream.of(
                Arguments.of(
                        "imagePullPolcy: Always",
                        "line 8: spec.containers[0].imagePullPolcy is not a field of Kubernetes. Did you mean imagePullPolicy?"),
                Arguments.of(
                        "imagepullpolicy: Always",
                        "line 8: spec.containers[0].imagepullpolicy is not a field of Kubernetes. Did you mean imagePullPolicy?"),
                Arguments.of(
                        "image_pull_policy: Always",
                        "line 8: spec.containers[0].image_pull_policy is not a field of Kubernetes. Did you mean imagePullPolicy?"),
                Arguments.of(
                        "comand: [a]",
                        "line 8: spec.containers[0].comand is not a field of Kubernetes. Did you mean command?"),
                Arguments.of("environment: []", "line 8: spec.containers[0].environment is called env"),
                Arguments.of("entrypoint: []", "line 8: spec.containers[0].entrypoint is called command"),
                Arguments.of(
                        "volumes: []",
                        "line 8: spec.containers[0].volumes is not a field there. Did you mean spec.volumes? Check the indentation"),
                Arguments.of(
                        "privileged: true",
                        "line 8: spec.containers[0].privileged is not a field there."
                                + " Did you mean spec.containers[0].securityContext.privileged? Check the indentation"),
                Arguments.of("x-note: a", "line 8: spec.containers[0].x-note is not a field of Kubernetes. Remove it"),
                Arguments.of(
                        "'<<': {tty: true}", "line 8: spec.containers[0].<< is not a field of Kubernetes. Remove it"),
                Arguments.of("<<: abc", "line 8: << takes a map or a list of maps, such as *name, not text"),
                Arguments.of(
                        "resources: {cpu: 1}",
                        "line 8: spec.containers[0].resources.cpu belongs under requests or limits"),
                Arguments.of(
                        "resources: {limit: {cpu: 1}}",
                        "line 8: spec.containers[0].resources.limit is not a field of Kubernetes. Did you mean limits?"),
                Arguments.of(
                        "image: other",
                        "line 8: \"image\" is already on line 7 of the same map. Remove one of the two"),
                Arguments.of(
                        "workingDir: 1.10",
                        "line 8: spec.containers[0].workingDir must be text, and 1.10 without quotes is a number. Write \"1.10\""),
                Arguments.of(
                        "workingDir: on",
                        "line 8: spec.containers[0].workingDir must be text, and on without quotes is true or false. Write \"on\""),
                Arguments.of(
                        "env: [{name: A, value: 1234}]", // the value may be secret
                        "line 8: spec.containers[0].env[0].value (A) must be text, and this without quotes is a number. Put it in quotes"),
                Arguments.of(
                        "env: [{value: on}]",
                        "line 8: spec.containers[0].env[0].value must be text, and this without quotes is true or false. Put it in quotes"),
                Arguments.of(
                        "env: [{name: \"A=s3cr3t\", value: a}]",
                        "spec.containers[0].env[0].name: \"A=…\" is not a valid name of a variable"),
                Arguments.of(
                        "env: [{\"A=s3cr3t\": a}]",
                        "line 8: spec.containers[0].env[0].A=… is not a field of Kubernetes. Remove it"),
                Arguments.of(
                        "env: [{name: A, value: *hunter2SECRET}]",
                        NO_POD + "line 8: found undefined alias. Define the anchor with & above, in the same document,"
                                + " or put the value in quotes"),
                Arguments.of(
                        "env: [{name: A, value: !s3cr3t!foo }]",
                        NO_POD
                                + "line 8: found undefined tag handle. Declare it with %TAG, or put the value in quotes"),
                Arguments.of(
                        "env: {A: b}",
                        "line 8: spec.containers[0].env must be a list whose items begin with \"- name:\", not a map"),
                Arguments.of("env: [A=b]", "line 8: spec.containers[0].env[0] must be a map of fields, not text"),
                Arguments.of(
                        "env: [{A: b}]", "line 8: spec.containers[0].env[0].A is not a field of Kubernetes. Remove it"),
                Arguments.of(
                        "command: a b",
                        "line 8: spec.containers[0].command must be a list, such as [\"sh\", \"-c\", \"make\"], not text"),
                Arguments.of(
                        "args: [echo a: b]",
                        "line 8: spec.containers[0].args[0] must be text (put text with a colon and a space, or with braces, in quotes),"
                                + " not a map"),
                Arguments.of(
                        "tty: 'true'",
                        "line 8: spec.containers[0].tty must be true or false, and \"true\" is text. Write true without quotes"),
                Arguments.of(
                        "tty: 1",
                        "line 8: spec.containers[0].tty must be true or false, and 1 is a number. Write true or false"),
                Arguments.of(
                        "ports: [{containerPort: '80'}]",
                        "line 8: spec.containers[0].ports[0].containerPort must be a whole number, and \"80\" is text."
                                + " Write 80 without quotes"),
                Arguments.of(
                        "ports: [{containerPort: 1.5}]",
                        "line 8: spec.containers[0].ports[0].containerPort must be a whole number, and 1.5 is a number."
                                + " Write it without a fraction"),
                Arguments.of(
                        "ports: [80]", "line 8: spec.containers[0].ports[0] must be a map of fields, not a number"),
                Arguments.of(
                        "ports: [{containerPort: 70000}]",
                        "spec.containers[0].ports[0].containerPort must be between 1 and 65535, not 70000"),
                Arguments.of(
                        "ports: [{containerPort: 80, protocol: tcp}]",
                        "spec.containers[0].ports[0].protocol: \"tcp\" is none of SCTP, TCP, UDP. Write TCP"),
                Arguments.of(
                        "resources: {requests: {memory: 1GB}}",
                        "line 8: spec.containers[0].resources.requests[memory] must be a quantity, such as 500m or 2Gi, not \"1GB\"."
                                + " Write 1Gi"),
                Arguments.of(
                        "resources: {requests: {cpu: -1}}",
                        "spec.containers[0].resources.requests[cpu] must not be negative"),
                Arguments.of(
                        "resources: {requests: {cpus: 1}}",
                        "spec.containers[0].resources.requests[cpus] is not a resource of a container. Resources are cpu, memory,"
                                + " ephemeral-storage, and names with a slash such as nvidia.com/gpu"),
                Arguments.of(
                        "resources: {requests: {nvidia.com/gpu: 1}}",
                        "spec.containers[0].resources.requests[nvidia.com/gpu] needs the same amount under limits"),
                Arguments.of(
                        "imagePullPolicy: always",
                        "spec.containers[0].imagePullPolicy: \"always\" is none of Always, IfNotPresent, Never. Write Always"),
                Arguments.of(
                        "volumeMounts: [{name: v, mountPath: /x}]",
                        "spec.containers[0].volumeMounts[0].name: the pod has no volume v"),
                Arguments.of(
                        "env: [{name: A, value: a, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]",
                        "spec.containers[0].env[0] must have value or valueFrom, not both"),
                Arguments.of("env: [{value: a}]", "spec.containers[0].env[0].name is required"),
                Arguments.of(
                        "livenessProbe: {httpGet: {port: '80'}}",
                        "spec.containers[0].livenessProbe.httpGet.port must be a number without quotes or a name"),
                Arguments.of(
                        "livenessProbe: {periodSeconds: 1}",
                        "spec.containers[0].livenessProbe must have one of exec, httpGet, tcpSocket and grpc, not 0"),
                Arguments.of("args: [.inf]", "line 8: .inf is no number that JSON has"),
                Arguments.of("livenessProbe: &x {<<: *x}", "line 8: a value contains itself through an alias"),
                Arguments.of("args: &a [*a]", "line 8: a value contains itself through an alias"));
    }

    @ParameterizedTest
    @MethodSource
    void inTheContainer(String line, String problem) {
        assertThat(problems(POD + "    " + line + "\n")).containsExactly(problem);
    }

    static Stream<Arguments> inTheSpec() {
        return Stream.of(
                Arguments.of(
                        "image: x",
                        "line 8: spec.image is not a field there. Did you mean spec.containers[].image? Check the indentation"),
                Arguments.of(
                        "replicas: 1",
                        "line 8: spec.replicas belongs to a Deployment or Job. run-pod runs a Pod:"
                                + " write the fields of its template"),
                Arguments.of(
                        "container: []",
                        "line 8: spec.container is not a field of Kubernetes. Did you mean containers?"),
                Arguments.of(
                        "nodeSelector: {gpu: true}",
                        "line 8: spec.nodeSelector[gpu] must be text, and true without quotes is true or false. Write \"true\""),
                Arguments.of(
                        "terminationGracePeriodSeconds: 30s",
                        "line 8: spec.terminationGracePeriodSeconds must be a whole number, and \"30s\" is text."
                                + " Write digits only, without quotes or a unit"),
                Arguments.of(
                        "priority: 3000000000",
                        "line 8: spec.priority must be a whole number, and 3000000000 is a number."
                                + " The number must be between -2147483648 and 2147483647"),
                Arguments.of(
                        "volumes: {a: {emptyDir: {}}}",
                        "line 8: spec.volumes must be a list whose items begin with \"- name:\", not a map"),
                Arguments.of(
                        "volumes: [{name: My_Vol, emptyDir: {}}]\n  initContainers:\n  - name: i\n    image: b\n"
                                + "    volumeMounts: [{name: My_Vol, mountPath: /x}]",
                        "spec.volumes[0].name: \"My_Vol\" is not a valid name of a volume."
                                + " Use at most 63 lower-case letters, digits and -"),
                Arguments.of("volumes: [a]", "line 8: spec.volumes[0] must be a map of fields, not text"),
                Arguments.of(
                        "volumes: [{name: a, emptyDir: ''}]",
                        "line 8: spec.volumes[0].emptyDir must be a map of fields, not text"),
                Arguments.of(
                        "volumes: [{name: a, secret: {name: s}}]",
                        "line 8: spec.volumes[0].secret.name is not a field of Kubernetes. Did you mean secretName?"),
                Arguments.of(
                        "volumes: [{name: a, configMap: {configMapName: s}}]",
                        "line 8: spec.volumes[0].configMap.configMapName is not a field of Kubernetes. Did you mean name?"),
                Arguments.of(
                        "volumes: [{name: a, secret: {secretName: s, defaultMode: 644}}]",
                        "spec.volumes[0].secret.defaultMode must be between 0 and 0777, and 644 is a decimal number."
                                + " Write 0644 if that is meant"),
                Arguments.of(
                        "volumes: [{name: a, emptyDir: {}}, {name: a, emptyDir: {}}]",
                        "spec.volumes[1].name: two volumes are named a"),
                Arguments.of(
                        "volumes: [{name: a, emptyDir: {}, hostPath: {path: /x}}]",
                        "spec.volumes[0] must have one source, not 2: emptyDir, hostPath"),
                Arguments.of(
                        "tolerations: [{key: a, operator: exists}]",
                        "spec.tolerations[0].operator: \"exists\" is none of Equal, Exists, Gt, Lt. Write Exists"),
                Arguments.of(
                        "initContainers: [{name: c, image: x}]", "spec.containers[0].name: two containers are named c"),
                Arguments.of(
                        "ephemeralContainers: [{name: d, image: x}]",
                        "spec.ephemeralContainers cannot be part of a new Pod. Write them under containers"),
                Arguments.of("activeDeadlineSeconds: 0", "spec.activeDeadlineSeconds must be at least 1"));
    }

    @ParameterizedTest
    @MethodSource
    void inTheSpec(String line, String problem) {
        assertThat(problems(POD + "  " + line + "\n")).containsExactly(problem);
    }

    static Stream<Arguments> asAWhole() {
        return Stream.of(
                Arguments.of("# nothing\n", "is empty. Write a Pod, or leave yaml out"),
                Arguments.of("~\n", "is empty. Write a Pod, or leave yaml out"),
                Arguments.of("---\n---\n", "is empty. Write a Pod, or leave yaml out"),
                Arguments.of("apiVersion: v1\nkind: List\nitems: []\n", "is an empty list. Write a Pod"),
                Arguments.of("hello", "must be a Pod, and this is text"),
                Arguments.of("- a", "must be a Pod, and this is a list"),
                Arguments.of(
                        POD + "---\n" + POD,
                        "holds 2 objects (Pod on line 1, Pod on line 9). run-pod runs one Pod. Keep one, and create the others before"),
                Arguments.of(
                        "kind: Deployment\nspec: {template: {}}",
                        "must be a Pod, not a Deployment. Write the metadata and spec below spec.template as a Pod of their"
                                + " own, with apiVersion: v1 and restartPolicy: Never"),
                Arguments.of(
                        "kind: CronJob\nspec: {}",
                        "must be a Pod, not a CronJob. Write the metadata and spec below spec.jobTemplate.spec.template as a"
                                + " Pod of their own, with apiVersion: v1 and restartPolicy: Never"),
                Arguments.of("kind: Service", "must be a Pod, not a Service. Create that object with kubectl"),
                Arguments.of(POD.replace("kind: Pod", "kind: pod"), "line 2: kind must be Pod, not pod"),
                Arguments.of(POD.replace("v1", "v2"), "line 1: apiVersion of a Pod must be v1, not v2"),
                Arguments.of(
                        POD + "foo: bar\n",
                        "line 8: foo is not a field of Kubernetes. Remove it, and define an anchor where its value is used first"),
                Arguments.of(
                        HEAD + "containers: []\n",
                        "line 4: containers is not a field there. Did you mean spec.containers? Check the indentation"),
                Arguments.of(
                        POD.replace("{name: a}", "{lables: {a: b}}"),
                        "line 3: metadata.lables is not a field of Kubernetes. Did you mean labels?"),
                Arguments.of(
                        POD.replace("{name: a}", "{labels: {version: 1.10}}"),
                        "line 3: metadata.labels[version] must be text, and 1.10 without quotes is a number. Write \"1.10\""),
                Arguments.of(
                        POD.replace("{name: a}", "{labels: {~: a}}"),
                        "line 3: a key is empty. Write a name before the colon, or quote it"),
                Arguments.of(
                        POD.replace("    image", "\u00a0\u00a0\u00a0\u00a0image"),
                        "line 7: image has a no-break space (U+00A0), often from a web page. Write spaces"),
                Arguments.of(
                        POD.replace("busybox", "{{ .Values.image }}"),
                        "line 7: a key must be text, not a map. Braces of a template need a program that replaces them first, such as"
                                + " helm template"),
                Arguments.of(
                        POD + "    {{- if .Values.tty }}\n    tty: true\n    {{- end }}\n",
                        NO_POD + "line 9: could not find expected ':'. Line 8 has braces of a template."
                                + " Replace them first, for example with helm template"),
                Arguments.of(
                        POD.replace("  containers", "\tcontainers"),
                        NO_POD
                                + "line 5: found character tab that cannot start any token. Line 5 is indented with a tab."
                                + " Use spaces"),
                Arguments.of(
                        POD.replace("    image: busybox", "   image: busybox"),
                        NO_POD + "line 7: expected <block end>, but found '<block mapping start>'."
                                + " Indent all keys of a map alike, and all items of a list alike"),
                Arguments.of(
                        POD + "    workingDir: a: b\n",
                        NO_POD + "line 8: mapping values are not allowed here."
                                + " Check the indentation, and put a value with \": \" in quotes"),
                Arguments.of(
                        POD.replace("busybox", "@x"),
                        NO_POD + "line 7: found character '@' that cannot start any token."
                                + " A value that begins with @, `, % or another special character needs quotes"),
                Arguments.of(
                        POD + "    args: *nope\n",
                        NO_POD
                                + "line 8: found undefined alias. Define the anchor with & above, in the same document,"
                                + " or put the value in quotes"),
                Arguments.of(
                        POD + "    args: [\"a\\d\"]\n",
                        NO_POD + "line 8: found unknown escape character d(100)."
                                + " Use single quotes, or double the backslash"));
    }

    @ParameterizedTest
    @MethodSource
    void asAWhole(String text, String problem) {
        assertThat(problems(text)).containsExactly(problem);
    }

    @Test
    void allProblemsAreToldAtOnceAndNoneThatFollowsFromAnother() {
        assertThat(problems(HEAD + """
                        spec:
                          image: x
                          containers:
                          - name: c
                            env: {A: b}
                            imagePullPolicy: always
                          - name: c
                            image: 1.10
                            volumeMounts: [{name: v, mountPath: /x}]
                          volumes: {v: {emptyDir: {}}}
                        """))
                .containsExactly(
                        "line 5: spec.image is not a field there. Did you mean spec.containers[].image? Check the indentation",
                        "line 8: spec.containers[0].env must be a list whose items begin with \"- name:\", not a map",
                        "line 11: spec.containers[1].image must be text, and 1.10 without quotes is a number. Write \"1.10\"",
                        "line 13: spec.volumes must be a list whose items begin with \"- name:\", not a map",
                        "spec.containers[0].imagePullPolicy: \"always\" is none of Always, IfNotPresent, Never. Write Always",
                        "spec.containers[1].name: two containers are named c");
    }
}
