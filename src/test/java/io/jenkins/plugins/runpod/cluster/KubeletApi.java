package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** What the API server asks a pod's kubelet for. */
interface KubeletApi {
    /** The log that a request asks for; empty for a pod without a node. Throws {@link ApiException} in the kubelet's words. */
    Optional<ContainerLog> open(ObjectNode pod, LogOptions options);

    /**
     * The container that an exec is for, which runs at this moment.
     *
     * @throws FakeExecRefusal in the kubelet's words
     */
    FakeExecTarget exec(ObjectNode pod, FakeExecOptions options) throws FakeExecRefusal;
}
