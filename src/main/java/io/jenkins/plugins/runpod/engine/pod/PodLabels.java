package io.jenkins.plugins.runpod.engine.pod;

import io.jenkins.plugins.runpod.engine.text.KubeNames;

/** The labels of every object that a task creates, and their values. Pure. */
public final class PodLabels {
    /** The prefix of all labels and annotations of run-pod. */
    public static final String PREFIX = "run-pod.jenkins.io/";
    /**
     * Marks the objects of run-pod, as <a
     * href="https://kubernetes.io/docs/reference/labels-annotations-taints/">Kubernetes recommends</a>.
     */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    /** The label with the controller. */
    public static final String CONTROLLER = PREFIX + "controller";
    /** The label with the task. */
    public static final String TASK = PREFIX + "task";
    /** The label with the number of the attempt. */
    public static final String ATTEMPT = PREFIX + "attempt";

    private PodLabels() {}

    /** The label selector for all objects of a controller. */
    public static String selector(String controller) {
        return CONTROLLER + "=" + value(controller);
    }

    /**
     * A controller or a task as the value of a label: the text itself if Kubernetes allows it, otherwise a hash of it.
     */
    public static String value(String text) {
        return KubeNames.isLabelValue(text)
                ? text
                : "sha256." + TaskId.hash(text).substring(0, 40);
    }
}
