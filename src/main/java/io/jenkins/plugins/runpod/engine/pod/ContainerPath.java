package io.jenkins.plugins.runpod.engine.pod;

import java.util.Arrays;
import java.util.List;

/**
 * A path in a container, as its parts. Empty parts and {@code .} do not count. Pure.
 *
 * @param parts from the root on. {@code ..} is a part like others
 */
public record ContainerPath(List<String> parts) {
    public ContainerPath {
        parts = List.copyOf(parts);
    }

    /** The path as a user writes it. */
    public static ContainerPath of(String path) {
        return new ContainerPath(Arrays.stream(path.split("/"))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .toList());
    }

    /** Whether it is that folder, or in it at any depth. */
    public boolean isWithin(ContainerPath folder) {
        int length = folder.parts.size();
        return length <= parts.size() && parts.subList(0, length).equals(folder.parts);
    }

    /** Absolute and in its shortest form. */
    @Override
    public String toString() {
        return "/" + String.join("/", parts);
    }
}
