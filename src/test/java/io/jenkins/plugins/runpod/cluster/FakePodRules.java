package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.jenkins.plugins.runpod.cluster.ApiException.Problem;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What the API fills in, checks and keeps unchanged in a pod. */
final class FakePodRules extends Rules {
    private static final KubernetesSerialization SHAPES = new KubernetesSerialization();
    private static final List<String> LISTS = List.of("initContainers", "containers");

    FakePodRules() {
        super(Resource.PODS);
    }

    @Override
    void prepareCreate(ObjectNode pod) {
        requireShape(pod);
        ObjectNode spec = FakeJson.child(pod, "spec");
        for (String list : LISTS) {
            FakeJson.objects(spec.path(list)).forEach(FakePodRules::fillIn);
        }
        preset(spec, "restartPolicy", "Always");
        preset(spec, "dnsPolicy", "ClusterFirst");
        preset(spec, "schedulerName", "default-scheduler");
        preset(spec, "preemptionPolicy", "PreemptLowerPriority");
        preset(
                spec,
                "serviceAccountName",
                spec.hasNonNull("serviceAccount") ? FakeJson.text(spec, "serviceAccount") : "default");
        preset(spec, "serviceAccount", FakeJson.text(spec, "serviceAccountName"));
        if (!spec.hasNonNull("terminationGracePeriodSeconds")) {
            spec.put("terminationGracePeriodSeconds", 30);
        }
        if (!spec.hasNonNull("enableServiceLinks")) {
            spec.put("enableServiceLinks", true);
        }
        if (!spec.hasNonNull("priority")) {
            spec.put("priority", 0);
        }
        FakeJson.child(spec, "securityContext");
        ArrayNode tolerations = spec.withArray("tolerations");
        for (String key : List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")) {
            if (!tolerations.findValuesAsText("key").contains(key)) {
                tolerations.add(FakeJson.object(
                        "key", key, "operator", "Exists", "effect", "NoExecute", "tolerationSeconds", 300));
            }
        }
        pod.set("status", FakeJson.object("phase", "Pending", "qosClass", qosClass(spec)));
    }

    private static void requireShape(ObjectNode pod) {
        try {
            SHAPES.convertValue(pod, Pod.class);
        } catch (IllegalArgumentException e) {
            String why = e.getMessage().lines().findFirst().orElse("");
            throw ApiException.badRequest("Pod in version \"v1\" cannot be handled as a Pod: json: " + why);
        }
    }

    private static void fillIn(ObjectNode container) {
        String image = FakeJson.text(container, "image");
        FakeJson.child(container, "resources");
        preset(container, "terminationMessagePath", "/dev/termination-log");
        preset(container, "terminationMessagePolicy", "File");
        boolean latest = image.endsWith(":latest")
                || !image.substring(image.lastIndexOf('/') + 1).matches(".*[:@].*");
        preset(container, "imagePullPolicy", latest ? "Always" : "IfNotPresent");
    }

    private static void preset(ObjectNode node, String field, String value) {
        if (!node.hasNonNull(field)) {
            node.put(field, value);
        }
    }

    private static String qosClass(ObjectNode spec) {
        boolean any = false;
        boolean all = true;
        for (ObjectNode container : FakeJson.objects(spec.path("containers"))) {
            JsonNode limits = FakeJson.at(container, "resources", "limits");
            JsonNode requests = FakeJson.at(container, "resources", "requests");
            any |= !limits.isEmpty() || !requests.isEmpty();
            all &= limits.has("cpu") && limits.has("memory") && (requests.isEmpty() || requests.equals(limits));
        }
        return !any ? "BestEffort" : all ? "Guaranteed" : "Burstable";
    }

    @Override
    void check(ObjectNode pod, List<Problem> problems) {
        JsonNode spec = pod.path("spec");
        Set<String> volumes = new HashSet<>();
        spec.path("volumes").forEach(volume -> volumes.add(FakeJson.text(volume, "name")));
        if (spec.path("containers").isEmpty()) {
            problems.add(Problem.required("spec.containers", ""));
        }
        Set<String> names = new HashSet<>();
        for (String list : LISTS) {
            int i = 0;
            for (ObjectNode container : FakeJson.objects(spec.path(list))) {
                checkContainer(container, "spec.%s[%d]".formatted(list, i++), names, volumes, problems);
            }
        }
        String policy = FakeJson.text(spec, "restartPolicy");
        if (!List.of("Always", "OnFailure", "Never").contains(policy)) {
            problems.add(Problem.unsupported("spec.restartPolicy", policy, "Always", "OnFailure", "Never"));
        }
    }

