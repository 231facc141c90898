package io.jenkins.plugins.runpod.cluster;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What stands for paths of a container: they are replaced in texts, whole names only, of several the longest. A path of the
 * container in the middle of another path stays.
 */
final class ContainerPaths {
    private static final String IN_THE_MIDDLE = "(?<!/[A-Za-z0-9._-]{0,255})";
    private static final String LONGER_NAME = "(?![A-Za-z0-9_-]|\\.[A-Za-z0-9])";

    private final Map<String, Path> paths;
    private final Optional<Pattern> pattern;

    ContainerPaths(Map<String, Path> paths) {
        this.paths = Map.copyOf(paths);
        this.pattern = paths.isEmpty()
                ? Optional.empty()
                : Optional.of(Pattern.compile(paths.keySet().stream()
                        .sorted(Comparator.comparing(String::length).reversed())
                        .map(Pattern::quote)
                        .collect(Collectors.joining("|", IN_THE_MIDDLE + "(", ")" + LONGER_NAME))));
    }

    /** The text with other paths. */
    String replace(String text) {
        return pattern.map(each -> each.matcher(text)
                        .replaceAll(match -> Matcher.quoteReplacement(
                                paths.get(match.group(1)).toString())))
                .orElse(text);
    }

    /** Whether a path of the container is one of these, or below one. */
    boolean has(String path) {
        return paths.keySet().stream().anyMatch(each -> path.equals(each) || path.startsWith(each + "/"));
    }
}
