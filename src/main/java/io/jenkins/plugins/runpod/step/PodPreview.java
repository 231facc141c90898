package io.jenkins.plugins.runpod.step;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Descriptor.FormException;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.runpod.engine.spec.PodText;
import java.util.Map;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
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

    /** The names of those fields. */
    static String fields() {
        return DescribableModel.of(RunPodStep.class).getParameters().stream()
                .map(DescribableParameter::getName)
                .map(name -> name.equals("resources") ? "requests,limits" : name)
                .collect(Collectors.joining(","));
    }

    /**
     * For those who may change the form.
     *
     * @param item the job that the form is of; null if it is of none
     * @param read makes the step of the form
     */
    static FormValidation of(@CheckForNull Item item, Reading read) {
        if (item == null) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        } else {
            item.checkPermission(Item.CONFIGURE);
        }
        try {
            RunPodStep step = read.step();
            if (step.getYamlFile() != null) {
                return FormValidation.warning(Messages.PodPreview_yamlFile());
            }
            TaskPlan plan = TaskPlan.of(step, item == null ? "" : item.getFullName(), parameters -> {});
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
