package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** The states of a container as a status has them. */
final class ContainerStates {
    private ContainerStates() {}

    /** @param message may be empty */
    static ObjectNode waiting(String reason, String message) {
        ObjectNode waiting = Json.object("reason", reason);
        if (!message.isEmpty()) {
            waiting.put("message", message);
        }
        return Json.object("waiting", waiting);
    }

    static ObjectNode running(Instant startedAt) {
        return Json.object("running", Json.object("startedAt", Json.seconds(startedAt)));
    }

    /**
     * @param reason empty for what the exit code says
     * @param message may be empty
     */
    static ObjectNode terminated(
            int code, String reason, String message, Instant startedAt, Instant finishedAt, String id) {
        ObjectNode terminated = Json.object("exitCode", code);
        terminated.put("reason", !reason.isEmpty() ? reason : code == 0 ? "Completed" : "Error");
        if (!message.isEmpty()) {
            terminated.put("message", message);
        }
        terminated.put("startedAt", Json.seconds(startedAt)).put("finishedAt", Json.seconds(finishedAt));
        return Json.object("terminated", terminated.put("containerID", id));
    }

    /** What the kubelet says of a container that it does not find when its pod ends. */
    static ObjectNode unknown() {
        ObjectNode terminated = Json.object("exitCode", 137, "reason", "ContainerStatusUnknown");
        terminated.put("message", "The container could not be located when the pod was terminated");
        terminated.set("startedAt", NullNode.instance);
        terminated.set("finishedAt", NullNode.instance);
        return Json.object("terminated", terminated);
    }
}
