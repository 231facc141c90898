package io.jenkins.plugins.runpod.step;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Descriptor.FormException;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.runpod.engine.manifest.OriginText;
import io.jenkins.plugins.runpod.engine.manifest.PodManifest;
import io.jenkins.plugins.runpod.engine.manifest.PodOrigins;
import io.jenkins.plugins.runpod.engine.spec.ParameterField;
import io.jenkins.plugins.runpod.engine.spec.ParameterKind;
import io.jenkins.plugins.runpod.engine.spec.PodText;
import io.jenkins.plugins.runpod.engine.transfer.TransferContainers;
import io.jenkins.plugins.runpod.files.WorkspaceInput;
import io.jenkins.plugins.runpod.files.WorkspaceOutput;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.StaplerRequest2;

/** The pod that a form would make, for people to read. Secrets stand in it as what they are: references to a Secret. */
final class PodPreview {
    /** Follows the name of a list of objects. */
    private static final String GIVEN = "Given";

    private PodPreview() {}

    /** What the fields of a form hold, each sent under its name. */
    static JSONObject form(StepParameters parameters, StaplerRequest2 request) {
        JSONObject form = new JSONObject();
        request.getParameterMap().forEach((name, values) -> {
            Optional<ParameterKind> kind = parameters.find(name).map(ParameterField::getKind);
            if (!kind.equals(Optional.of(ParameterKind.OBJECTS))) {
                boolean box = kind.equals(Optional.of(ParameterKind.FLAG));
                form.put(name, box ? (Object) Boolean.valueOf(values[0]) : values[0]);
            }
        });
        return form;
    }

    /** The names of those fields. */
    static String fields(StepParameters parameters) {
        return parameters.all().stream()
                .map(parameter -> parameter.getKind() == ParameterKind.OBJECTS
                        ? parameter.getName() + GIVEN
                        : parameter.getName())
                .collect(Collectors.joining(","));
    }

    /** The form tells only whether there are inputs and outputs. Which ones does not change the pod. */
    static RunPodStep withFiles(RunPodStep step, StaplerRequest2 request) {
        if (Boolean.parseBoolean(request.getParameter("inputs" + GIVEN))) {
            step.setInputs(List.of(new WorkspaceInput("")));
        }
        if (Boolean.parseBoolean(request.getParameter("outputs" + GIVEN))) {
            step.setOutputs(List.of(new WorkspaceOutput("**")));
        }
        return step;
    }

    /**
     * For those who may change the form.
     *
     * @param item the job that the form is of. Null if it is of none
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
            TaskPlan plan = TaskPlan.of(step, item == null ? "" : item.getFullName(), true, parameters -> {});
            String yaml = text(plan);
            String warnings = plan.warnings().stream()
                    .map(warning -> "<p>" + Util.escape(warning) + "</p>")
                    .collect(Collectors.joining());
            return FormValidation.okWithMarkup(warnings + "<pre>" + Util.escape(yaml) + "</pre>");
        } catch (AbortException | FormException | IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    /** With the origins of its parts, if others than the user have said something about it. */
    private static String text(TaskPlan plan) {
        Pod pod = TransferContainers.withoutScripts(
                plan.specification().pod(plan.specification().prefix() + "-…"));
        String yaml = PodText.yaml(pod);
        PodOrigins origins = plan.origins();
        if (Set.of("step", "yaml").containsAll(origins.layers())) {
            return yaml;
        }
        origins.add("run-pod", PodManifest.json(pod));
        return OriginText.of(yaml, PodManifest.json(pod), origins);
    }

    /** Reads a form. */
    @FunctionalInterface
    interface Reading {
        RunPodStep step() throws FormException;
    }
}
