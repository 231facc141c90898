package io.jenkins.plugins.runpod.engine.transfer;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.jenkins.plugins.runpod.engine.pod.HelperContainers;
import io.jenkins.plugins.runpod.engine.text.VariableReferences;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Adds to a pod what moves its files. Stateless.
 *
 * <p>One volume has the working directory of the result container in its folder {@code work}. The helper containers see the whole volume
 * at {@link #FOLDER}. So nothing of run-pod is in the working directory, and a rename moves files between the two at once.
 *
 * <p>The helper containers run as the same user as the result container, and with its security context. They get nothing else of it.
 */
public final class TransferContainers {
    public static final String VOLUME = "run-pod-files";
    /** Where helper containers see the volume. */
    public static final String FOLDER = "/run-pod";
    /** The working directory of a result container that has none. */
    public static final String STANDARD_DIRECTORY = "/workspace";

    private static final String LEFT_OUT = "(the script of run-pod)";

    private TransferContainers() {}

    /**
     * Adds the volume, the mounts and the containers. Changes nothing if there are problems, or if there is nothing to move. The
     * names of the containers are reserved in each pod, because diagnosis knows them by name.
     *
     * @param pod a pod that has been checked
     * @param resultContainer the name of one of its containers
     * @return all problems, one sentence each, without a full stop
     */
    public static List<String> addTo(Pod pod, String resultContainer, TransferNeeds needs) {
        PodSpec spec = pod.getSpec();
        if (!needs.any()) {
            return TransferConflicts.ofNames(spec);
        }
        Container result = spec.getContainers().stream()
                .filter(container -> resultContainer.equals(container.getName()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no container " + resultContainer));
        List<String> problems = TransferConflicts.in(spec, result, needs);
        if (!problems.isEmpty()) {
            return problems;
        }
        HelperResources resources = HelperResources.of(spec, result);
        List<Container> first = new ArrayList<>();
        first.add(input(spec, result, needs, resources));
        first.addAll(spec.getInitContainers());
        spec.setInitContainers(first);
        if (needs.outputs()) {
            List<Container> containers = new ArrayList<>(spec.getContainers());
            containers.add(helper(HelperContainers.OUTPUT, HelperScript.OUTPUT, result, needs)
                    .addToCommand("wait-until-taken")
                    .withResources(resources.output())
                    .build());
            spec.setContainers(containers);
        }
        mount(result);
        List<Volume> volumes = new ArrayList<>(spec.getVolumes());
        volumes.add(new VolumeBuilder()
                .withName(VOLUME)
                .withNewEmptyDir()
                .withSizeLimit(needs.sizeLimit().map(Quantity::parse).orElse(null))
                .endEmptyDir()
                .build());
        spec.setVolumes(volumes);
        return List.of();
    }

    /** A copy for people to read. It leaves out the scripts of the helper containers. */
    public static Pod withoutScripts(Pod pod) {
        Pod shown = new PodBuilder(pod).build();
        Stream.of(shown.getSpec().getInitContainers(), shown.getSpec().getContainers())
                .flatMap(List::stream)
                .filter(container -> HelperContainers.isName(container.getName()))
                .flatMap(container -> container.getEnv().stream())
                .filter(variable -> variable.getName().equals(HelperScript.VARIABLE))
                .forEach(variable -> variable.setValue(LEFT_OUT));
        return shown;
    }

    /** The absolute path at which the result container sees its files. */
    public static String directory(Container result) {
        return Optional.ofNullable(result.getWorkingDir())
                .filter(path -> !path.isBlank())
                .orElse(STANDARD_DIRECTORY);
    }

    private static void mount(Container result) {
        result.setWorkingDir(directory(result));
        List<VolumeMount> mounts = new ArrayList<>(result.getVolumeMounts());
        mounts.add(new VolumeMountBuilder()
                .withName(VOLUME)
                .withMountPath(result.getWorkingDir())
                .withSubPath("work")
                .build());
        result.setVolumeMounts(mounts);
    }

    private static Container input(PodSpec spec, Container result, TransferNeeds needs, HelperResources resources) {
        ContainerBuilder input = helper(HelperContainers.INPUT, HelperScript.INPUT, result, needs)
                .addToCommand("wait-for-input", flag(needs.inputs()), flag(needs.outputs()))
                .withResources(resources.input());
        if (mayBeAnotherUser(spec, result, needs)) {
            input.addToEnv(new EnvVar("RUN_POD_OPEN", "1", null));
        }
        return input.build();
    }

    private static ContainerBuilder helper(String name, HelperScript script, Container result, TransferNeeds needs) {
        Optional<String> image = needs.filesImage();
        return new ContainerBuilder()
                .withName(name)
                .withImage(image.orElse(result.getImage()))
                .withImagePullPolicy(image.isPresent() ? null : result.getImagePullPolicy())
                .withCommand(HelperScript.START)
                .withEnv(
                        new EnvVar(HelperScript.VARIABLE, VariableReferences.escaped(script.text()), null),
                        new EnvVar("RUN_POD_FOLDER", FOLDER, null))
                .withWorkingDir(FOLDER)
                .withSecurityContext(result.getSecurityContext())
                .withVolumeMounts(new VolumeMountBuilder()
                        .withName(VOLUME)
                        .withMountPath(FOLDER)
                        .build())
                .withTerminationMessagePolicy("FallbackToLogsOnError");
    }

    /** Then any user has to be able to write to the working directory. Each image names its own user. */
    private static boolean mayBeAnotherUser(PodSpec spec, Container result, TransferNeeds needs) {
        boolean named = Stream.of(
                        Optional.ofNullable(result.getSecurityContext()).map(SecurityContext::getRunAsUser),
                        Optional.ofNullable(spec.getSecurityContext()).map(context -> context.getRunAsUser()))
                .anyMatch(Optional::isPresent);
        return needs.filesImage().isPresent() && !named;
    }

    private static String flag(boolean value) {
        return value ? "1" : "0";
    }
}
