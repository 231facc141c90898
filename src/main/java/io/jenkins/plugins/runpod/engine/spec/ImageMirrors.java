package io.jenkins.plugins.runpod.engine.spec;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The mirrors of a cluster: where images come from instead of their registries. Immutable and pure.
 *
 * @param prefixes from a registry, or a registry with the beginning of a path, to what stands in its place
 * @param always whether images always come from there. Otherwise only while their registry limits pulls
 */
public record ImageMirrors(Map<String, String> prefixes, boolean always) {
    /** No mirror. */
    public static final ImageMirrors NONE = new ImageMirrors(Map.of(), false);

    private static final Pattern PLACE =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]*(?::\\d{1,5})?(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*");

    public ImageMirrors {
        prefixes = Collections.unmodifiableMap(new TreeMap<>(prefixes));
    }

    /**
     * Reads them as users write them. What has problems is left out.
     *
     * @param lines {@code docker.io=mirror.example/hub}
     */
    public static ImageMirrors of(List<String> lines, boolean always) {
        Map<String, String> prefixes = new TreeMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals > 0 && problems(List.of(line)).isEmpty()) {
                prefixes.put(normal(line.substring(0, equals)), place(line.substring(equals + 1)));
            }
        }
        return new ImageMirrors(prefixes, always);
    }

    /** What is wrong with them, one sentence each, without a full stop. */
    public static List<String> problems(List<String> lines) {
        List<String> problems = new ArrayList<>();
        Map<String, String> seen = new TreeMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals < 0) {
                problems.add(
                        "\"" + line + "\" is not of the form REGISTRY=MIRROR, such as docker.io=mirror.example/hub");
                continue;
            }
            for (String part : List.of(place(line.substring(0, equals)), place(line.substring(equals + 1)))) {
                if (!PLACE.matcher(part).matches() || !ImageReference.isHost(part.split("/", 2)[0])) {
                    problems.add("\"" + part + "\" does not begin with the host of a registry, such as docker.io");
                }
            }
            if (seen.put(normal(line.substring(0, equals)), line) != null) {
                problems.add("\"" + place(line.substring(0, equals)) + "\" has several mirrors");
            }
        }
        return problems;
    }

    private static String place(String text) {
        return text.strip().replaceFirst("/+$", "");
    }

    private static String normal(String prefix) {
        String place = place(prefix);
        return place.equals("index.docker.io") || place.startsWith("index.docker.io/")
                ? place.substring("index.".length())
                : place;
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return prefixes.isEmpty();
    }

    /** An image by its name at the mirror. Empty if it has none. */
    Optional<String> mirrored(String image) {
        ImageReference name = ImageReference.of(image);
        String repository = name.repository();
        return prefix(repository).map(prefix -> replaced(repository, prefix) + name.version());
    }

    private String replaced(String repository, String prefix) {
        return prefixes.get(prefix) + repository.substring(prefix.length());
    }

    /** The mirror of an image. Empty if it has none. */
    Optional<String> mirror(String image) {
        return prefix(ImageReference.of(image).repository()).map(prefixes::get);
    }

    /** Whether an image comes from a mirror. */
    boolean isMirrored(String image) {
        String repository = ImageReference.of(image).repository();
        return prefixes.values().stream().anyMatch(mirror -> begins(repository, mirror));
    }

    /** The longest one. A host alone is no image. */
    private Optional<String> prefix(String repository) {
        return !repository.contains("/")
                ? Optional.empty()
                : prefixes.keySet().stream()
                        .filter(prefix -> begins(repository, prefix))
                        .filter(prefix -> replaced(repository, prefix).contains("/"))
                        .max(Comparator.comparing(String::length));
    }

    private static boolean begins(String repository, String prefix) {
        return repository.equals(prefix) || repository.startsWith(prefix + "/");
    }

    /** All containers that have an image. */
    static Stream<Container> containers(PodSpec spec) {
        return Stream.of(spec.getInitContainers(), spec.getContainers())
                .filter(Objects::nonNull)
                .flatMap(Collection::stream)
                .filter(container -> container != null && container.getImage() != null);
    }

    /** The mirrors of a pod's images. */
    List<String> of(Pod pod) {
        return containers(pod.getSpec())
                .flatMap(container -> mirror(container.getImage()).stream())
                .distinct()
                .toList();
    }

    /** The registries of those images of a pod that have a mirror. */
    List<String> registries(Pod pod) {
        return containers(pod.getSpec())
                .map(Container::getImage)
                .filter(image -> mirror(image).isPresent())
                .map(image -> ImageReference.of(image).registry())
                .toList();
    }

    /** Lets all images of a pod that have a mirror come from there. */
    void applyTo(Pod pod) {
        containers(pod.getSpec())
                .forEach(container -> mirrored(container.getImage()).ifPresent(container::setImage));
    }
}
