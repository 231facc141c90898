package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The scheduler's part of one pod's history. Everything here happens with the node's lock held. */
final class PodScheduling {
    private final ScriptedNode node;
    private final ObjectNode pod;
    private final PodScript script;

    PodScheduling(ScriptedNode node, ObjectNode pod, PodScript script) {
        this.node = node;
        this.pod = pod;
        this.script = script;
    }

    void begin() {
        node.later(node.pace().schedule(), () -> step(0));
    }

    private void step(int next) {
        if (next < script.podSteps().size()) {
            if (script.podSteps().get(next) instanceof Step.Unschedulable unschedulable) {
                refuse("Unschedulable", unschedulable.message());
                node.later(unschedulable.duration(), () -> step(next + 1));
            } else {
                step(next + 1);
            }
            return;
        }
        if (!FakeJson.at(pod, "spec", "schedulingGates").isEmpty()) {
            refuse("SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates");
            return;
        }
        Optional<String> misfit = misfit();
        if (misfit.isPresent()) {
            refuse(
                    "Unschedulable",
                    "0/1 nodes are available: %s. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling."
                            .formatted(misfit.get()));
            return;
        }
        bind();
    }

    private void refuse(String reason, String message) {
        change("status", current -> Conditions.set(current, node.now(), "PodScheduled", false, reason, message));
        if (reason.equals("Unschedulable")) {
            node.events().scheduler(pod, "Warning", "FailedScheduling", "Scheduling", message);
        }
    }

    private void bind() {
        boolean bound = change("binding", current -> {
            FakeJson.child(current, "spec").put("nodeName", node.name());
            Conditions.set(current, node.now(), "PodScheduled", true, "", "");
        });
        if (bound) {
            node.events()
                    .scheduler(
                            pod,
                            "Normal",
                            "Scheduled",
                            "Binding",
                            "Successfully assigned %s/%s to %s"
                                    .formatted(
                                            FakeJson.text(pod, "metadata", "namespace"),
                                            ClusterStore.nameOf(pod),
                                            node.name()));
        }
    }

    private interface Change {
        void to(ObjectNode pod);
    }

    /** Whether the pod is still there. */
    private boolean change(String subresource, Change change) {
        try {
            node.store()
                    .update(
                            Resource.PODS,
                            FakeJson.text(pod, "metadata", "namespace"),
                            ClusterStore.nameOf(pod),
                            subresource,
                            current -> {
                                if (!FakeJson.text(current, "metadata", "uid")
                                        .equals(FakeJson.text(pod, "metadata", "uid"))) {
                                    throw ApiException.notFound(Resource.PODS, ClusterStore.nameOf(pod));
                                }
                                change.to(current);
                                return current;
                            });
            return true;
        } catch (ApiException e) {
            return false;
        }
    }

    private Optional<String> misfit() {
        ObjectNode self = node.store().get(Resource.NODES, "", node.name());
        JsonNode labels = FakeJson.at(self, "metadata", "labels");
        for (var wanted : FakeJson.at(pod, "spec", "nodeSelector").properties()) {
            if (!labels.path(wanted.getKey()).equals(wanted.getValue())) {
                return Optional.of("1 node(s) didn't match Pod's node affinity/selector");
            }
        }
        List<String> insufficient = new ArrayList<>();
        for (String resource : List.of("cpu", "memory")) {
            BigDecimal most = amount(FakeJson.at(self, "status", "capacity", resource));
            BigDecimal wanted = BigDecimal.ZERO;
            for (JsonNode container : FakeJson.at(pod, "spec", "containers")) {
                JsonNode request = FakeJson.at(container, "resources", "requests", resource);
                JsonNode limit = FakeJson.at(container, "resources", "limits", resource);
                wanted = wanted.add(amount(request.isMissingNode() ? limit : request));
            }
            if (wanted.compareTo(most) > 0) {
                insufficient.add("1 Insufficient " + resource);
            }
        }
        return insufficient.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", insufficient));
    }

    private static BigDecimal amount(JsonNode quantity) {
        return quantity.isMissingNode() ? BigDecimal.ZERO : Quantity.getAmountInBytes(new Quantity(quantity.asText()));
    }
}
