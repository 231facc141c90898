package io.jenkins.plugins.runpod.engine.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a task with files adds to its pod. */
final class TransferContainersTest {
    private static final TransferNeeds BOTH = new TransferNeeds(true, true, Optional.empty(), Optional.empty());
    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    private static Pod pod(String spec) {
        return JSON.unmarshal("apiVersion: v1\nkind: Pod\nmetadata: {}\nspec: " + spec, Pod.class);
    }

    private static Container named(Pod pod, String name) {
        return java.util.stream.Stream.concat(
                        pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .filter(container -> container.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Pod with(String spec, TransferNeeds needs) {
        Pod pod = pod(spec);
        assertThat(TransferContainers.addTo(pod, "main", needs)).isEmpty();
        return pod;
    }

    @Test
    void theInputComesFirstAndTheOutputLast() {
        Pod pod = with(
                "{initContainers: [{name: own, image: i}], containers: [{name: main, image: a}, {name: side, image: b}]}",
                BOTH);
        assertThat(pod.getSpec().getInitContainers())
                .extracting(Container::getName)
                .containsExactly("run-pod-input", "own");
        assertThat(pod.getSpec().getContainers())
                .extracting(Container::getName)
                .containsExactly("main", "side", "run-pod-output");
        assertThat(named(pod, "run-pod-input").getCommand()).endsWith("run-pod", "wait-for-input", "1", "1");
        assertThat(named(pod, "run-pod-output").getCommand()).endsWith("run-pod", "wait-until-taken");
        assertThat(named(pod, "main").getWorkingDir()).isEqualTo("/workspace");
        assertThat(named(pod, "main").getVolumeMounts()).singleElement().satisfies(mount -> {
            assertThat(mount.getMountPath()).isEqualTo("/workspace");
            assertThat(mount.getSubPath()).isEqualTo("work");
        });
        assertThat(named(pod, "side").getVolumeMounts()).isEmpty();
    }

    @Test
    void onlyWhatIsNeededIsAdded() {
        TransferNeeds inputs = new TransferNeeds(true, false, Optional.empty(), Optional.of("2Gi"));
        Pod pod = with("{containers: [{name: main, image: a, workingDir: /src/}]}", inputs);
        assertThat(pod.getSpec().getContainers()).hasSize(1);
        assertThat(named(pod, "main").getWorkingDir()).isEqualTo("/src/");
        assertThat(pod.getSpec().getVolumes().get(0).getEmptyDir().getSizeLimit())
                .isEqualTo(Quantity.parse("2Gi"));

        TransferNeeds none = new TransferNeeds(false, false, Optional.of(" "), Optional.empty());
        assertThat(with("{containers: [{name: main, image: a}]}", none))
                .isEqualTo(pod("{containers: [{name: main, image: a}]}"));
    }

    @Test
    void helpersHaveTheUserOfTheResultContainerAndNothingElse() {
        Pod pod = with(
                "{containers: [{name: main, image: a, imagePullPolicy: Always, env: [{name: A, value: b}], ports: [{containerPort: 1}],"
                        + " securityContext: {runAsUser: 7, readOnlyRootFilesystem: true}, livenessProbe: {tcpSocket: {port: 1}}}]}",
                BOTH);
        for (String name : List.of("run-pod-input", "run-pod-output")) {
            Container helper = named(pod, name);
            assertThat(helper.getImage()).isEqualTo("a");
            assertThat(helper.getImagePullPolicy()).isEqualTo("Always");
            assertThat(helper.getSecurityContext()).isEqualTo(named(pod, "main").getSecurityContext());
            assertThat(helper.getEnv()).extracting("name").containsExactly("RUN_POD_TRANSFER", "RUN_POD_FOLDER");
            assertThat(helper.getPorts()).isEmpty();
            assertThat(helper.getLivenessProbe()).isNull();
        }
    }

    @Test
    void anotherImageCanHaveAnotherUser() {
        TransferNeeds other = new TransferNeeds(true, true, Optional.of("busybox"), Optional.empty());
        Pod unknown = with("{containers: [{name: main, image: a, imagePullPolicy: Never}]}", other);
        assertThat(named(unknown, "run-pod-input").getImage()).isEqualTo("busybox");
        assertThat(named(unknown, "run-pod-input").getImagePullPolicy()).isNull();
        assertThat(named(unknown, "run-pod-input").getEnv()).extracting("name").contains("RUN_POD_OPEN");
        Pod known = with("{securityContext: {runAsUser: 5}, containers: [{name: main, image: a}]}", other);
        assertThat(named(known, "run-pod-input").getEnv()).extracting("name").doesNotContain("RUN_POD_OPEN");
    }

    /** Kubernetes makes a dollar of two, and replaces what is in parentheses after one. */
    @Test
    void aContainerGetsTheScriptAsItIs() {
        Pod pod = with("{containers: [{name: main, image: a}]}", BOTH);
        for (HelperScript script : HelperScript.values()) {
            String value = named(pod, script == HelperScript.INPUT ? "run-pod-input" : "run-pod-output")
                    .getEnv()
                    .get(0)
                    .getValue();
            String expanded = Pattern.compile("\\$\\$|\\$\\([^)]*\\)")
                    .matcher(value)
                    .replaceAll(found -> found.group().equals("$$") ? "\\$" : "REPLACED");
            assertThat(expanded).isEqualTo(script.text());
            assertThat(value.length()).isLessThan(16 << 10);
        }
    }

    @Test
    void theQualityOfServiceStaysAsItIs() {
        Pod bestEffort = with("{containers: [{name: main, image: a}]}", BOTH);
        assertThat(named(bestEffort, "run-pod-output").getResources().getRequests())
                .isEmpty();
        assertThat(named(bestEffort, "run-pod-output").getResources().getLimits())
                .isEmpty();

        String same =
                "resources: {limits: {cpu: 2, memory: 1Gi, nvidia.com/gpu: 1}, requests: {cpu: 2000m, memory: 1Gi}}";
        Pod guaranteed = with("{containers: [{name: main, image: a, " + same + "}]}", BOTH);
        for (String name : List.of("run-pod-input", "run-pod-output")) {
            var resources = named(guaranteed, name).getResources();
            assertThat(resources.getLimits()).containsOnlyKeys("cpu", "memory");
            assertThat(resources.getRequests()).isEqualTo(resources.getLimits());
        }

        Pod burstable = with(
                "{containers: [{name: main, image: a, resources: {limits: {memory: 32Mi}, requests: {cpu: 1}}}]}",
                BOTH);
        var output = named(burstable, "run-pod-output").getResources();
        assertThat(output.getLimits()).isEqualTo(Map.of("memory", Quantity.parse("32Mi")));
        assertThat(output.getRequests())
                .isEqualTo(Map.of("memory", Quantity.parse("16Mi"), "cpu", Quantity.parse("10m")));
    }

    @Test
    void allConflictsAreToldAtOnceAndNothingIsChanged() {
        String spec = "{nodeSelector: {kubernetes.io/os: windows}, volumes: [{name: run-pod-files}],"
                + " initContainers: [{name: run-pod-input, image: a}], containers: [{name: main, image: a, workingDir: /data/,"
                + " volumeMounts: [{name: x, mountPath: /data}, {name: y, mountPath: /run-pod/in}, {name: z, mountPath: /data/sub}]}]}";
        Pod pod = pod(spec);
        assertThat(TransferContainers.addTo(
                        pod, "main", new TransferNeeds(true, true, Optional.of("a b"), Optional.of("much"))))
                .containsExactly(
                        "nodeSelector: inputs and outputs need a Linux node, and this pod selects Windows",
                        "yaml: the container name run-pod-input is reserved for inputs and outputs",
                        "yaml: the volume name run-pod-files is reserved for inputs and outputs",
                        "yaml: container main mounts a volume at /run-pod/in, which is reserved for inputs and outputs",
                        "yaml: container main mounts volume x at /data, where its inputs and outputs belong."
                                + " Choose another workingDir or mountPath",
                        "filesImage: \"a b\" is not the name of an image",
                        "the size limit for files: \"much\" is not a quantity, such as 2Gi");
        assertThat(pod).isEqualTo(pod(spec));
    }

    @Test
    void someFoldersCannotHaveFiles() {
        for (String folder : List.of("/", "/./", "here", "/a/../b", "/a:b", "/run-pod", "/run-pod/x")) {
            Pod pod = pod("{containers: [{name: main, image: a, workingDir: \"" + folder + "\"}]}");
            assertThat(TransferContainers.addTo(pod, "main", BOTH))
                    .as(folder)
                    .singleElement()
                    .asString()
                    .startsWith("workingDir: \"" + folder + "\" ");
        }
    }
}
