package io.jenkins.plugins.runpod.engine.secret;

import java.util.List;
import java.util.Map;

/**
 * The data of a task's Secret. Do not save it, and do not keep it longer than a request.
 *
 * @param variables from variable to value
 * @param hidden the texts that must be masked everywhere
 */
public record SecretValues(Map<String, String> variables, List<String> hidden) {
    public SecretValues {
        variables = Map.copyOf(variables);
        hidden = List.copyOf(hidden);
    }

    /** Shows only the names of the variables. */
    @Override
    public String toString() {
        return "values of " + variables.keySet();
    }
}
