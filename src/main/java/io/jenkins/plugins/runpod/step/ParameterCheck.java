package io.jenkins.plugins.runpod.step;

import hudson.util.FormValidation;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.spec.CallerVariables;
import io.jenkins.plugins.runpod.engine.spec.InvalidParameters;
import io.jenkins.plugins.runpod.engine.spec.ParameterField;
import io.jenkins.plugins.runpod.engine.spec.PodLayers;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The check of one field of the form. It is the engine's own check. */
final class ParameterCheck {
    private static final String NAMESPACE = "default";

    private final StepParameters parameters;
    private final PodLayers layers;

    /** @param layers what cluster and folders say about the pod */
    ParameterCheck(StepParameters parameters, PodLayers layers) {
        this.parameters = parameters;
        this.layers = layers;
    }

    /**
     * What is to be said about a field.
     *
     * @param text of the field
     * @param others the texts of those fields that the check has to know. Null if there is no such field
     */
    FormValidation of(ParameterField parameter, String text, Function<String, String> others) {
        Map<String, Object> values = new HashMap<>();
        try {
            values.put(parameter.getName(), FormLines.read(parameter.getKind(), text));
        } catch (NumberFormatException e) {
            return FormValidation.error(Messages.RunPodStep_notANumber());
        } catch (IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        }
        for (String name : parameter.getCheckedWith()) {
            parameters.find(name).ifPresent(other -> {
                try {
                    values.put(name, FormLines.read(other.getKind(), others.apply(name)));
                } catch (IllegalArgumentException e) {
                    // That field shows it.
                }
            });
        }
        String start = parameter.getProperty() + ": ";
        List<String> warnings = new ArrayList<>();
        Optional<String> error = own(start, problems(values, warnings));
        return error.map(FormValidation::error)
                .or(() -> own(start, warnings).map(FormValidation::warning))
                .orElseGet(FormValidation::ok);
    }

    /** Of all sentences those about this field, without its name. Names of parameters keep their case. */
    private static Optional<String> own(String start, List<String> sentences) {
        String own = sentences.stream()
                .filter(sentence -> sentence.startsWith(start))
                .map(sentence -> sentence.substring(start.length()))
                .collect(Collectors.joining("; "));
        if (own.isEmpty()) {
            return Optional.empty();
        }
        boolean named = own.matches("(?s)\\w+: .*");
        return Optional.of(named ? own : own.substring(0, 1).toUpperCase(Locale.ROOT) + own.substring(1));
    }

    private List<String> problems(Map<String, Object> values, List<String> warnings) {
        List<String> problems = new ArrayList<>(parameters.problems(values));
        TaskParameters checked = parameters.of(values);
        checked.layers = layers;
        try {
            TaskSpecification.of(
                    checked, CallerVariables.none(), NAMESPACE, TaskPolicy.standard(), Optional.empty(), warnings);
        } catch (InvalidParameters e) {
            problems.addAll(e.problems());
        }
        return problems;
    }
}
