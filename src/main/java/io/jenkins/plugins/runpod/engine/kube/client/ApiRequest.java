package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.kube.Verb;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A request to an API server.
 *
 * @param path the segments of the path, not encoded
 * @param query the parameters and their values, not encoded
 * @param body JSON
 * @param watcher whether a watcher of pods asks. Many tasks wait for what it is shown, so its answers wait for no task
 */
record ApiRequest(
        Verb verb, List<String> path, Map<String, List<String>> query, Optional<byte[]> body, boolean watcher) {
    private static final String JSON = "application/json";
    /** Kubernetes serves this form of every object since 1.15. */
    private static final String METADATA = JSON + ";as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

    private static final String METADATA_LIST = JSON + ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    static ApiRequest of(Verb verb, String... path) {
        return new ApiRequest(verb, List.of(path), Map.of(), Optional.empty(), false);
    }

    static ApiRequest pods(Verb verb, String namespace) {
        return of(verb, "api", "v1", "namespaces", namespace, "pods");
    }

    static ApiRequest pod(Verb verb, String namespace, String name) {
        return of(verb, "api", "v1", "namespaces", namespace, "pods", name);
    }

    static ApiRequest secrets(Verb verb, String namespace) {
        return of(verb, "api", "v1", "namespaces", namespace, "secrets");
    }

    static ApiRequest secret(Verb verb, String namespace, String name) {
        return of(verb, "api", "v1", "namespaces", namespace, "secrets", name);
    }

    static ApiRequest log(String namespace, String name) {
        return of(Verb.LOG, "api", "v1", "namespaces", namespace, "pods", name, "log");
    }

    static ApiRequest exec(String namespace, String name) {
        return of(Verb.EXEC, "api", "v1", "namespaces", namespace, "pods", name, "exec");
    }

    boolean isOfLease() {
        return path.contains("coordination.k8s.io");
    }

    static ApiRequest leases(Verb verb, String namespace) {
        return of(verb, "apis", "coordination.k8s.io", "v1", "namespaces", namespace, "leases");
    }

    static ApiRequest lease(Verb verb, String namespace, String name) {
        return of(verb, "apis", "coordination.k8s.io", "v1", "namespaces", namespace, "leases", name);
    }

    ApiRequest with(String parameter, Object value) {
        return withAll(parameter, List.of(String.valueOf(value)));
    }

    /** With a parameter that comes several times. */
    ApiRequest withAll(String parameter, List<String> values) {
        Map<String, List<String>> more = new TreeMap<>(query);
        more.put(parameter, values);
        return new ApiRequest(verb, path, more, body, watcher);
    }

    ApiRequest with(byte[] json) {
        return new ApiRequest(verb, path, query, Optional.of(json), watcher);
    }

    ApiRequest forWatcher() {
        return new ApiRequest(verb, path, query, body, true);
    }

    /**
     * The forms of the answer that are accepted. Of Secrets only the metadata, so that their values stay in the cluster. A list has
     * the values of others and accepts nothing else. A task's own Secret must be made by any server.
     */
    String accept() {
        if (verb == Verb.LOG) {
            return "*/*";
        } else if (!isOfSecrets() || verb == Verb.DELETE) {
            return JSON;
        }
        return verb == Verb.LIST ? METADATA_LIST : METADATA + ", " + JSON;
    }

    /** Whether the request, and an answer that quotes it, may have values of Secrets. */
    boolean isOfSecrets() {
        return path.size() > 4 && path.get(4).equals("secrets");
    }

    /**
     * Empty for what is short, or comes bit by bit. An API server compresses what is longer than 128 KiB (kubernetes {@code
     * staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/writers.go}).
     */
    Optional<String> acceptEncoding() {
        return verb == Verb.LIST || verb == Verb.EVENTS ? Optional.of("gzip") : Optional.empty();
    }

    /** Whether its answer lasts as long as a container runs. */
    boolean isFollowedLog() {
        return verb == Verb.LOG && List.of("true").equals(query.get("follow"));
    }

    /** Path and query as they are sent, beginning with a slash. */
    String target() {
        String all = path.stream().map(ApiRequest::encoded).collect(Collectors.joining("/", "/", ""));
        return query.isEmpty()
                ? all
                : query.entrySet().stream()
                        .flatMap(p -> p.getValue().stream().map(value -> encoded(p.getKey()) + "=" + encoded(value)))
                        .collect(Collectors.joining("&", all + "?", ""));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** For messages. */
    @Override
    public String toString() {
        return verb.method() + " /" + String.join("/", path);
    }
}
