package io.jenkins.plugins.runpod.engine.manifest;

import java.util.List;

/**
 * A text with a Pod or a part of one. Layers are merged, the later over the earlier. Immutable.
 *
 * @param origin what people call it: {@code folder team-a}, {@code yaml}. Empty for a text without a name
 * @param ofTask whether it was chosen for the task, so that its first container is the result container. Otherwise it is only if it
 *     has no name
 */
public record PodLayer(String origin, String text, boolean ofTask) {
    /** All problems of a text as a layer, without a full stop. What only the merged Pod can lack is none. */
    public static List<String> problems(String text) {
        return PodPatch.read(text, true).problems();
    }

    /** The same for a layer that is enforced. */
    public static List<String> problemsOfEnforced(String text) {
        return PodPatch.read(text, true).problemsOfEnforced();
    }

    /** A sentence that begins with the origin. */
    String said(String sentence) {
        return origin.isEmpty() ? sentence : origin + ": " + sentence;
    }
}
