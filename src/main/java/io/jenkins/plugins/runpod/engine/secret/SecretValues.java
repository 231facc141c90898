package io.jenkins.plugins.runpod.engine.secret;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The data of a task's Secret. Do not save it, and do not keep it longer than a request.
 *
 * @param variables from variable to value
 * @param files from path in the container to content
 * @param hidden the texts that must be masked everywhere, besides those of the files
 * @param furtherForms how others are known to write these texts, besides the forms that the masks know themselves
 */
public record SecretValues(
        Map<String, String> variables,
        Map<String, byte[]> files,
        List<String> hidden,
        Collection<String> furtherForms) {
    /**
     * The most bytes of all values together.
     *
     * @see <a href="https://kubernetes.io/docs/concepts/configuration/secret/#restriction-data-size">Secrets: size limit</a>
     */
    public static final int LARGEST = 1 << 20;

    /** Variables that are only masked in the known forms. */
    public SecretValues(Map<String, String> variables, List<String> hidden) {
        this(variables, Map.of(), hidden, List.of());
    }

    public SecretValues {
        variables = Map.copyOf(variables);
        files = Map.copyOf(files);
        hidden = List.copyOf(hidden);
        furtherForms = List.copyOf(furtherForms);
    }

    SecretValues and(SecretValues others) {
        return new SecretValues(
                merged(others.variables(), variables),
                merged(others.files(), files),
                Stream.concat(hidden.stream(), others.hidden().stream()).toList(),
                Stream.concat(furtherForms.stream(), others.furtherForms().stream())
                        .toList());
    }

    private static <T> Map<String, T> merged(Map<String, T> below, Map<String, T> above) {
        Map<String, T> all = new HashMap<>(below);
        all.putAll(above);
        return all;
    }

    /** The bytes that they take of {@link #LARGEST}. */
    public long bytes() {
        return variables.values().stream()
                        .mapToLong(value -> value.getBytes(StandardCharsets.UTF_8).length)
                        .sum()
                + files.values().stream().mapToLong(content -> content.length).sum();
    }

    /** Shows only the names of the variables and the paths of the files. */
    @Override
    public String toString() {
        return "values of " + variables.keySet() + " and " + files.keySet();
    }
}
