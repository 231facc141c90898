package io.jenkins.plugins.runpod.step;

import hudson.model.Descriptor.FormException;
import io.jenkins.plugins.runpod.engine.spec.OnRetryTexts;
import io.jenkins.plugins.runpod.engine.spec.ParameterField;
import io.jenkins.plugins.runpod.engine.spec.ParameterKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.sf.json.JSONObject;

/** The lists, maps and numbers of a submitted form, taken out of it, since data binding would not know what to make of them. */
final class FormTexts {
    private final StepParameters parameters;
    private final Map<ParameterField, String> texts = new LinkedHashMap<>();

    /** @param form loses those fields */
    FormTexts(StepParameters parameters, JSONObject form) {
        this.parameters = parameters;
        for (ParameterField parameter : parameters.all()) {
            if (parameter.getKind().isLines() || parameter.getKind() == ParameterKind.COUNT) {
                texts.put(parameter, form.optString(parameter.getName()));
                form.remove(parameter.getName());
            }
        }
    }

    private Object read(ParameterField parameter, String text) {
        Object value = FormLines.read(parameter.getKind(), text);
        return parameter.getKind() == ParameterKind.CHANGES
                ? OnRetryTexts.read(parameters.all(), (Map<?, ?>) value)
                : value;
    }

    /** @throws FormException naming everything that cannot be read */
    void fill(RunPodStep step) throws FormException {
        Map<ParameterField, Object> values = new LinkedHashMap<>();
        Map<String, String> problems = new LinkedHashMap<>();
        texts.forEach((parameter, text) -> {
            try {
                values.put(parameter, read(parameter, text));
            } catch (NumberFormatException e) {
                problems.put(parameter.getName(), Messages.RunPodStep_notANumber());
            } catch (IllegalArgumentException e) {
                problems.put(parameter.getName(), e.getMessage());
            }
        });
        if (!problems.isEmpty()) {
            List<String> sentences = new ArrayList<>();
            problems.forEach((name, problem) -> sentences.add(name + ": " + problem));
            throw new FormException(
                    String.join("\n", sentences), problems.keySet().iterator().next());
        }
        parameters.set(step, values);
    }
}
