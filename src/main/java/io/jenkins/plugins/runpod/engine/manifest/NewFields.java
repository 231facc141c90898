package io.jenkins.plugins.runpod.engine.manifest;

import java.util.Map;
import java.util.Set;

/**
 * The fields of a pod that Kubernetes had up to 1.37 and that the classes of the client lack. The API server checks what they
 * hold. Pure.
 *
 * @see <a href="https://github.com/kubernetes/api/blob/v0.37.2/core/v1/types.go">core/v1/types.go</a>
 */
final class NewFields {
    private static final Map<String, Set<String>> OF_TYPE = Map.ofEntries(
            Map.entry("ClusterTrustBundleProjection", Set.of("user")),
            Map.entry("ConfigMapVolumeSource", Set.of("defaultUser")),
            Map.entry("Container", Set.of("restartPolicyRules")),
            Map.entry("DownwardAPIVolumeFile", Set.of("user")),
            Map.entry("DownwardAPIVolumeSource", Set.of("defaultUser")),
            Map.entry("EmptyDirVolumeSource", Set.of("mode")),
            Map.entry("EnvVarSource", Set.of("fileKeyRef")),
            Map.entry("GRPCAction", Set.of("mode")),
            Map.entry("HTTPGetAction", Set.of("protocol")),
            Map.entry("KeyToPath", Set.of("user")),
            Map.entry("PodSpec", Set.of("evictionResponders", "hostnameOverride", "schedulingGroup", "workloadRef")),
            Map.entry("ProjectedVolumeSource", Set.of("defaultUser")),
            Map.entry("SecretVolumeSource", Set.of("defaultUser")),
            Map.entry("ServiceAccountTokenProjection", Set.of("user")),
            Map.entry("VolumeMount", Set.of("bindMountOptions")),
            Map.entry("VolumeProjection", Set.of("podCertificate")));

    private NewFields() {}

    /** The names of the new fields of a type, such as {@code PodSpec}. */
    static Set<String> of(String type) {
        return OF_TYPE.getOrDefault(type, Set.of());
    }
}
