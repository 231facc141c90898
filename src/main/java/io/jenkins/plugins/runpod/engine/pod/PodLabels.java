package io.jenkins.plugins.runpod.engine.pod;

import io.jenkins.plugins.runpod.engine.text.KubeNames;

/** The labels of each object that a task creates, and their values. Pure. */
public final class PodLabels {
    /** Begins the names of all own labels and annotations. */
    public static final String PREFIX = "run-pod.jenkins.io/";
    /** Marks the objects of run-pod, as <a href="https://kubernetes.io/docs/reference/labels-annotations-taints/">Kubernetes recommends</a>. */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    /** Carries the controller. */
    public static final String CONTROLLER = PREFIX + "controller";
    /** Carries the task. */
    public static final String TASK = PREFIX + "task";
    /** Carries the number of the attempt. */
    public static final String ATTEMPT = PREFIX + "attempt";

    private PodLabels() {}

    /** The label selector of all objects of a controller. */
    public static String selector(String controller) {
        return CONTROLLER + "=" + value(controller);
    }

    /** A controller or a task as a label's value: the text itself where Kubernetes allows it, otherwise a hash of it. */
    public static String value(String text) {
        return KubeNames.isLabelValue(text)
                ? text
                : "sha256." + TaskId.hash(text).substring(0, 40);
    }
}
