package io.jenkins.plugins.runpod.engine.secret;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The data of a task's Secret. Do not save it, and do not keep it longer than a request.
 *
 * @param variables from variable to value
 * @param hidden the texts that must be masked everywhere
 * @param furtherForms how others are known to write these texts, besides the forms that the masks know themselves
 */
public record SecretValues(Map<String, String> variables, List<String> hidden, Collection<String> furtherForms) {
    /** Values that are only masked in the known forms. */
    public SecretValues(Map<String, String> variables, List<String> hidden) {
        this(variables, hidden, List.of());
    }

    public SecretValues {
        variables = Map.copyOf(variables);
        hidden = List.copyOf(hidden);
        furtherForms = List.copyOf(furtherForms);
    }

    SecretValues and(SecretValues others) {
        Map<String, String> all = new HashMap<>(others.variables());
        all.putAll(variables);
        return new SecretValues(
                all,
                Stream.concat(hidden.stream(), others.hidden().stream()).toList(),
                Stream.concat(furtherForms.stream(), others.furtherForms().stream())
                        .toList());
    }

    /** Shows only the names of the variables. */
    @Override
    public String toString() {
        return "values of " + variables.keySet();
    }
}
