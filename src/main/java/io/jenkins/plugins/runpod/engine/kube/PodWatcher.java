package io.jenkins.plugins.runpod.engine.kube;

import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;

/** Receives what a watch shows. One thread at a time calls it. Its methods must not block. */
public interface PodWatcher {
    /** A pod exists in this state. */
    void seen(PodSnapshot pod);

    /** A pod is gone. The watch saw its last state. */
    void deleted(PodSnapshot last);

    /** A list after a broken watch no longer shows the pod. Its states after {@code before} were not seen. */
    void vanished(PodSnapshot before);

    /**
     * The watch gets no usable answer. Called repeatedly while that lasts. The state of the pod is unknown meanwhile.
     */
    default void failed(String why) {}

    /** The watch works again. */
    default void works() {}

    /** Everything that existed when the watch began has been shown. Called once. */
    void synced();
}
