package io.jenkins.plugins.runpod.step;

import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.ComboBoxModel;
import hudson.util.FormValidation;
import hudson.util.HttpResponses;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.runpod.config.JobPresets;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.engine.spec.ParameterField;
import io.jenkins.plugins.runpod.engine.spec.ParameterKind;
import io.jenkins.plugins.runpod.engine.spec.ParameterSection;
import io.jenkins.plugins.runpod.engine.spec.PodLayers;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * The form of {@link RunPodStep}, made of the declarations of its parameters. Request threads call it.
 */
@Restricted(NoExternalUse.class)
public abstract class RunPodStepDescriptor extends StepDescriptor implements CustomDescribableModel {
    private final StepParameters parameters;

    protected RunPodStepDescriptor() {
        this(TaskParameters::new);
    }

    /** @param task makes the parameters of the task, without values */
    protected RunPodStepDescriptor(Supplier<TaskParameters> task) {
        parameters = new StepParameters(clazz, task);
    }

    StepParameters parameters() {
        return parameters;
    }

    @Override
    public String getFunctionName() {
        return "runPod";
    }

    @Override
    public String getDisplayName() {
        return Messages.RunPodStep_displayName();
    }

    @Override
    public Set<? extends Class<?>> getRequiredContext() {
        return Set.of(Run.class, FlowNode.class, TaskListener.class);
    }

    @Override
    public String argumentsToString(Map<String, Object> namedArgs) {
        Object shown = namedArgs.getOrDefault("name", namedArgs.get("image"));
        return shown instanceof String text ? text : null;
    }

