package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A list, or a page of one; all pages show the version of the first. */
record Listing(List<ObjectNode> items, ObjectNode metadata) {

    static Listing of(
            ClusterStore store,
            Resource resource,
            String namespace,
            Predicate<ObjectNode> selection,
            HttpRequest http) {
        Optional<JsonNode> token = http.parameter("continue").map(Listing::continuation);
        ClusterStore.Snapshot snapshot = token.map(each -> each.path("rv").asLong())
                .or(() -> exactVersion(http))
                .map(at -> store.list(resource, namespace, selection, at))
                .orElseGet(() -> store.list(resource, namespace, selection));
        String start = token.map(each -> FakeJson.text(each, "start")).orElse("");
        List<ObjectNode> items = snapshot.items().stream()
                .filter(object -> ClusterStore.key(resource, object).compareTo(start) > 0)
                .toList();
        ObjectNode metadata = FakeJson.object("resourceVersion", Long.toString(snapshot.version()));
        int limit = http.parameter("limit").map(Integer::parseInt).orElse(0);
        if (limit > 0 && items.size() > limit) {
            metadata.put(
                    "continue", continuation(snapshot.version(), ClusterStore.key(resource, items.get(limit - 1))));
            metadata.put("remainingItemCount", items.size() - limit);
            items = items.subList(0, limit);
        }
        return new Listing(items, metadata);
    }

    ObjectNode toList(Resource resource) {
        ObjectNode list = FakeJson.object("kind", resource.kind() + "List", "apiVersion", resource.apiVersion());
        list.set("metadata", metadata);
        list.set("items", FakeJson.array(items));
        return list;
    }

    private static Optional<Long> exactVersion(HttpRequest http) {
        return http.parameter("resourceVersionMatch")
                .filter("Exact"::equals)
                .flatMap(match -> http.parameter("resourceVersion"))
                .map(WatchStream::version);
    }

    private static String continuation(long version, String start) {
        byte[] token = FakeJson.bytes(FakeJson.object("v", "meta.k8s.io/v1", "rv", version, "start", start));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    private static JsonNode continuation(String token) {
        try {
            return FakeJson.MAPPER.readTree(Base64.getUrlDecoder().decode(token));
        } catch (IOException | IllegalArgumentException e) {
            throw ApiException.badRequest("continue key is not valid: " + e.getMessage());
        }
    }
}
