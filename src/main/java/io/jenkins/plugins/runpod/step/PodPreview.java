package io.jenkins.plugins.runpod.step;

import hudson.AbortException;
import hudson.Util;
import hudson.model.Descriptor.FormException;
import hudson.util.FormValidation;
import io.jenkins.plugins.runpod.engine.spec.PodText;
import java.util.Map;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.StaplerRequest2;

/** The pod that a form would make, for people to read. Secrets stand in it as what they are: references to a Secret. */
final class PodPreview {
    private PodPreview() {}

    /** What the fields of a form hold, each sent under its name. */
    static JSONObject form(StaplerRequest2 request) {
        JSONObject form = new JSONObject();
        for (Map.Entry<String, String[]> field : request.getParameterMap().entrySet()) {
            String value = field.getValue()[0];
            boolean box = field.getKey().startsWith("return");
            form.put(field.getKey(), box ? (Object) Boolean.valueOf(value) : value);
        }
        return form;
    }

    /** @param read makes the step of the form */
    static FormValidation of(Reading read) {
        try {
            RunPodStep step = read.step();
            if (step.getYamlFile() != null) {
                return FormValidation.warning(Messages.PodPreview_yamlFile());
            }
            TaskPlan plan = TaskPlan.of(step, parameters -> {});
            String yaml =
                    PodText.yaml(plan.specification().pod(plan.specification().prefix() + "-…"));
            return FormValidation.okWithMarkup("<pre>" + Util.escape(yaml) + "</pre>");
        } catch (AbortException | FormException | IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    /** Reads a form. */
    @FunctionalInterface
    interface Reading {
        RunPodStep step() throws FormException;
    }
}
