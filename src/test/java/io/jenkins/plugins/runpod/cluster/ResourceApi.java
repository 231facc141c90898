package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What the requests do: verbs and subresources of the stored objects. */
final class ResourceApi {
    private final ClusterStore store;
    private final KubeletApi kubelet;
    private final Clock clock;
    private final FakeRequests requests;
    private final FakeExecApi execs;

    /** A whole answer. */
    record Reply(int code, JsonNode body) {}

    ResourceApi(ClusterStore store, KubeletApi kubelet, Clock clock, FakeRequests requests) {
        this.store = store;
        this.kubelet = kubelet;
        this.clock = clock;
        this.requests = requests;
        this.execs = new FakeExecApi(store, kubelet);
    }

    Reply execute(FakeApiRequest request, HttpRequest http) {
        Resource resource = request.kind().orElseThrow(ApiException::noSuchPath);
        if (!request.subresource().isEmpty() && !request.subresource().equals("status")) {
            return subresource(request, http);
        }
        return switch (request.verb()) {
            case "get" -> shown(200, resource, store.get(resource, request.namespace(), request.name()), http);
            case "list" -> list(resource, request, http);
            case "create" -> create(resource, request, http);
            case "update" -> update(resource, request, http);
            case "patch" -> patch(resource, request, http);
            case "delete" -> delete(resource, request, http);
            case "deletecollection" -> deleteAll(resource, request, http);
            default -> throw ApiException.noSuchPath();
        };
    }

    /** A watch, a log or an exec. */
    void stream(FakeApiRequest request, FakeExchange exchange) throws IOException {
        if (request.verb().equals("watch")) {
            watch(request, exchange);
        } else if (request.subresource().equals("exec")) {
            counting(requests.execs(), () -> execs.serve(request, exchange));
        } else {
            log(request, exchange);
        }
    }

    private void watch(FakeApiRequest request, FakeExchange exchange) throws IOException {
        Resource resource = request.kind().orElseThrow(ApiException::noSuchPath);
        HttpRequest http = exchange.request();
        UnaryOperator<ObjectNode> form = wantsTable(http)
                ? object -> new Tables(resource, clock.instant())
                        .of(
                                List.of(object),
                                FakeJson.object(),
                                http.parameter("includeObject").orElse("").equals("Object"))
                : UnaryOperator.identity();
        WatchStream stream =
                new WatchStream(store, resource, request.namespace(), selection(resource, request, http), form, http);
        counting(requests.watches(), () -> stream.serve(exchange));
    }

    private void log(FakeApiRequest request, FakeExchange exchange) throws IOException {
        ObjectNode pod = store.get(Resource.PODS, request.namespace(), request.name());
        LogOptions options = LogOptions.of(exchange.request(), clock.instant());
        Optional<ContainerLog> log = kubelet.open(pod, options);
        if (log.isEmpty()) {
            exchange.answer(204);
        } else if (options.follow()) {
            counting(requests.logs(), () -> new FakeLogStream(log.get(), options).serve(exchange));
        } else {
            new FakeLogStream(log.get(), options).serve(exchange);
        }
    }

    private interface Serving {
        void run() throws IOException;
    }

    private static void counting(AtomicInteger open, Serving serving) throws IOException {
        open.incrementAndGet();
        try {
            serving.run();
        } finally {
            open.decrementAndGet();
        }
    }

    private Reply list(Resource resource, FakeApiRequest request, HttpRequest http) {
        Listing page = Listing.of(store, resource, request.namespace(), selection(resource, request, http), http);
        if (wantsTable(http)) {
            boolean whole = http.parameter("includeObject").orElse("").equals("Object");
            return new Reply(200, new Tables(resource, clock.instant()).of(page.items(), page.metadata(), whole));
        }
        if (Metadata.isWanted(http)) {
            return new Reply(200, Metadata.of(page));
        }
        return new Reply(200, page.toList(resource));
    }

    private Reply create(Resource resource, FakeApiRequest request, HttpRequest http) {
        ObjectNode object = body(http);
        requireKind(resource, object);
        if (resource == Resource.NAMESPACES && !request.name().isEmpty()) {
            throw ApiException.noSuchPath();
        }
        return shown(201, resource, store.create(resource, request.namespace(), object), http);
    }

    private Reply update(Resource resource, FakeApiRequest request, HttpRequest http) {
        ObjectNode object = body(http);
        requireKind(resource, object);
        String name = ClusterStore.nameOf(object);
        if (!name.equals(request.name())) {
            throw ApiException.badRequest("the name of the object (%s) does not match the name on the URL (%s)"
                    .formatted(name, request.name()));
        }
        return shown(
                200,
                resource,
                store.update(resource, request.namespace(), name, request.subresource(), before -> object),
                http);
    }

    private Reply patch(Resource resource, FakeApiRequest request, HttpRequest http) {
        String type = http.header("Content-Type").split(";")[0].trim();
        JsonNode patch = parse(http);
        boolean apply = type.equals("application/apply-patch+yaml");
        if (apply && store.find(resource, request.namespace(), request.name()).isEmpty()) {
            return shown(201, resource, store.create(resource, request.namespace(), (ObjectNode) patch), http);
        }
        return shown(
                200,
                resource,
                store.update(
                        resource,
                        request.namespace(),
                        request.name(),
                        request.subresource(),
                        before -> Patches.apply(type, patch, before)),
                http);
    }

