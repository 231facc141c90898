package io.jenkins.plugins.runpod.engine.transfer;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.jenkins.plugins.runpod.engine.pod.ContainerPath;
import io.jenkins.plugins.runpod.engine.pod.HelperContainers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What of a pod is in the way of its files. Stateless. */
final class TransferConflicts {
    private static final String OS_LABEL = "kubernetes.io/os";

    private TransferConflicts() {}

    static List<String> in(PodSpec spec, Container result, TransferNeeds needs) {
        List<String> problems = new ArrayList<>();
        windows(spec, problems);
        problems.addAll(ofNames(spec));
        if (spec.getVolumes().stream().anyMatch(volume -> TransferContainers.VOLUME.equals(volume.getName()))) {
            problems.add("yaml: the volume name " + TransferContainers.VOLUME + " is reserved for inputs and outputs");
        }
        String directory = TransferContainers.directory(result);
        boolean usable = directory(directory, problems);
        Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
                .forEach(container -> reserved(container, problems));
        if (usable) {
            mounts(result, directory, problems);
        }
        needs.filesImage()
                .filter(image -> image.isBlank() || image.chars().anyMatch(Character::isWhitespace))
                .ifPresent(image -> problems.add("filesImage: \"" + image + "\" is not the name of an image"));
        needs.sizeLimit()
                .filter(limit -> !isQuantity(limit))
                .ifPresent(limit ->
                        problems.add("the size limit for files: \"" + limit + "\" is not a quantity, such as 2Gi"));
        return problems;
    }

    private static void windows(PodSpec spec, List<String> problems) {
        String label =
                Optional.ofNullable(spec.getNodeSelector()).orElse(Map.of()).get(OS_LABEL);
        if (spec.getOs() != null && "windows".equals(spec.getOs().getName()) || "windows".equals(label)) {
            problems.add("nodeSelector: inputs and outputs need a Linux node, and this pod selects Windows");
        }
    }

    static List<String> ofNames(PodSpec spec) {
        return Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
                .map(Container::getName)
                .filter(HelperContainers::isName)
                .map(name -> "yaml: the container name " + name + " is reserved for inputs and outputs")
                .toList();
    }

    private static boolean directory(String directory, List<String> problems) {
        String wrong;
        if (!directory.startsWith("/")) {
            wrong = "is relative. Inputs and outputs need an absolute path, such as /workspace";
        } else if (ContainerPath.of(directory).parts().contains("..") || directory.contains(":")) {
            wrong = "contains .. or a colon. Inputs and outputs need a plain path, such as /workspace";
        } else if (ContainerPath.of(directory).parts().isEmpty()) {
            wrong = "is the root of the file system. Inputs and outputs need a folder of their own, such as /workspace";
        } else if (isReserved(directory)) {
            wrong = "is in " + TransferContainers.FOLDER + ", which is reserved for inputs and outputs";
        } else {
            return true;
        }
        problems.add("workingDir: \"" + directory + "\" " + wrong);
        return false;
    }

    private static void reserved(Container container, List<String> problems) {
        mounted(container)
                .filter(mount -> isReserved(mount.getMountPath()))
                .forEach(mount -> problems.add("yaml: container " + container.getName() + " mounts a volume at "
                        + mount.getMountPath() + ", which is reserved for inputs and outputs"));
    }

    /** A volume below the directory is no problem, and neither is one around it. */
    private static void mounts(Container result, String directory, List<String> problems) {
        mounted(result)
                .filter(mount -> ContainerPath.of(mount.getMountPath()).equals(ContainerPath.of(directory)))
                .forEach(mount -> problems.add("yaml: container " + result.getName() + " mounts volume "
                        + mount.getName() + " at " + mount.getMountPath()
                        + ", where its inputs and outputs belong. Choose another workingDir or mountPath"));
    }

    private static Stream<VolumeMount> mounted(Container container) {
        return container.getVolumeMounts().stream().filter(mount -> mount.getMountPath() != null);
    }

    private static boolean isReserved(String path) {
        return ContainerPath.of(path).isWithin(ContainerPath.of(TransferContainers.FOLDER));
    }

    private static boolean isQuantity(String text) {
        try {
            return Quantity.parse(text).getNumericalAmount().signum() > 0;
        } catch (RuntimeException e) {
            return false;
        }
    }
}
