package io.jenkins.plugins.runpod.engine.spec;

import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.runpod.engine.text.KubeNames;
import java.util.List;
import java.util.Locale;

/** The readable prefix of the names of a task's pods: the parameter, or a word of the pod. */
final class PodNamePrefix {
    private static final int LONGEST = 40;

    private PodNamePrefix() {}

    /** @param problems gets what is wrong with the parameter */
    static String of(TaskParameters parameters, Pod pod, List<String> problems) {
        if (!PodReader.blank(parameters.name)) {
            String name = parameters.name.trim();
            if (!KubeNames.isDnsLabel(name) || name.length() > LONGEST) {
                problems.add("name: \"" + name + "\" must be at most " + LONGEST
                        + " lower-case letters, digits and -, with a letter or digit at both ends");
            }
            return name;
        }
        String written = pod.getMetadata().getName();
        String image = pod.getSpec().getContainers().isEmpty()
                        || pod.getSpec().getContainers().get(0) == null
                ? null
                : pod.getSpec().getContainers().get(0).getImage();
        return readable(written != null ? written : image == null ? "task" : lastPart(image));
    }

    private static String lastPart(String image) {
        String path = image.replaceAll("@.*", "");
        String last = path.substring(path.lastIndexOf('/') + 1);
        return last.replaceAll(":.*", "");
    }

    /** A valid prefix for a pod's name, made from any text. */
    static String readable(String text) {
        String name =
                text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+", "");
        name = name.substring(0, Math.min(name.length(), LONGEST)).replaceAll("-+$", "");
        return name.isEmpty() ? "task" : name;
    }
}
