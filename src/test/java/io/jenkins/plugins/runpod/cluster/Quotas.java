package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Refuses pods that the ResourceQuotas of their namespace do not let in, with the words of the real admission plugin. */
final class Quotas implements ClusterStore.AdmissionCheck {
    private final ClusterStore store;

    Quotas(ClusterStore store) {
        this.store = store;
    }

    @Override
    public void admit(Resource resource, ObjectNode pod) {
        if (resource != Resource.PODS) {
            return;
        }
        String namespace = FakeJson.text(pod, "metadata", "namespace");
        for (ObjectNode quota :
                store.list(Resource.RESOURCEQUOTAS, namespace, each -> true).items()) {
            List<String> missing = new ArrayList<>();
            List<String[]> exceeded = new ArrayList<>();
            FakeJson.at(quota, "spec", "hard").properties().forEach(hard -> {
                Optional<BigDecimal> wanted = usage(pod, hard.getKey());
                if (wanted.isEmpty()) {
                    missing.add(hard.getKey());
                    return;
                }
                BigDecimal used = store.list(Resource.PODS, namespace, Quotas::counts).items().stream()
                        .map(each -> usage(each, hard.getKey()).orElse(BigDecimal.ZERO))
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
                String limit = hard.getValue().asText();
                if (wanted.get().add(used).compareTo(amount(limit)) > 0) {
                    exceeded.add(new String[] {hard.getKey(), plain(wanted.get()), plain(used), limit});
                }
            });
            String name = ClusterStore.nameOf(quota);
            if (!missing.isEmpty()) {
                throw ApiException.forbidden(
                        resource,
                        ClusterStore.nameOf(pod),
                        "failed quota: %s: must specify %s for: %s"
                                .formatted(name, String.join("; ", missing), containers(pod)));
            }
            if (!exceeded.isEmpty()) {
                throw ApiException.forbidden(
                        resource,
                        ClusterStore.nameOf(pod),
                        "exceeded quota: %s, requested: %s, used: %s, limited: %s"
                                .formatted(name, pairs(exceeded, 1), pairs(exceeded, 2), pairs(exceeded, 3)));
            }
        }
    }

    /** Pods that have ended no longer count. */
    private static boolean counts(ObjectNode pod) {
        return !List.of("Succeeded", "Failed").contains(FakeJson.text(pod, "status", "phase"));
    }

    /** What a pod takes of a quota; empty when a container does not say. */
    private static Optional<BigDecimal> usage(ObjectNode pod, String what) {
        if (what.equals("pods") || what.equals("count/pods")) {
            return Optional.of(BigDecimal.ONE);
        }
        String kind = what.startsWith("limits.") ? "limits" : "requests";
        String resource = what.substring(what.indexOf('.') + 1);
        if (!List.of("cpu", "memory").contains(resource)) {
            return Optional.of(BigDecimal.ZERO); // of other objects than pods
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode container : FakeJson.at(pod, "spec", "containers")) {
            JsonNode own = FakeJson.at(container, "resources", kind, resource);
            JsonNode quantity = own.isMissingNode() ? FakeJson.at(container, "resources", "limits", resource) : own;
            if (quantity.isMissingNode()) {
                return Optional.empty();
            }
            sum = sum.add(amount(quantity.asText()));
        }
        return Optional.of(sum);
    }

    private static BigDecimal amount(String quantity) {
        return Quantity.getAmountInBytes(new Quantity(quantity));
    }

    private static String plain(BigDecimal amount) {
        BigDecimal milli = amount.movePointRight(3).stripTrailingZeros();
        return amount.stripTrailingZeros().scale() <= 0
                ? amount.toBigInteger().toString()
                : milli.toPlainString() + "m";
    }

    private static String pairs(List<String[]> exceeded, int column) {
        return String.join(
                ",", exceeded.stream().map(each -> each[0] + "=" + each[column]).toList());
    }

    private static String containers(ObjectNode pod) {
        return String.join(
                ",",
                FakeJson.objects(FakeJson.at(pod, "spec", "containers")).stream()
                        .map(each -> FakeJson.text(each, "name"))
                        .toList());
    }
}
