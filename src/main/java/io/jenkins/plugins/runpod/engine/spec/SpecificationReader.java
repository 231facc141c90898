package io.jenkins.plugins.runpod.engine.spec;

import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.runpod.engine.diagnosis.ImageErrorRules;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;
import io.jenkins.plugins.runpod.engine.text.KubeNames;
import io.jenkins.plugins.runpod.engine.transfer.OutputFiles;
import io.jenkins.plugins.runpod.engine.transfer.TransferContainers;
import io.jenkins.plugins.runpod.engine.transfer.TransferNeeds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads all parameters of a task, checks them together, and merges them. Each reader is used once, by one thread. */
final class SpecificationReader {
    /** More warnings than these are counted only. */
    private static final int MOST_WARNINGS = 40;
    /** A warning can quote what the user wrote. The rest of a longer one is left out. */
    private static final int LONGEST_WARNING = 400;

    private final TaskParameters parameters;
    private final CallerVariables caller;
    private final String defaultNamespace;
    private final TaskPolicy defaults;
    private final Optional<PodRules> podRules;
    private final List<String> warnings;
    private final List<String> problems = new ArrayList<>();

    /** The parameters are those of {@link TaskSpecification#of}. */
    SpecificationReader(
            TaskParameters parameters,
            CallerVariables caller,
            String defaultNamespace,
            TaskPolicy defaults,
            Optional<PodRules> podRules,
            List<String> warnings) {
        this.parameters = parameters;
        this.caller = caller;
        this.defaultNamespace = defaultNamespace;
        this.defaults = defaults;
        this.podRules = podRules;
        this.warnings = warnings;
    }

    /** @throws InvalidParameters that lists all problems */
    TaskSpecification read() throws InvalidParameters {
        problems.addAll(parameters.problems());
        problems.addAll(caller.problems());
        List<String> doubts = new ArrayList<>();
        PodReader reader = new PodReader(parameters, caller, problems, doubts);
        Pod pod = reader.read();
        warn(doubts);
        TaskPolicy policy = new PolicyReader(parameters, defaults, problems).read();
        ImageErrorRules imageErrorRules = imageErrorRules();
        String namespace = namespace(pod);
        String prefix = PodNamePrefix.of(parameters, pod, problems);
        addTransfers(pod, reader.container());
        if (parameters.mirrors.always()) {
            parameters.mirrors.applyTo(pod);
        }
        podRules.filter(some -> reader.isReadable())
                .map(some -> some.problems(namespace, pod))
                .ifPresent(all -> all.forEach(problem -> problems.add(ofLayers(problem))));
        checkSize(pod);
        OnRetryReader retry = new OnRetryReader(parameters, problems);
        OnRetry onRetry = retry.read(
                this::changed,
                problems.isEmpty()
                        ? Optional.of(new OnRetryReader.First(pod, namespace, reader.container()))
                        : Optional.empty());
        warnings.addAll(retry.doubts(policy.retryOn(), policy.attempts()));
        if (!problems.isEmpty()) {
            throw new InvalidParameters(problems);
        }
        podRules.ifPresent(some -> some.applyTo(pod));
        pod.getMetadata().setNamespace(namespace);
        pod.getMetadata().setName(null);
        String container = reader.container();
        return new TaskSpecification(
                prefix,
                namespace,
                KubeJson.text(pod),
                container,
                PodReader.merged(retry.secretEnv(), secretEnv(pod, container)),
                parameters.secretFiles,
                logContainers(container),
                policy,
                imageErrorRules,
                parameters.files,
                Optional.ofNullable(parameters.retention)
                        .filter(text -> !text.isBlank())
                        .map(String::trim),
                onRetry,
                parameters.mirrors.always() ? ImageMirrors.NONE : parameters.mirrors);
    }

    private void warn(List<String> doubts) {
        doubts.stream().limit(MOST_WARNINGS).map(SpecificationReader::cut).forEach(warnings::add);
        if (doubts.size() > MOST_WARNINGS) {
            warnings.add("and " + (doubts.size() - MOST_WARNINGS) + " more warnings");
        }
    }

    private static String cut(String warning) {
        return warning.length() > LONGEST_WARNING ? warning.substring(0, LONGEST_WARNING) + "…" : warning;
    }

    private ImageErrorRules imageErrorRules() {
        try {
            return ImageErrorRules.parse(parameters.imageErrorRules);
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
            return ImageErrorRules.none();
        }
    }

    private String namespace(Pod pod) {
        String written = pod.getMetadata().getNamespace();
        boolean given = !PodReader.blank(parameters.namespace);
        String namespace = given ? parameters.namespace.trim() : written == null ? defaultNamespace : written;
        if (!KubeNames.isDnsLabel(namespace)) {
            problems.add("namespace: \"" + namespace + "\" is not a valid name of a namespace");
        }
        return namespace;
    }

    /** The helper containers are checked by the rules for pods like all others. */
    private void addTransfers(Pod pod, String container) {
        for (OutputFiles output : parameters.files.outputs()) {
            try {
                output.selection();
            } catch (IllegalArgumentException e) {
                problems.add("outputs: " + output.name() + ": " + e.getMessage());
            }
        }
        if (problems.isEmpty() && !parameters.files.outputs().isEmpty()) {
            try {
                parameters.files.collection();
            } catch (IllegalArgumentException e) {
                problems.add("outputs: " + e.getMessage());
            }
        }
        if (problems.isEmpty()) {
            Optional<String> image = Optional.ofNullable(parameters.filesImage).filter(text -> !text.isBlank());
            TransferNeeds needs = new TransferNeeds(
                    parameters.files.inputs(), !parameters.files.outputs().isEmpty(), image, Optional.empty());
            problems.addAll(TransferContainers.addTo(pod, container, needs));
        }
    }

    /** The rules see only the final pod, and anybody may have written it. */
    private String ofLayers(String problem) {
        return parameters.layers.any() ? problem.replaceFirst("^yaml: ", "pod: ") : problem;
    }

    private void checkSize(Pod pod) {
        int size = KubeJson.text(pod).length();
        if (size > PodReader.LARGEST_POD) {
            problems.add("pod: has " + size + " characters as JSON. The limit is " + PodReader.LARGEST_POD
                    + ". Large texts belong into the image or a ConfigMap");
        }
    }

    /** The same task with the parameters of a later attempt. */
    private TaskSpecification changed(TaskParameters ofAttempt) throws InvalidParameters {
        return new SpecificationReader(ofAttempt, caller, defaultNamespace, defaults, podRules, new ArrayList<>())
                .read();
    }

    /** The sources of all secret variables, among them those of the caller that nothing else has set. */
    private Map<String, String> secretEnv(Pod pod, String container) {
        Map<String, String> sources = new LinkedHashMap<>(parameters.secretEnv);
        SecretEnv.names(pod, container)
                .filter(name -> caller.secret().containsKey(name))
                .forEach(name -> sources.putIfAbsent(name, SecretEnv.OF_CALLER));
        return sources;
    }

    private List<String> logContainers(String container) {
        return parameters.logContainers.stream()
                .filter(name -> !name.equals(container))
                .distinct()
                .toList();
    }
}