    private static void checkContainer(
            ObjectNode container, String path, Set<String> names, Set<String> volumes, List<Problem> problems) {
        String name = FakeJson.text(container, "name");
        if (name.isEmpty()) {
            problems.add(Problem.required(path + ".name", ""));
        } else if (!isLabel(name)) {
            problems.add(Problem.invalid(path + ".name", name, LABEL_RULE));
        } else if (!names.add(name)) {
            problems.add(Problem.duplicate(path + ".name", name));
        }
        if (FakeJson.text(container, "image").isBlank()) {
            problems.add(Problem.required(path + ".image", ""));
        }
        String policy = FakeJson.text(container, "imagePullPolicy");
        if (!List.of("Always", "IfNotPresent", "Never").contains(policy)) {
            problems.add(Problem.unsupported(path + ".imagePullPolicy", policy, "Always", "IfNotPresent", "Never"));
        }
        int i = 0;
        for (JsonNode variable : container.path("env")) {
            if (FakeJson.text(variable, "name").isEmpty()) {
                problems.add(Problem.required("%s.env[%d].name".formatted(path, i), ""));
            }
            i++;
        }
        i = 0;
        for (JsonNode mount : container.path("volumeMounts")) {
            if (!volumes.contains(FakeJson.text(mount, "name"))) {
                problems.add(
                        Problem.missing("%s.volumeMounts[%d].name".formatted(path, i), FakeJson.text(mount, "name")));
            }
            i++;
        }
        checkResources(container.path("resources"), path + ".resources", problems);
    }

    private static void checkResources(JsonNode resources, String path, List<Problem> problems) {
        resources.path("requests").properties().forEach(request -> {
            String name = request.getKey();
            JsonNode limit = resources.path("limits").path(name);
            Optional<BigDecimal> amount = amount(request.getValue());
            if (!limit.isMissingNode()
                    && amount.isPresent()
                    && amount(limit)
                            .filter(most -> amount.get().compareTo(most) > 0)
                            .isPresent()) {
                problems.add(Problem.invalid(
                        path + ".requests",
                        request.getValue().asText(),
                        "must be less than or equal to %s limit of %s".formatted(name, limit.asText())));
            }
        });
        for (JsonNode kind : resources) {
            for (JsonNode quantity : kind) {
                if (quantity.isValueNode() && amount(quantity).isEmpty()) {
                    throw ApiException.badRequest(
                            "Pod in version \"v1\" cannot be handled as a Pod: quantities must match the regular expression"
                                    + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
                }
            }
        }
    }

    private static Optional<BigDecimal> amount(JsonNode quantity) {
        try {
            return Optional.of(Quantity.getAmountInBytes(new Quantity(quantity.asText())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    void prepareUpdate(ObjectNode before, ObjectNode after, String subresource) {
        super.prepareUpdate(before, after, subresource);
        if (subresource.equals("status") || subresource.equals("binding")) {
            if (subresource.equals("status")) {
                after.set("spec", before.get("spec"));
            }
            return;
        }
        after.set("status", before.get("status"));
        if (!immutable(before).equals(immutable(after))) {
            refuse(
                    after,
                    List.of(Problem.forbidden(
                            "spec",
                            "pod updates may not change fields other than `spec.containers[*].image`,"
                                    + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations`"
                                    + " (only additions to existing tolerations),`spec.terminationGracePeriodSeconds`"
                                    + " (allow it to be set to 1 if it was previously negative)")));
        }
    }

    private static ObjectNode immutable(ObjectNode pod) {
        ObjectNode spec = FakeJson.child(pod.deepCopy(), "spec");
        for (String list : LISTS) {
            FakeJson.objects(spec.path(list)).forEach(container -> container.remove("image"));
        }
        spec.remove(List.of("activeDeadlineSeconds", "tolerations", "schedulingGates"));
        return spec;
    }

    @Override
    OptionalLong grace(ObjectNode pod, OptionalLong wanted) {
        String phase = FakeJson.text(pod, "status", "phase");
        if (FakeJson.text(pod, "spec", "nodeName").isEmpty() || phase.equals("Failed") || phase.equals("Succeeded")) {
            return OptionalLong.of(0);
        }
        long grace = wanted.orElse(
                FakeJson.at(pod, "spec", "terminationGracePeriodSeconds").asLong());
        return OptionalLong.of(grace < 0 ? 1 : grace);
    }
}
