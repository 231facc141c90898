package io.jenkins.plugins.runpod.engine.spec;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.jenkins.plugins.runpod.engine.pod.ContainerPath;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.transfer.TransferContainers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files of the result container whose contents are in the pod's Secret. One volume has all of them. Each is mounted by itself, so other
 * files of its folder stay as they are. Stateless.
 */
public final class SecretFiles {
    static final String VOLUME = "run-pod-secret-files";

    private static final String PARAMETER = "secretFiles: ";
    /** No variable begins with a digit, so no variable of the same Secret has such a key. Pods of saved tasks contain it. */
    private static final String KEY = "0-";

    private static final int KEY_DIGITS = 16;
    private static final int OWNER_READS = 0400;
    private static final int ALL_READ = 0444;

    private SecretFiles() {}

    /** The key of the Secret that has the content of a file. */
    public static String key(String path) {
        return KEY + TaskId.hash(path).substring(0, KEY_DIGITS);
    }

    /**
     * Adds the volume and the mounts.
     *
     * @param files from path to the source of the content
     * @param result the result container. Empty if there is none, so that only the paths are checked
     * @param moved whether the working directory has a volume for inputs and outputs
     * @param problems gets all problems. If there is one, nothing is added
     */
    static void addTo(
            PodSpec spec, Optional<Container> result, Map<String, String> files, boolean moved, List<String> problems) {
        if (files.isEmpty()) {
            return;
        }
        List<String> found = new ArrayList<>();
        files.forEach((path, source) -> path(path, source, found));
        nested(files.keySet(), found);
        result.ifPresent(container -> conflicts(spec, container, files.keySet(), moved, found));
        problems.addAll(found);
        if (found.isEmpty() && result.isPresent()) {
            mount(spec, result.get(), files.keySet());
        }
    }

    private static void path(String path, String source, List<String> problems) {
        if (!path.startsWith("/")) {
            problems.add(PARAMETER + "\"" + path + "\" is not an absolute path");
        } else if (!ContainerPath.of(path).toString().equals(path)
                || ContainerPath.of(path).parts().contains("..")) {
            problems.add(PARAMETER + "\"" + path + "\" must not contain . or .., a repeated / or a / at its end");
        } else if (path.length() == 1) {
            problems.add(PARAMETER + "/ is a folder. Give the path of a file");
        } else if (path.contains(":") || path.chars().anyMatch(Character::isISOControl)) {
            problems.add(PARAMETER + "\"" + path + "\" contains a colon or a control character");
        } else if (ContainerPath.of(path).isWithin(ContainerPath.of(TransferContainers.FOLDER))) {
            problems.add(PARAMETER + path + " is in " + TransferContainers.FOLDER
                    + ", which is reserved for inputs and outputs");
        } else if (PodReader.blank(source)) {
            problems.add(PARAMETER + path + " has no source for its content");
        }
    }

    private static void nested(Collection<String> paths, List<String> problems) {
        for (String outer : paths) {
            paths.stream()
                    .filter(inner -> isBelow(inner, outer))
                    .forEach(inner ->
                            problems.add(PARAMETER + outer + " is a file, and a folder too, because of " + inner));
        }
    }

    /** A volume around a file is no problem. */
    private static void conflicts(
            PodSpec spec, Container result, Collection<String> paths, boolean moved, List<String> problems) {
        if (present(spec.getVolumes()).anyMatch(volume -> VOLUME.equals(volume.getName()))) {
            problems.add("yaml: the volume name " + VOLUME + " is reserved for secretFiles");
        }
        ContainerPath directory = ContainerPath.of(TransferContainers.directory(result));
        for (String path : paths) {
            present(result.getVolumeMounts())
                    .filter(mount -> mount.getMountPath() != null)
                    .filter(mount -> ContainerPath.of(mount.getMountPath()).isWithin(ContainerPath.of(path)))
                    .forEach(mount -> problems.add(PARAMETER + path + ": the yaml mounts volume " + mount.getName()
                            + " at " + mount.getMountPath()));
            if (moved && ContainerPath.of(path).isWithin(directory)) {
                problems.add(PARAMETER + path + " is in the working directory " + directory
                        + ", where only inputs and outputs can be. Choose a path outside of it");
            }
        }
    }

    private static boolean isBelow(String path, String folder) {
        return !path.equals(folder) && ContainerPath.of(path).isWithin(ContainerPath.of(folder));
    }

    private static void mount(PodSpec spec, Container result, Collection<String> paths) {
        int mode = mode(spec, result);
        List<Volume> volumes = new ArrayList<>(present(spec.getVolumes()).toList());
        volumes.add(new VolumeBuilder()
                .withName(VOLUME)
                .withNewSecret()
                .withSecretName(SecretEnv.OWN)
                .withItems(paths.stream()
                        .map(path -> new KeyToPath(key(path), mode, key(path)))
                        .toList())
                .endSecret()
                .build());
        spec.setVolumes(volumes);
        List<VolumeMount> mounts =
                new ArrayList<>(present(result.getVolumeMounts()).toList());
        for (String path : paths) {
            mounts.add(new VolumeMountBuilder()
                    .withName(VOLUME)
                    .withMountPath(path)
                    .withSubPath(key(path))
                    .withReadOnly(true)
                    .build());
        }
        result.setVolumeMounts(mounts);
    }

    /**
     * The mode of the files, which belong to root. A kubelet cannot give them to another user. {@code ssh} refuses a key of its own user
     * that others can read, and takes any key of another user ({@code sshkey_perm_ok} in OpenSSH's {@code authfile.c}). With an {@code
     * fsGroup} the kubelet lets that group read the files ({@code roMask} in its {@code pkg/volume/volume_linux.go}).
     */
    static int mode(PodSpec spec, Container container) {
        Optional<PodSecurityContext> pod = Optional.ofNullable(spec.getSecurityContext());
        Optional<SecurityContext> own = Optional.ofNullable(container.getSecurityContext());
        boolean group = pod.map(PodSecurityContext::getFsGroup).isPresent();
        Optional<Long> user =
                own.map(SecurityContext::getRunAsUser).or(() -> pod.map(PodSecurityContext::getRunAsUser));
        boolean nonRoot = own.map(SecurityContext::getRunAsNonRoot)
                .or(() -> pod.map(PodSecurityContext::getRunAsNonRoot))
                .orElse(false);
        boolean isOther = user.map(id -> id != 0).orElse(nonRoot);
        return isOther && !group ? ALL_READ : OWNER_READS;
    }

    /** Replaces the placeholder by the name of the Secret. */
    static void name(Pod pod, String name) {
        pod.getSpec().getVolumes().stream()
                .filter(volume -> VOLUME.equals(volume.getName()))
                .map(Volume::getSecret)
                .filter(secret -> secret != null && SecretEnv.OWN.equals(secret.getSecretName()))
                .forEach(secret -> secret.setSecretName(name));
    }

    private static <T> Stream<T> present(List<T> list) {
        return list == null ? Stream.empty() : list.stream().filter(Objects::nonNull);
    }
}
