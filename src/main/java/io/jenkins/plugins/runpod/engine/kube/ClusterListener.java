package io.jenkins.plugins.runpod.engine.kube;

/** Is told what is worth a line in a log about a cluster. Called by pool threads; must not block. */
public interface ClusterListener {
    /** Hears nothing. */
    ClusterListener NONE = new ClusterListener() {};

    /** Requests have waited for the limit on our side for some seconds. At most every 30 s. */
    default void requestsWait(Backlog backlog) {}

    /** The pods of a namespace cannot be watched at the moment; it is tried again. For each try that failed. */
    default void watchInterrupted(String namespace, KubeFailure why) {}

    /** The pods of a namespace are watched again, and nothing was lost. */
    default void watchRestored(String namespace) {}
}
