package io.jenkins.plugins.runpod.engine.kube;

import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;

/** Is told what a watch shows. Called by one thread at a time; must not block. */
public interface PodWatcher {
    /** A pod exists in this state. */
    void seen(PodSnapshot pod);

    /** A pod is gone; with its last state, which the watch saw. */
    void deleted(PodSnapshot last);

    /** A pod is gone, as a list tells after a watch that broke: what it did between the state given and its end was not seen. */
    void vanished(PodSnapshot before);

    /** The watch gets no usable answer; again and again while that lasts. Nothing is known of the pod meanwhile. */
    default void troubled(String why) {}

    /** The watch works again. */
    default void works() {}

    /** Everything that existed when the watch began has been shown. Once. */
    void synced();
}