    private Reply delete(Resource resource, FakeApiRequest request, HttpRequest http) {
        ObjectNode last = store.delete(resource, request.namespace(), request.name(), deletion(http));
        if (resource == Resource.PODS || resource == Resource.NAMESPACES) {
            return new Reply(200, last);
        }
        ObjectNode details = FakeJson.object(
                "name", request.name(), "kind", resource.plural(), "uid", FakeJson.text(last, "metadata", "uid"));
        if (!resource.group().isEmpty()) {
            details.put("group", resource.group());
        }
        return new Reply(200, success().set("details", details));
    }

    private Reply deleteAll(Resource resource, FakeApiRequest request, HttpRequest http) {
        ClusterStore.Deletion deletion = deletion(http);
        List<ObjectNode> deleted = new ArrayList<>();
        for (ObjectNode object : store.list(resource, request.namespace(), selection(resource, request, http))
                .items()) {
            deleted.add(store.delete(
                    resource, FakeJson.text(object, "metadata", "namespace"), ClusterStore.nameOf(object), deletion));
        }
        ObjectNode metadata = FakeJson.object("resourceVersion", Long.toString(store.version()));
        return new Reply(200, new Listing(deleted, metadata).toList(resource));
    }

    private Reply subresource(FakeApiRequest request, HttpRequest http) {
        switch (request.what()) {
            case "create pods/eviction" -> {
                ObjectNode pod = store.get(Resource.PODS, request.namespace(), request.name());
                Conditions.disrupt(store, clock.instant(), pod, "EvictionByEvictionAPI", "Eviction API: evicting");
                store.delete(
                        Resource.PODS,
                        request.namespace(),
                        request.name(),
                        deletion(body(http).path("deleteOptions")));
                return new Reply(201, success());
            }
            case "create pods/binding" -> {
                String node = FakeJson.text(body(http), "target", "name");
                store.update(Resource.PODS, request.namespace(), request.name(), "binding", pod -> {
                    FakeJson.child(pod, "spec").put("nodeName", node);
                    return pod;
                });
                return new Reply(201, success());
            }
            default -> throw ApiException.noSuchPath();
        }
    }

    private Reply shown(int code, Resource resource, ObjectNode object, HttpRequest http) {
        if (Metadata.isWanted(http)) {
            return new Reply(code, Metadata.of(object));
        }
        return new Reply(
                code,
                wantsTable(http)
                        ? new Tables(resource, clock.instant()).of(List.of(object), FakeJson.object(), true)
                        : object);
    }

    private static ObjectNode success() {
        return FakeJson.object(
                "kind", "Status", "apiVersion", "v1", "metadata", FakeJson.object(), "status", "Success");
    }

    /** A single object's path selects by its name: that is how kubectl watches one. */
    private static Predicate<ObjectNode> selection(Resource resource, FakeApiRequest request, HttpRequest http) {
        return Selection.of(
                        resource,
                        http.parameter("labelSelector").orElse(""),
                        http.parameter("fieldSelector").orElse(""))
                .and(object -> request.name().isEmpty() || request.name().equals(ClusterStore.nameOf(object)));
    }

    private static boolean wantsTable(HttpRequest http) {
        return http.header("Accept").contains("as=Table");
    }

    private static ClusterStore.Deletion deletion(HttpRequest http) {
        ObjectNode options = http.body().length == 0 ? FakeJson.object() : body(http);
        http.parameter("gracePeriodSeconds")
                .ifPresent(grace -> options.put("gracePeriodSeconds", Long.parseLong(grace)));
        return deletion(options);
    }

    private static ClusterStore.Deletion deletion(JsonNode options) {
        JsonNode grace = options.path("gracePeriodSeconds");
        JsonNode preconditions = options.path("preconditions");
        return new ClusterStore.Deletion(
                grace.isNumber() ? OptionalLong.of(grace.asLong()) : OptionalLong.empty(),
                Optional.of(FakeJson.text(preconditions, "uid")).filter(uid -> !uid.isEmpty()),
                Optional.of(FakeJson.text(preconditions, "resourceVersion")).filter(version -> !version.isEmpty()));
    }

    private static void requireKind(Resource resource, ObjectNode object) {
        String kind = FakeJson.text(object, "kind");
        String version = FakeJson.text(object, "apiVersion");
        if (!kind.equals(resource.kind()) || !version.equals(resource.apiVersion())) {
            throw ApiException.badRequest(
                    "%s in version \"%s\" cannot be handled as a %s".formatted(kind, version, resource.kind()));
        }
    }

    static ObjectNode body(HttpRequest http) {
        if (parse(http) instanceof ObjectNode object) {
            return object;
        }
        throw ApiException.badRequest("the body of the request is no object");
    }

    private static JsonNode parse(HttpRequest http) {
        String type = http.header("Content-Type");
        try {
            if (type.contains("yaml")) {
                String text = new String(http.body(), StandardCharsets.UTF_8);
                return FakeJson.MAPPER.valueToTree(Serialization.unmarshal(text, Map.class));
            }
            if (type.contains("protobuf")) {
                return Protobuf.read(http.body());
            }
            return FakeJson.MAPPER.readTree(http.body());
        } catch (IOException | KubernetesClientException e) {
            throw ApiException.badRequest("couldn't get version/kind; json parse error: " + e.getMessage());
        }
    }
}
