package io.jenkins.plugins.runpod.engine.manifest;

import io.jenkins.plugins.runpod.engine.manifest.Value.Mapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what to do with an object that is no Pod. Pure. */
final class Kinds {
    private static final String TEMPLATE = "spec.template";

    /** Where other kinds keep the Pod that they make. */
    private static final Map<String, String> PODS = Map.of(
            "Deployment", TEMPLATE,
            "StatefulSet", TEMPLATE,
            "DaemonSet", TEMPLATE,
            "ReplicaSet", TEMPLATE,
            "ReplicationController", TEMPLATE,
            "Job", TEMPLATE,
            "CronJob", "spec.jobTemplate.spec.template",
            "PodTemplate", "template");

    private Kinds() {}

    /** The object if it is a Pod or does not say what it is. Otherwise adds a problem. */
    static Optional<Mapping> pod(Mapping object, List<String> problems) {
        String kind = object.text("kind");
        String version = object.text("apiVersion");
        if (PODS.containsKey(kind)) {
            problems.add("must be a Pod, not a " + kind + ". Write the metadata and spec below " + PODS.get(kind)
                    + " as a Pod of their own, with apiVersion: v1 and restartPolicy: Never");
            return Optional.empty();
        }
        if (kind.equalsIgnoreCase("Pod") && !kind.equals("Pod")) {
            problems.add(line(object, "kind") + "kind must be Pod, not " + kind);
        } else if (!kind.isEmpty() && !kind.equals("Pod")) {
            problems.add("must be a Pod, not a " + kind + ". Create that object with kubectl");
            return Optional.empty();
        }
        if (!version.isEmpty() && !version.equals("v1")) {
            problems.add(line(object, "apiVersion") + "apiVersion of a Pod must be v1, not " + version);
        }
        return Optional.of(object);
    }

    private static String line(Mapping object, String key) {
        return "line " + object.entries().get(key).line() + ": ";
    }
}
