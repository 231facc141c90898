package io.jenkins.plugins.runpod.engine.kube;

/** A cluster as tasks see it: requests, and one shared informer for each namespace. Safe for use by many threads. */
public interface Cluster {
    /** Sends requests. */
    Kube kube();

    /**
     * Follows one pod by its name, whether it exists yet or not. All tasks of this controller in the namespace share
     * one informer. When the informer is in sync, the watcher gets the pod's present state, if there is one, and then
     * {@link PodWatcher#synced()}.
     */
    Kube.Watch follow(String namespace, String podName, PodWatcher watcher);
}
