package io.jenkins.plugins.runpod.engine.spec;

/**
 * The name of an image as the kubelet understands it. Immutable.
 *
 * @param registry the host of the registry
 * @param path the repository in it, {@code library/maven} for {@code maven}
 * @param version the tag and the digest with what stands before them: {@code :3@sha256:…}. May be empty
 * @see <a href="https://github.com/distribution/reference/blob/main/normalize.go">distribution/reference</a>
 */
public record ImageReference(String registry, String path, String version) {
    private static final String DOCKER_HUB = "docker.io";
    private static final String OLD_DOCKER_HUB = "index.docker.io";
    private static final String OFFICIAL = "library/";

    /** @param image null is read as the empty text */
    public static ImageReference of(String image) {
        String text = image == null ? "" : image;
        int digest = text.indexOf('@');
        String named = digest < 0 ? text : text.substring(0, digest);
        int colon = named.lastIndexOf(':');
        int end = colon > named.lastIndexOf('/') ? colon : named.length();
        return of(named.substring(0, end), text.substring(end));
    }

    private static ImageReference of(String name, String version) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        String registry = !isHost(first) || first.equals(OLD_DOCKER_HUB) ? DOCKER_HUB : first;
        String path = isHost(first) ? name.substring(slash + 1) : name;
        boolean official = registry.equals(DOCKER_HUB) && !path.contains("/") && !path.isEmpty();
        return new ImageReference(registry, official ? OFFICIAL + path : path, version);
    }

    /** Whether the first part of a name is a host: it has a dot or a colon, or is {@code localhost}. */
    static boolean isHost(String part) {
        return part.contains(".") || part.contains(":") || part.equals("localhost");
    }

    /** The registry and the repository. */
    String repository() {
        return path.isEmpty() ? registry : registry + "/" + path;
    }
}
