package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Where the logs of pods are: on their node. */
interface PodLogs {
    /** The log that a request asks for; empty for a pod without a node. Throws {@link ApiException} in the kubelet's words. */
    Optional<ContainerLog> open(ObjectNode pod, LogOptions options);
}
