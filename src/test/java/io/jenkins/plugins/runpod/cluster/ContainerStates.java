package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** The states of a container as a status has them. */
final class ContainerStates {
    private ContainerStates() {}

    /** @param message may be empty */
    static ObjectNode waiting(String reason, String message) {
        ObjectNode waiting = FakeJson.object("reason", reason);
        if (!message.isEmpty()) {
            waiting.put("message", message);
        }
        return FakeJson.object("waiting", waiting);
    }

    static ObjectNode running(Instant startedAt) {
        return FakeJson.object("running", FakeJson.object("startedAt", FakeJson.seconds(startedAt)));
    }

    /**
     * @param reason empty for what the exit code says
     * @param message may be empty
     */
    static ObjectNode terminated(
            int code, String reason, String message, Instant startedAt, Instant finishedAt, String id) {
        ObjectNode terminated = FakeJson.object("exitCode", code);
        terminated.put("reason", !reason.isEmpty() ? reason : code == 0 ? "Completed" : "Error");
        if (!message.isEmpty()) {
            terminated.put("message", message);
        }
        terminated.put("startedAt", FakeJson.seconds(startedAt)).put("finishedAt", FakeJson.seconds(finishedAt));
        return FakeJson.object("terminated", terminated.put("containerID", id));
    }

    /** What the kubelet says of a container that it does not find when its pod ends. */
    static ObjectNode unknown() {
        ObjectNode terminated = FakeJson.object("exitCode", 137, "reason", "ContainerStatusUnknown");
        terminated.put("message", "The container could not be located when the pod was terminated");
        terminated.set("startedAt", NullNode.instance);
        terminated.set("finishedAt", NullNode.instance);
        return FakeJson.object("terminated", terminated);
    }
}
