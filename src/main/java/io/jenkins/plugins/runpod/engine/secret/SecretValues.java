package io.jenkins.plugins.runpod.engine.secret;

import java.util.List;
import java.util.Map;

/**
 * What a task's Secret holds. Not to be saved or kept for longer than a request.
 *
 * @param variables variable to value
 * @param hidden the texts that must not be seen anywhere
 */
public record SecretValues(Map<String, String> variables, List<String> hidden) {
    public SecretValues {
        variables = Map.copyOf(variables);
        hidden = List.copyOf(hidden);
    }

    /** Names only. */
    @Override
    public String toString() {
        return "values of " + variables.keySet();
    }
}
