package io.jenkins.plugins.runpod.step;

import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.ComboBoxModel;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.spec.InvalidParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * The form of {@link RunPodStep}: the texts of its text areas, its drop-down lists, and its checks during input. The
 * engine makes the checks. Request threads call it.
 */
@Restricted(NoExternalUse.class)
public abstract class RunPodStepDescriptor extends StepDescriptor implements CustomDescribableModel {
    private static final String NAMESPACE = "default";

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
        Set<String> known = DescribableModel.of(RunPodStep.class).getParameters().stream()
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
        return arguments;
    }

    // --- the form ----------------------------------------------------------------------------------------------

    /** For the text areas. */
    public String listText(List<String> items) {
        return FormLines.print(items);
    }

    /** For the text areas. */
    public String mapText(Map<String, String> entries) {
        return FormLines.print(entries);
    }

    /** For the text areas of requests and limits. */
    public String quantitiesText(Map<String, Map<String, String>> resources, String kind) {
        return FormLines.print(resources == null ? null : resources.get(kind));
    }

    @Override
    public Step newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
        JSONObject plain = JSONObject.fromObject(form);
        FormTexts texts = new FormTexts(plain);
        String attempts = plain.optString("attempts");
        if (attempts.isBlank()) {
            plain.remove("attempts");
        }
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

    public ListBoxModel doFillImagePullPolicyItems() {
        return new ListBoxModel(
                new ListBoxModel.Option(Messages.RunPodStep_kubernetesDefault(), ""),
                new ListBoxModel.Option("Always"),
                new ListBoxModel.Option("IfNotPresent"),
                new ListBoxModel.Option("Never"));
    }

    public ComboBoxModel doFillRetentionItems() {
        return new ComboBoxModel("delete", "keepFailed", "keepFailed:24h", "keep", "keep:24h");
    }

    // --- checks ------------------------------------------------------------------------------------------------

    @POST
    public FormValidation doCheckImage(
            @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String yaml) {
        return check(item, "image", p -> {
            p.image = value;
            p.yaml = yaml;
        });
    }

    @POST
    public FormValidation doCheckNamespace(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, "namespace", p -> p.namespace = value);
    }

    @POST
    public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, "name", p -> p.name = value);
    }

    @POST
    public FormValidation doCheckCommand(
            @AncestorInPath Item item,
            @QueryParameter String value,
            @QueryParameter String entrypoint,
            @QueryParameter String args) {
        return check(item, "command", p -> {
            p.command = value;
            p.entrypoint = FormLines.list(entrypoint);
            p.args = FormLines.list(args);
        });
    }

    @POST
    public FormValidation doCheckEnv(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, "env", p -> p.env = FormLines.map(value));
    }

    @POST
    public FormValidation doCheckSecretEnv(
            @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String env) {
        return check(item, "secretEnv", p -> {
            p.secretEnv = FormLines.map(value);
            p.env = FormLines.map(env);
        });
    }

    @POST
    public FormValidation doCheckYamlFile(
            @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String yaml) {
        return mayConfigure(item) && !value.isBlank() && !yaml.isBlank()
                ? FormValidation.error(Messages.RunPodStep_yamlOrFile())
                : FormValidation.ok();
    }

    /** The names of all fields of the form, for its preview. */
    public String getFormFields() {
        return PodPreview.fields();
    }

    /** The pod that the form describes, or all problems of the form. */
    @POST
    public FormValidation doPreview(StaplerRequest2 request, @AncestorInPath Item item) {
        return PodPreview.of(item, () -> (RunPodStep) newInstance(request, PodPreview.form(request)));
    }

    @POST
    public FormValidation doCheckEnvFrom(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, "envFrom", p -> p.envFrom = FormLines.list(value));
    }

    @POST
    public FormValidation doCheckRequests(
            @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String limits) {
        return check(item, "resources", p -> {
            p.requests = FormLines.map(value);
            p.limits = FormLines.map(limits);
        });
    }

    @POST
    public FormValidation doCheckLimits(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, "resources", p -> p.limits = FormLines.map(value));
    }

    @POST
    public FormValidation doCheckServiceAccount(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, "serviceAccount", p -> p.serviceAccount = value);
    }

    @POST
    public FormValidation doCheckImagePullSecrets(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, "imagePullSecrets", p -> p.imagePullSecrets = FormLines.list(value));
    }

    @POST
    public FormValidation doCheckNodeSelector(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, "nodeSelector", p -> p.nodeSelector = FormLines.map(value));
    }

    @POST
    public FormValidation doCheckTolerations(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, "tolerations", p -> p.tolerations = FormLines.list(value));
    }

    @POST
    public FormValidation doCheckLabels(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, "labels", p -> p.labels = FormLines.map(value));
    }

    @POST
    public FormValidation doCheckAnnotations(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, "annotations", p -> p.annotations = FormLines.map(value));
    }

    @POST
    public FormValidation doCheckYaml(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, "yaml", p -> p.yaml = value);
    }

    @POST
    public FormValidation doCheckScheduleTimeout(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, "scheduleTimeout", p -> p.scheduleTimeout = value);
    }

    @POST
    public FormValidation doCheckStartTimeout(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, "startTimeout", p -> p.startTimeout = value);
    }

    @POST
    public FormValidation doCheckRateLimitTimeout(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, "rateLimitTimeout", p -> p.rateLimitTimeout = value);
    }

    @POST
    public FormValidation doCheckRunTimeout(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, "runTimeout", p -> p.runTimeout = value);
    }

    @POST
    public FormValidation doCheckApiUnavailableTimeout(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, "apiUnavailableTimeout", p -> p.apiUnavailableTimeout = value);
    }

    @POST
    public FormValidation doCheckTerminationGracePeriod(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, "terminationGracePeriod", p -> p.terminationGracePeriod = value);
    }

    @POST
    public FormValidation doCheckAttempts(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, "attempts", p -> p.attempts = value.isBlank() ? null : Integer.valueOf(value.strip()));
    }

    @POST
    public FormValidation doCheckRetryOn(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, "retryOn", p -> p.retryOn = FormLines.list(value));
    }

    @POST
    public FormValidation doCheckRetention(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, "retention", p -> p.retention = value);
    }

    @POST
    public FormValidation doCheckImageErrorRules(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, "imageErrorRules", p -> p.imageErrorRules = FormLines.mapFromLast(value));
    }

    @POST
    public FormValidation doCheckReturnStdout(
            @AncestorInPath Item item, @QueryParameter boolean value, @QueryParameter boolean returnStatus) {
        return mayConfigure(item) && value && returnStatus
                ? FormValidation.error(Messages.RunPodStep_statusOrStdout())
                : FormValidation.ok();
    }

    /** The problems of one parameter, as the engine finds them. */
    private static FormValidation check(Item item, String parameter, Consumer<TaskParameters> fill) {
        if (!mayConfigure(item)) {
            return FormValidation.ok();
        }
        TaskParameters parameters = new TaskParameters();
        parameters.image = "image";
        try {
            fill.accept(parameters);
            TaskSpecification.of(parameters, NAMESPACE, TaskPolicy.standard());
            return FormValidation.ok();
        } catch (NumberFormatException e) {
            return FormValidation.error(Messages.RunPodStep_notANumber());
        } catch (IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        } catch (InvalidParameters e) {
            String start = parameter + ": ";
            String own = e.problems().stream()
                    .filter(problem -> problem.startsWith(start))
                    .map(problem -> problem.substring(start.length()))
                    .collect(Collectors.joining("; "));
            return own.isEmpty()
                    ? FormValidation.ok()
                    : FormValidation.error(own.substring(0, 1).toUpperCase(Locale.ROOT) + own.substring(1));
        }
    }

    private static boolean mayConfigure(Item item) {
        return item == null
                ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.CONFIGURE) || item.hasPermission(Item.EXTENDED_READ);
    }
}
