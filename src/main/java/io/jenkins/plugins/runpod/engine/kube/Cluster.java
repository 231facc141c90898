package io.jenkins.plugins.runpod.engine.kube;

/** A cluster as tasks see it: requests, and one shared informer for each namespace. Safe for use by many threads. */
public interface Cluster {
    /** For requests. */
    Kube kube();

    /**
     * Follows one pod by its name, whether it exists yet or not, through the informer that all tasks of this controller in
     * the namespace share. After the informer is in sync the watcher is told the pod's present state first, if there is one,
     * and then {@link PodWatcher#synced()}.
     */
    Kube.Watch follow(String namespace, String podName, PodWatcher watcher);
}