    /**
     * Rejects unknown parameters. Otherwise Jenkins only warns about a misspelt parameter and runs the pod without it.
     */
    @Override
    public Map<String, Object> customInstantiate(Map<String, Object> arguments) {
        Set<String> known = DescribableModel.of(clazz).getParameters().stream()
                .map(DescribableParameter::getName)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<String> unknown = arguments.keySet().stream()
                .filter(name -> !known.contains(name))
                .sorted()
                .toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("runPod has no parameter " + String.join(", ", unknown) + ". It has "
                    + String.join(", ", known) + ".");
        }
        return FileArguments.checked(arguments);
    }

    // --- the form ----------------------------------------------------------------------------------------------

    /** All parameters, in the order of the form. */
    public List<ParameterField> getParameters() {
        return parameters.all();
    }

    /** The sections of the form that have a heading. */
    public List<ParameterSection> getTitledSections() {
        return Stream.of(ParameterSection.values())
                .filter(section -> !section.getTitle().isEmpty())
                .toList();
    }

    /** The parameters of a section, by its name. */
    public List<ParameterField> parametersOf(String section) {
        return parameters.all().stream()
                .filter(parameter -> parameter.getSection().name().equals(section))
                .toList();
    }

    /** The tag of {@code /lib/form} that shows a parameter. */
    public String control(ParameterField parameter) {
        return switch (parameter.getKind()) {
            case TEXT -> parameter.getValues().isEmpty() ? "textbox" : "combobox";
            case DURATION -> "textbox";
            case SCRIPT, YAML, LIST, MAP, SECRETS, RULES, CHANGES, PATTERNS -> "textarea";
            case CHOICE -> "select";
            case COUNT -> "number";
            case FLAG -> "checkbox";
            case OBJECTS -> "repeatable";
        };
    }

    /**
     * What a text area shows.
     *
     * @param instance the step that the form edits, or another object or null for a new step
     */
    public String text(Object instance, ParameterField parameter) {
        return instance instanceof RunPodStep step ? FormLines.print(parameters.get(step, parameter)) : "";
    }

    /** The fields whose changes repeat this check. What checks the YAML checks what is below the YAML too. */
    public String checkDependsOn(ParameterField parameter) {
        List<String> fields = new ArrayList<>(parameter.getCheckedWith());
        if (fields.contains("yaml") || parameter.getName().equals("yaml")) {
            fields.addAll(List.of("cluster", "preset"));
        }
        return String.join(" ", fields);
    }

    /**
     * The address of the check of a parameter. The form of a new step asks at another one until a user has left the field, so that
     * it does not begin with errors.
     *
     * @param instance the step that the form edits, or another object or null for a new step
     */
    public String checkUrl(Object instance, ParameterField parameter) {
        return url(instance instanceof RunPodStep ? "checkParameter" : "checkNewParameter", parameter);
    }

    private String url(String method, ParameterField parameter) {
        return getCurrentDescriptorByNameUrl() + "/" + getDescriptorUrl() + "/" + method + "/" + parameter.getName();
    }

    /** A parameter whose declaration has values needs no method of its own that lists them. */
    @Override
    public void calcFillSettings(String field, Map<String, Object> attributes) {
        parameters
                .find(field)
                .filter(parameter -> !parameter.getValues().isEmpty())
                .ifPresentOrElse(
                        parameter -> attributes.put("fillUrl", url("fillParameterItems", parameter)),
                        () -> super.calcFillSettings(field, attributes));
    }

    @Override
    public Step newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
        JSONObject plain = JSONObject.fromObject(form);
        FormTexts texts = new FormTexts(parameters, plain);
        RunPodStep step = (RunPodStep) super.newInstance(request, plain);
        texts.fill(step);
        return step;
    }

    @POST
    public ListBoxModel doFillClusterItems(@AncestorInPath Item item, @QueryParameter String cluster) {
        ListBoxModel items = new ListBoxModel(new ListBoxModel.Option(Messages.RunPodStep_theOnlyCluster(), ""));
        if (mayConfigure(item)) {
            RunPodGlobalConfiguration configuration = RunPodGlobalConfiguration.get();
            (item == null ? configuration.getClusters() : configuration.usableBy(item.getFullName()))
                    .forEach(usable -> items.add(usable.getName()));
        }
        if (items.stream().noneMatch(option -> option.value.equals(cluster))) {
            items.add(cluster);
        }
        return items;
    }

    @POST
    public ListBoxModel doFillPresetItems(
            @AncestorInPath Item item, @QueryParameter String cluster, @QueryParameter String preset) {
        ListBoxModel items = new ListBoxModel(new ListBoxModel.Option(Messages.RunPodStep_noPreset(), ""));
        if (mayConfigure(item)) {
            presets(item, cluster)
                    .ifPresent(all -> all.presets()
                            .forEach(each -> items.add(each.preset().getName())));
        }
        if (items.stream().noneMatch(option -> option.value.equals(preset))) {
            items.add(preset);
        }
        return items;
    }

    /** The values of the parameter whose name follows in the path. A user who may not see the job's form gets none. */
    @POST
    public HttpResponse doFillParameterItems(StaplerRequest2 request, @AncestorInPath Item item) {
        ParameterField parameter = named(request);
        List<String> values = mayConfigure(item) ? parameter.getValues() : List.of();
        if (parameter.getKind() != ParameterKind.CHOICE) {
            return new ComboBoxModel(values);
        }
        ListBoxModel items = new ListBoxModel(new ListBoxModel.Option(Messages.RunPodStep_kubernetesDefault(), ""));
        values.forEach(items::add);
        return items;
    }

    /** What the engine has to say about the parameter whose name follows in the path. */
    @POST
    public FormValidation doCheckParameter(
            StaplerRequest2 request, @AncestorInPath Item item, @QueryParameter String value) {
        ParameterField parameter = named(request);
        return mayConfigure(item)
                ? new ParameterCheck(parameters, layers(item, request)).of(parameter, value, request::getParameter)
                : FormValidation.ok();
    }

    /** The same for a field that no user has left yet. That nothing is in it says nothing. */
    @POST
    public FormValidation doCheckNewParameter(
            StaplerRequest2 request, @AncestorInPath Item item, @QueryParameter String value) {
        return Util.fixEmptyAndTrim(value) == null ? FormValidation.ok() : doCheckParameter(request, item, value);
    }

    private static PodLayers layers(Item item, StaplerRequest2 request) {
        Optional<String> preset = Optional.ofNullable(Util.fixEmptyAndTrim(request.getParameter("preset")));
        return presets(item, request.getParameter("cluster"))
                .map(presets -> presets.layers(preset, new ArrayList<>()))
                .orElse(PodLayers.NONE);
    }

    private static Optional<JobPresets> presets(Item item, String cluster) {
        Optional<String> name = Optional.ofNullable(Util.fixEmptyAndTrim(cluster));
        RunPodGlobalConfiguration configuration = RunPodGlobalConfiguration.get();
        return item == null
                ? configuration.find(name).map(used -> new JobPresets(used, ""))
                : configuration.usable(item.getFullName(), name).map(used -> new JobPresets(used, item.getFullName()));
    }

    private ParameterField named(StaplerRequest2 request) {
        return parameters.find(request.getRestOfPath().replaceFirst("^/", "")).orElseThrow(HttpResponses::notFound);
    }

    // --- the preview -------------------------------------------------------------------------------------------

    /** The names of all fields of the form, for its preview. */
    public String getFormFields() {
        return PodPreview.fields(parameters);
    }

    /** The pod that the form describes, or all problems of the form. */
    @POST
    public FormValidation doPreview(StaplerRequest2 request, @AncestorInPath Item item) {
        return PodPreview.of(item, () -> {
            Step step = newInstance(request, PodPreview.form(parameters, request));
            return PodPreview.withFiles((RunPodStep) step, request);
        });
    }

    private static boolean mayConfigure(Item item) {
        return item == null
                ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.CONFIGURE) || item.hasPermission(Item.EXTENDED_READ);
    }
}
