package io.jenkins.plugins.runpod.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.transfer.FilePlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFilesTest {
    private static final PodRules RESTRICTED =
            new PodRules(PodSecurity.RESTRICTED, AllowedNames.ALL, AllowedNames.ALL, false);
    private static final String HARDENED = "{runAsNonRoot: true, allowPrivilegeEscalation: false,"
            + " seccompProfile: {type: RuntimeDefault}, capabilities: {drop: [ALL]}}";

    private final TaskParameters parameters = new TaskParameters();

    @BeforeEach
    void give() {
        parameters.image = "alpine";
        parameters.secretFiles = new LinkedHashMap<>(Map.of("/run/secrets/key", "deploy-key"));
    }

    private TaskSpecification read(Optional<PodRules> rules) throws InvalidParameters {
        return TaskSpecification.of(
                parameters, CallerVariables.none(), "default", TaskPolicy.standard(), rules, new ArrayList<>());
    }

    private List<String> problems(Optional<PodRules> rules) {
        return catchThrowableOfType(InvalidParameters.class, () -> read(rules)).problems();
    }

    private void yaml(String pod, String container) {
        parameters.yaml =
                "spec: {securityContext: " + pod + ", containers: [{name: main, securityContext: " + container + "}]}";
    }

    @Test
    void aFileIsOneReadOnlyMountOfThePodsOwnSecret() throws InvalidParameters {
        parameters.yaml = "spec: {containers: [{name: main}, {name: proxy, image: envoy}]}";

        Pod pod = read(Optional.empty()).pod("build-0123456789ab");

        String key = SecretFiles.key("/run/secrets/key");
        Volume volume = pod.getSpec().getVolumes().get(0);
        assertThat(volume.getSecret())
                .returns("build-0123456789ab", SecretVolumeSource::getSecretName)
                .returns(null, SecretVolumeSource::getOptional);
        assertThat(volume.getSecret().getItems())
                .singleElement()
                .matches(item -> item.getKey().equals(key) && item.getPath().equals(key));
        List<Container> containers = pod.getSpec().getContainers();
        assertThat(containers.get(0).getVolumeMounts())
                .singleElement()
                .returns("/run/secrets/key", VolumeMount::getMountPath)
                .returns(key, VolumeMount::getSubPath)
                .returns(true, VolumeMount::getReadOnly);
        assertThat(containers.get(1).getVolumeMounts()).isEmpty();
    }

    /** A kubelet adds 0440 with an fsGroup. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // of the pod | of the container | mode | why
                "{} | {} | 400 | an unknown user may be root",
                "{runAsUser: 0} | {} | 400 | root",
                "{runAsUser: 1000} | {} | 444 | known to be another user",
                "{} | {runAsUser: 1000} | 444 | known to be another user",
                "{runAsUser: 1000} | {runAsUser: 0} | 400 | the container wins",
                "{runAsUser: 0} | {runAsUser: 1000} | 444 | the container wins",
                "{runAsNonRoot: true} | {} | 444 | the image names another user",
                "{runAsNonRoot: true} | {runAsNonRoot: false} | 400 | the container wins",
                "{runAsNonRoot: false} | {runAsNonRoot: true} | 444 | the container wins",
                "{runAsUser: 1000, fsGroup: 2000} | {} | 400 | the group can read",
                "{runAsNonRoot: true, fsGroup: 2000} | {} | 400 | the group can read",
                "{fsGroup: 2000} | {} | 400 | the group can read",
            })
    void theModeLetsTheUserOfTheContainerReadAndSshAccept(String pod, String container, String mode)
            throws InvalidParameters {
        yaml(pod, container);

        assertThat(read(Optional.empty())
                        .template()
                        .getSpec()
                        .getVolumes()
                        .get(0)
                        .getSecret()
                        .getItems())
                .singleElement()
                .returns(Integer.parseInt(mode, 8), item -> item.getMode());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key | \"key\" is not an absolute path",
                "/ | / is a folder. Give the path of a file",
                "/a/../b | \"/a/../b\" must not contain . or .., a repeated / or a / at its end",
                "/../b | \"/../b\" must not contain . or .., a repeated / or a / at its end",
                "/a//b | \"/a//b\" must not contain . or .., a repeated / or a / at its end",
                "/a/./b | \"/a/./b\" must not contain . or .., a repeated / or a / at its end",
                "/a/ | \"/a/\" must not contain . or .., a repeated / or a / at its end",
                "/a:b | \"/a:b\" contains a colon or a control character",
                "/run-pod/a | /run-pod/a is in /run-pod, which is reserved for inputs and outputs",
            })
    void aPathThatKubernetesWouldReadInAnotherWayIsRefused(String path, String problem) {
        parameters.secretFiles = Map.of(path, "deploy-key");

        assertThat(problems(Optional.empty())).containsExactly("secretFiles: " + problem);
    }

    @Test
    void allProblemsAreNamedAtOnce() {
        parameters.secretFiles.put("/run", "text");
        parameters.secretFiles.put("/opt/cache", "text");
        parameters.secretFiles.put("/workspace/sub/.npmrc", " ");
        parameters.secretFiles.put("/workspace/.npmrc", "text");
        parameters.files = new FilePlan(true, List.of(), ArchiveLimits.DEFAULT);
        parameters.yaml = "spec: {volumes: [{name: run-pod-secret-files, emptyDir: {}}, {name: cache, emptyDir: {}}],"
                + " containers: [{name: main, volumeMounts: [{name: cache, mountPath: /opt/cache/deep/}]}]}";

        assertThat(problems(Optional.empty()))
                .containsExactlyInAnyOrder(
                        "secretFiles: /run is a file, and a folder too, because of /run/secrets/key",
                        "secretFiles: /opt/cache: the yaml mounts volume cache at /opt/cache/deep/",
                        "secretFiles: /workspace/sub/.npmrc has no source for its content",
                        "secretFiles: /workspace/sub/.npmrc is in the working directory /workspace, where only inputs"
                                + " and outputs can be. Choose a path outside of it",
                        "secretFiles: /workspace/.npmrc is in the working directory /workspace, where only inputs and"
                                + " outputs can be. Choose a path outside of it",
                        "yaml: the volume name run-pod-secret-files is reserved for secretFiles");
    }

    @ParameterizedTest
    @CsvSource({"'emptyDir: {}',", "'secret: {secretName: mine}',mine"})
    void withoutSecretFilesAVolumeOfThatNameStaysAsItIs(String source, String secret) throws InvalidParameters {
        parameters.secretFiles = Map.of();
        parameters.yaml = "spec: {volumes: [{name: run-pod-secret-files, " + source + "}]}";

        assertThat(read(Optional.empty()).pod("p").getSpec().getVolumes())
                .extracting(Volume::getSecret)
                .extracting(found -> found == null ? null : found.getSecretName())
                .containsExactly(secret);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/opt/cache/settings.xml", "/workspace/.npmrc"})
    void aFileCanBeInAVolumeAndInAnOrdinaryWorkingDirectory(String path) throws InvalidParameters {
        parameters.secretFiles = Map.of(path, "text");
        parameters.yaml = "spec: {volumes: [{name: cache, emptyDir: {}}],"
                + " containers: [{name: main, workingDir: /workspace,"
                + " volumeMounts: [{name: cache, mountPath: /opt/cache}]}]}";

        assertThat(read(Optional.empty()).template().getSpec().getVolumes()).hasSize(2);
    }

    @Test
    void theRulesOfAClusterLetRunPodUseItsOwnSecretOnly() throws InvalidParameters {
        yaml("{}", HARDENED);
        assertThat(read(Optional.of(RESTRICTED)).template().getSpec().getVolumes())
                .hasSize(1);

        parameters.yaml = parameters.yaml.replaceFirst(
                "spec: \\{", "spec: {volumes: [{name: other, secret: {secretName: build-0123456789ab}}], ");
        assertThat(problems(Optional.of(RESTRICTED)))
                .singleElement()
                .asString()
                .startsWith("yaml: the Secret build-0123456789ab may belong to another task");
    }
}
