package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/** The status that a kubelet reports of a pod. */
final class PodStatus {
    private static final List<String> CONDITIONS =
            List.of("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled");

    private PodStatus() {}

    /** The status now; its conditions do not have their times yet. */
    static ObjectNode of(PodRun run) {
        ObjectNode status = FakeJson.object("phase", phase(run));
        status.set("conditions", conditions(run));
        if (run.endPhase().isPresent() && !run.reason().isEmpty()) {
            status.put("reason", run.reason()).put("message", run.message());
        }
        if (run.startTime().isEmpty()) {
            return status; // not admitted: no container statuses
        }
        status.put("hostIP", "127.0.0.1");
        status.set("hostIPs", FakeJson.array(FakeJson.object("ip", "127.0.0.1")));
        if (run.mains().stream().anyMatch(ContainerRun::hasStarted)
                || run.inits().stream().anyMatch(ContainerRun::hasStarted)) {
            status.put("podIP", run.node().ipOf(run));
            status.set("podIPs", FakeJson.array(FakeJson.object("ip", run.node().ipOf(run))));
        }
        status.put("startTime", FakeJson.seconds(run.startTime().get()));
        if (!run.inits().isEmpty()) {
            status.set("initContainerStatuses", statuses(run.inits()));
        }
        status.set("containerStatuses", statuses(run.mains()));
        return status;
    }

    /** Makes it the status of the object, whose conditions by others stay. */
    static void put(ObjectNode status, ObjectNode object, Instant now) {
        JsonNode before = object.path("status");
        ObjectNode after = status.deepCopy();
        after.set("qosClass", before.path("qosClass"));
        ArrayNode kept = FakeJson.array();
        for (JsonNode condition : before.path("conditions")) {
            if (!CONDITIONS.contains(FakeJson.text(condition, "type"))) {
                kept.add(condition);
            }
        }
        for (JsonNode condition : before.path("conditions")) {
            if (CONDITIONS.contains(FakeJson.text(condition, "type"))) {
                kept.add(condition);
            }
        }
        after.set("conditions", kept);
        object.set("status", after);
        for (JsonNode condition : status.path("conditions")) {
            Conditions.set(
                    object,
                    now,
                    FakeJson.text(condition, "type"),
                    FakeJson.text(condition, "status"),
                    FakeJson.text(condition, "reason"),
                    FakeJson.text(condition, "message"));
        }
    }

    private static String phase(PodRun run) {
        return run.endPhase().orElse(run.mains().stream().anyMatch(ContainerRun::hasStarted) ? "Running" : "Pending");
    }

    private static ArrayNode conditions(PodRun run) {
        String ended = run.endPhase()
                .map(phase -> phase.equals("Succeeded") ? "PodCompleted" : "PodFailed")
                .orElse("");
        List<String> uninitialized = run.inits().stream()
                .filter(init -> init.isSidecar() ? !init.hasStarted() : !init.isTerminated() || init.exitCode() != 0)
                .map(ContainerRun::name)
                .toList();
        List<String> unready = run.mains().stream()
                .filter(main -> !main.isRunning())
                .map(ContainerRun::name)
                .toList();
        boolean initialized = uninitialized.isEmpty();
        boolean ready = unready.isEmpty() && ended.isEmpty();
        String notReady = ended.isEmpty() ? "ContainersNotReady" : ended;
        String which = ended.isEmpty() ? "containers with unready status: " + brackets(unready) : "";
        return FakeJson.array(
                condition("PodReadyToStartContainers", run.hasSandbox(), "", ""),
                initialized
                        ? condition("Initialized", true, ended.equals("PodCompleted") ? ended : "", "")
                        : condition(
                                "Initialized",
                                false,
                                "ContainersNotInitialized",
                                "containers with incomplete status: " + brackets(uninitialized)),
                condition("Ready", ready, ready ? "" : notReady, ready ? "" : which),
                condition("ContainersReady", ready, ready ? "" : notReady, ready ? "" : which),
                condition("PodScheduled", true, "", ""));
    }

    private static ObjectNode condition(String type, boolean value, String reason, String message) {
        return FakeJson.object("type", type, "status", value ? "True" : "False", "reason", reason, "message", message);
    }

    private static ArrayNode statuses(List<ContainerRun> containers) {
        return FakeJson.array(containers.stream().map(ContainerRun::status).toList());
    }

    private static String brackets(List<String> names) {
        return "[" + String.join(" ", names) + "]";
    }
}
