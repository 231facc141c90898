package io.jenkins.plugins.runpod.step;

import hudson.model.Descriptor.FormException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import net.sf.json.JSONObject;

/** The text areas of a submitted form, taken out of it, since data binding would not know what to make of them. */
final class FormTexts {
    private final Map<String, String> texts = new HashMap<>();

    /** @param form loses its text areas */
    FormTexts(JSONObject form) {
        for (String field : new String[] {
            "entrypoint",
            "args",
            "env",
            "secretEnv",
            "envFrom",
            "requests",
            "limits",
            "imagePullSecrets",
            "nodeSelector",
            "tolerations",
            "labels",
            "annotations",
            "logContainers",
            "retryOn",
            "imageErrorRules"
        }) {
            texts.put(field, form.optString(field));
            form.remove(field);
        }
    }

    void fill(RunPodStep step) throws FormException {
        set("entrypoint", FormLines::list, step::setEntrypoint);
        set("args", FormLines::list, step::setArgs);
        set("env", FormLines::map, step::setEnv);
        set("secretEnv", FormLines::map, step::setSecretEnv);
        set("envFrom", FormLines::list, step::setEnvFrom);
        Map<String, Map<String, String>> resources = new HashMap<>();
        set("requests", FormLines::map, quantities -> resources.put("requests", quantities));
        set("limits", FormLines::map, quantities -> resources.put("limits", quantities));
        step.setResources(resources);
        set("imagePullSecrets", FormLines::list, step::setImagePullSecrets);
        set("nodeSelector", FormLines::map, step::setNodeSelector);
        set("tolerations", FormLines::list, step::setTolerations);
        set("labels", FormLines::map, step::setLabels);
        set("annotations", FormLines::map, step::setAnnotations);
        set("logContainers", FormLines::list, step::setLogContainers);
        set("retryOn", FormLines::list, step::setRetryOn);
        set("imageErrorRules", FormLines::mapFromLast, step::setImageErrorRules);
    }

    private <T> void set(String field, Function<String, T> read, Consumer<T> setter) throws FormException {
        try {
            setter.accept(read.apply(texts.get(field)));
        } catch (IllegalArgumentException e) {
            throw new FormException(field + ": " + e.getMessage(), field);
        }
    }
}
