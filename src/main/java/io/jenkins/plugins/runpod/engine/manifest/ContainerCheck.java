package io.jenkins.plugins.runpod.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Checks what an API server checks of the values of a container, as far as people get it wrong. Pure. */
final class ContainerCheck {
    private static final Pattern VARIABLE = Pattern.compile("[ -<>-~]+");
    private static final Set<String> RESOURCES = Set.of("cpu", "memory", "ephemeral-storage");
    private static final List<String> PROBES = List.of("livenessProbe", "readinessProbe", "startupProbe");

    private final JsonNode container;
    private final String path;
    private final boolean complete;
    private final List<String> problems = new ArrayList<>();

    private ContainerCheck(JsonNode container, String path, boolean complete) {
        this.container = container;
        this.path = path;
        this.complete = complete;
    }

    /**
     * All problems, each with the path of a field.
     *
     * @param volumes the names of the volumes of the pod
     * @param complete whether nothing of the manifest was left out. Otherwise nothing is said about what is not there
     */
    static List<String> problems(JsonNode container, String path, Set<String> volumes, boolean complete) {
        ContainerCheck check = new ContainerCheck(container, path, complete);
        check.words();
        check.environment();
        check.ports();
        check.mounts(volumes);
        check.resources("requests");
        check.resources("limits");
        PROBES.forEach(check::probe);
        return check.problems;
    }

    /** A problem if a field holds something else than one of some words. */
    static Optional<String> oneOf(JsonNode object, String field, Set<String> words, String path) {
        String word = object.path(field).asText("");
        if (word.isEmpty() || words.contains(word)) {
            return Optional.empty();
        }
        String near = words.stream()
                .filter(word::equalsIgnoreCase)
                .findFirst()
                .map(known -> ". Write " + known)
                .orElse("");
        return Optional.of(
                path + "." + field + ": \"" + word + "\" is none of " + String.join(", ", new TreeSet<>(words)) + near);
    }

    private void required(String field) {
        if (complete) {
            problems.add(field + " is required");
        }
    }

    private void words() {
        oneOf(container, "imagePullPolicy", Set.of("Always", "IfNotPresent", "Never"), path)
                .ifPresent(problems::add);
        oneOf(container, "terminationMessagePolicy", Set.of("File", "FallbackToLogsOnError"), path)
                .ifPresent(problems::add);
    }

    private void environment() {
        JsonNode variables = container.path("env");
        for (int i = 0; i < variables.size(); i++) {
            JsonNode variable = variables.get(i);
            String at = path + ".env[" + i + "]";
            String name = variable.path("name").asText("");
            if (name.isEmpty()) {
                required(at + ".name");
            } else if (!VARIABLE.matcher(name).matches()) {
                // what follows may be a secret value
                String shown = name.replaceAll("(?s)=.*", "=…");
                problems.add(at + ".name: \"" + shown + "\" is not a valid name of a variable");
            }
            JsonNode from = variable.path("valueFrom");
            if (from.isObject() && !variable.path("value").asText("").isEmpty()) {
                problems.add(at + " must have value or valueFrom, not both");
            } else if (complete && from.isObject() && from.size() != 1) {
                problems.add(at + ".valueFrom must have one source, such as secretKeyRef, not " + from.size());
            }
        }
    }

    private void ports() {
        JsonNode ports = container.path("ports");
        for (int i = 0; i < ports.size(); i++) {
            String at = path + ".ports[" + i + "]";
            long port = ports.get(i).path("containerPort").asLong(0);
            if (port == 0) {
                required(at + ".containerPort");
            } else if (port < 1 || port > 65535) {
                problems.add(at + ".containerPort must be between 1 and 65535, not " + port);
            }
            oneOf(ports.get(i), "protocol", Set.of("TCP", "UDP", "SCTP"), at).ifPresent(problems::add);
        }
    }

    private void mounts(Set<String> volumes) {
        JsonNode mounts = container.path("volumeMounts");
        Set<String> places = new HashSet<>();
        for (int i = 0; i < mounts.size(); i++) {
            String at = path + ".volumeMounts[" + i + "]";
            String name = mounts.get(i).path("name").asText("");
            String place = mounts.get(i).path("mountPath").asText("");
            if (name.isEmpty()) {
                required(at + ".name");
            } else if (complete && !volumes.contains(name)) {
                problems.add(at + ".name: the pod has no volume " + name);
            }
            if (place.isEmpty()) {
                required(at + ".mountPath");
            } else if (mounts.get(i).path("subPath").asText("").startsWith("/")) {
                problems.add(at + ".subPath must be relative, without a slash at its start");
            } else if (!places.add(place)) {
                problems.add(at + ".mountPath: two volumes are mounted at " + place);
            }
        }
    }

    private void resources(String kind) {
        container.path("resources").path(kind).fields().forEachRemaining(entry -> {
            String at = path + ".resources." + kind + "[" + entry.getKey() + "]";
            if (!RESOURCES.contains(entry.getKey())
                    && !entry.getKey().startsWith("hugepages-")
                    && !entry.getKey().contains("/")) {
                problems.add(at + " is not a resource of a container. Resources are cpu, memory, ephemeral-storage,"
                        + " and names with a slash such as nvidia.com/gpu");
            }
            boolean whole = entry.getKey().matches("(?!(.*[.])?kubernetes[.]io/).*/.*")
                    || entry.getKey().startsWith("hugepages-");
            if (complete
                    && whole
                    && kind.equals("requests")
                    && !container.at("/resources/limits").has(entry.getKey())) {
                problems.add(at + " needs the same amount under limits");
            }
            if (Quantity.parse(entry.getValue().asText()).getNumericalAmount().signum() < 0) {
                problems.add(at + " must not be negative");
            }
        });
    }

    private void probe(String kind) {
        JsonNode probe = container.path(kind);
        for (String handler : List.of("httpGet", "tcpSocket")) {
            JsonNode port = probe.path(handler).path("port");
            if (port.isTextual() && port.textValue().matches("[0-9]+")) {
                problems.add(path + "." + kind + "." + handler + ".port must be a number without quotes or a name");
            }
        }
        List<String> handlers = new ArrayList<>(List.of("exec", "httpGet", "tcpSocket", "grpc"));
        handlers.removeIf(handler -> !probe.has(handler));
        if (complete && probe.isObject() && handlers.size() != 1) {
            problems.add(
                    path + "." + kind + " must have one of exec, httpGet, tcpSocket and grpc, not " + handlers.size());
        }
    }
}
