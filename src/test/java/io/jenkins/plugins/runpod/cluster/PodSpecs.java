package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a container is to run, from its pod's spec and the Secrets and ConfigMaps that it names. */
final class PodSpecs {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([^)]+)\\)");

    /** Something that the container needs does not exist; the message is the kubelet's. */
    static final class MissingException extends Exception {
        private static final long serialVersionUID = 1L;

        MissingException(String message) {
            super(message);
        }
    }

    private final ClusterStore store;

    PodSpecs(ClusterStore store) {
        this.store = store;
    }

    /** @param volumes the folders of the pod's volumes, by name */
    ContainerRuntime.Spec of(ObjectNode pod, ObjectNode container, Map<String, Path> volumes) throws MissingException {
        Map<String, String> env = environment(pod, container);
        List<String> command = new ArrayList<>(FakeJson.texts(container.path("command")));
        command.addAll(FakeJson.texts(container.path("args")));
        command.replaceAll(word -> expand(word, env));
        Map<String, Path> paths = new LinkedHashMap<>();
        for (JsonNode mount : container.path("volumeMounts")) {
            Path folder = volumes.get(FakeJson.text(mount, "name"));
            if (folder != null) {
                paths.put(FakeJson.text(mount, "mountPath"), mounted(folder, FakeJson.text(mount, "subPath")));
            }
        }
        return new ContainerRuntime.Spec(
                command,
                env,
                Optional.of(FakeJson.text(container, "workingDir")).filter(dir -> !dir.isEmpty()),
                paths,
                FakeJson.text(container, "terminationMessagePath"));
    }

    /** A folder that a {@code subPath} names is made, as by the kubelet. */
    private static Path mounted(Path folder, String subPath) {
        Path path = folder.resolve(subPath);
        try {
            return Files.exists(path) ? path : Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The content of the volumes that are Secrets and ConfigMaps: file name to text, by volume. */
    Map<String, Map<String, byte[]>> volumes(ObjectNode pod) throws MissingException {
        Map<String, Map<String, byte[]>> all = new LinkedHashMap<>();
        for (JsonNode volume : FakeJson.at(pod, "spec", "volumes")) {
            String name = FakeJson.text(volume, "name");
            try {
                if (volume.has("secret")) {
                    JsonNode secret = volume.get("secret");
                    all.put(name, files(Resource.SECRETS, pod, secret, FakeJson.text(secret, "secretName")));
                } else if (volume.has("configMap")) {
                    JsonNode map = volume.get("configMap");
                    all.put(name, files(Resource.CONFIGMAPS, pod, map, FakeJson.text(map, "name")));
                } else if (volume.has("emptyDir")) {
                    all.put(name, Map.of());
                }
            } catch (MissingException e) {
                throw new MissingException(
                        "MountVolume.SetUp failed for volume \"%s\" : %s".formatted(name, e.getMessage()));
            }
        }
        return all;
    }

    private Map<String, byte[]> files(Resource resource, ObjectNode pod, JsonNode reference, String name)
            throws MissingException {
        return required(reference, resource, pod, name) ? data(resource, pod, name) : Map.of();
    }

    /** The container that a request means: the one it names, or the only one. */
    static String chosenContainer(ObjectNode pod, String wanted) {
        List<String> names = names(pod, "containers");
        List<String> inits = names(pod, "initContainers");
        if (wanted.isEmpty() && names.size() == 1) {
            return names.get(0);
        }
        List<String> all = Stream.concat(inits.stream(), names.stream()).toList();
        if (wanted.isEmpty()) {
            throw ApiException.badRequest("a container name must be specified for pod %s, choose one of: [%s]"
                    .formatted(ClusterStore.nameOf(pod), String.join(" ", all)));
        }
        if (!all.contains(wanted)) {
            throw ApiException.badRequest(
                    "container %s is not valid for pod %s".formatted(wanted, ClusterStore.nameOf(pod)));
        }
        return wanted;
    }

    private static List<String> names(ObjectNode pod, String list) {
        return FakeJson.objects(FakeJson.at(pod, "spec", list)).stream()
                .map(each -> FakeJson.text(each, "name"))
                .toList();
    }

    private Map<String, String> environment(ObjectNode pod, ObjectNode container) throws MissingException {
        Map<String, String> env = new LinkedHashMap<>();
        env.put("HOSTNAME", ClusterStore.nameOf(pod));
        env.put("KUBERNETES_SERVICE_HOST", "127.0.0.1");
        env.put("KUBERNETES_SERVICE_PORT", "443");
        for (JsonNode from : container.path("envFrom")) {
            boolean secret = from.has("secretRef");
            JsonNode reference = from.path(secret ? "secretRef" : "configMapRef");
            Resource resource = secret ? Resource.SECRETS : Resource.CONFIGMAPS;
            if (required(reference, resource, pod, FakeJson.text(reference, "name"))) {
                data(resource, pod, FakeJson.text(reference, "name"))
                        .forEach((key, value) -> env.put(FakeJson.text(from, "prefix") + key, text(value)));
            }
        }
        for (JsonNode variable : container.path("env")) {
            String name = FakeJson.text(variable, "name");
            if (variable.has("valueFrom")) {
                value(pod, variable.get("valueFrom")).ifPresent(value -> env.put(name, value));
            } else {
                env.put(name, expand(FakeJson.text(variable, "value"), env));
            }
        }
        return env;
    }

    private Optional<String> value(ObjectNode pod, JsonNode from) throws MissingException {
        if (from.has("fieldRef")) {
            return Optional.of(field(pod, FakeJson.text(from, "fieldRef", "fieldPath")));
        }
        boolean secret = from.has("secretKeyRef");
        if (!secret && !from.has("configMapKeyRef")) {
            return Optional.empty();
        }
        JsonNode reference = from.path(secret ? "secretKeyRef" : "configMapKeyRef");
        Resource resource = secret ? Resource.SECRETS : Resource.CONFIGMAPS;
        String name = FakeJson.text(reference, "name");
        if (!required(reference, resource, pod, name)) {
            return Optional.empty();
        }
        String key = FakeJson.text(reference, "key");
        byte[] value = data(resource, pod, name).get(key);
        if (value == null && !reference.path("optional").asBoolean()) {
            throw new MissingException("couldn't find key %s in %s %s/%s"
                    .formatted(key, resource.kind(), FakeJson.text(pod, "metadata", "namespace"), name));
        }
        return Optional.ofNullable(value).map(PodSpecs::text);
    }

    private static String field(ObjectNode pod, String path) {
        Matcher keyed =
                Pattern.compile("metadata\\.(labels|annotations)\\['(.*)'\\]").matcher(path);
        if (keyed.matches()) {
            return FakeJson.at(pod, "metadata", keyed.group(1))
                    .path(keyed.group(2))
                    .asText();
        }
        return FakeJson.text(pod, path.split("\\."));
    }

    /** Whether the object is there; throws when it must be. */
    private boolean required(JsonNode reference, Resource resource, ObjectNode pod, String name)
            throws MissingException {
        if (store.find(resource, FakeJson.text(pod, "metadata", "namespace"), name)
                .isPresent()) {
            return true;
        }
        if (reference.path("optional").asBoolean()) {
            return false;
        }
        throw new MissingException(
                "%s \"%s\" not found".formatted(resource == Resource.SECRETS ? "secret" : "configmap", name));
    }

    private Map<String, byte[]> data(Resource resource, ObjectNode pod, String name) {
        Map<String, byte[]> data = new LinkedHashMap<>();
        store.get(resource, FakeJson.text(pod, "metadata", "namespace"), name)
                .path("data")
                .properties()
                .forEach(entry -> data.put(
                        entry.getKey(),
                        resource == Resource.SECRETS
                                ? Base64.getDecoder().decode(entry.getValue().asText())
                                : entry.getValue().asText().getBytes(StandardCharsets.UTF_8)));
        return data;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** {@code $(NAME)} as the kubelet expands it: unknown names stay, {@code $$} is a dollar. */
    private static String expand(String text, Map<String, String> env) {
        return REFERENCE
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        match.group(1) == null ? "$" : env.getOrDefault(match.group(1), match.group())));
    }
}
