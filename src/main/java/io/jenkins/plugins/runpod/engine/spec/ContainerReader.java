package io.jenkins.plugins.runpod.engine.spec;

import static io.jenkins.plugins.runpod.engine.spec.PodReader.blank;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.jenkins.plugins.runpod.engine.text.VariableReferences;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Merges the short parameters into the result container. */
final class ContainerReader {
    private static final Pattern ENV_NAME = Pattern.compile("[A-Za-z_.-][A-Za-z0-9_.-]*");
    private static final Pattern ENV_FROM = Pattern.compile("(secret|configMap)/([a-z0-9.-]+)");

    private final TaskParameters parameters;
    private final CallerVariables caller;
    private final boolean complete;
    private final List<String> problems;

    /** @param complete whether nothing of the YAML was left out. Otherwise nothing is said about what is not there */
    ContainerReader(TaskParameters parameters, CallerVariables caller, boolean complete, List<String> problems) {
        this.parameters = parameters;
        this.caller = caller;
        this.complete = complete;
        this.problems = problems;
    }

    void merge(Container container) {
        image(container);
        commands(container);
        environment(container);
        resources(container);
        if (!blank(parameters.workingDir)) {
            container.setWorkingDir(parameters.workingDir);
        }
    }

    /** Checks what no layer can change any more, and sets what no layer has set. */
    void finish(Container container) {
        checkImage(container);
        checkResources(container.getResources());
        if (container.getTerminationMessagePolicy() == null) {
            container.setTerminationMessagePolicy("FallbackToLogsOnError");
        }
    }

    private void image(Container container) {
        if (!blank(parameters.image)) {
            container.setImage(parameters.image.trim());
        }
        if (!blank(parameters.imagePullPolicy)) {
            container.setImagePullPolicy(parameters.imagePullPolicy);
        }
    }

    private void checkImage(Container container) {
        if (blank(container.getImage())) {
            if (complete) {
                problems.add(
                        parameters.layers.any()
                                ? "image: is required, because no layer of the pod gives one for container "
                                        + container.getName()
                                : blank(parameters.yaml)
                                        ? "image: is required unless yaml gives one"
                                        : "image: container " + container.getName() + " of the yaml has no image");
            }
        } else if (container.getImage().contains("{{")) {
            problems.add("image: \"" + container.getImage()
                    + "\" has braces of a template. Replace them first, for example with helm template");
        } else if (container.getImage().chars().anyMatch(Character::isWhitespace)) {
            problems.add("image: \"" + container.getImage() + "\" contains white space");
        }
    }

    private void commands(Container container) {
        boolean script = !blank(parameters.command);
        if (script && (!parameters.entrypoint.isEmpty() || !parameters.args.isEmpty())) {
            problems.add("command: is a script for sh -c and cannot be given together with entrypoint or args");
        } else if (script) {
            container.setCommand(List.of("sh", "-c", VariableReferences.escaped(parameters.command)));
            container.setArgs(new ArrayList<>());
        } else {
            if (!parameters.entrypoint.isEmpty()) {
                container.setCommand(List.copyOf(parameters.entrypoint));
                container.setArgs(new ArrayList<>());
            }
            if (!parameters.args.isEmpty()) {
                container.setArgs(List.copyOf(parameters.args));
            }
        }
    }

    private void environment(Container container) {
        Map<String, EnvVar> variables = new LinkedHashMap<>();
        if (container.getEnv() != null) {
            container.getEnv().stream().filter(v -> v != null).forEach(v -> variables.put(v.getName(), v));
        }
        parameters.env.forEach((name, value) -> {
            if (!ENV_NAME.matcher(name).matches()) {
                problems.add("env: \"" + name + "\" is not a valid name of a variable");
            }
            variables.put(name, new EnvVar(name, value == null ? "" : value, null));
        });
        parameters.secretEnv.forEach((name, from) -> {
            if (!ENV_NAME.matcher(name).matches()) {
                problems.add("secretEnv: \"" + name + "\" is not a valid name of a variable");
            } else if (parameters.env.containsKey(name)) {
                problems.add("secretEnv: " + name + " is also given in env");
            } else if (blank(from)) {
                problems.add("secretEnv: " + name + " has no source for its value");
            }
            SecretEnv.of(name).stream()
                    .map(EnvVar::getName)
                    .filter(other -> !other.equals(name) && parameters.secretEnv.containsKey(other))
                    .forEach(other -> problems.add("secretEnv: " + other + " is also set by " + name
                            + ", if the credentials of that have a password"));
            variables.remove(name);
            SecretEnv.of(name).forEach(variable -> variables.putIfAbsent(variable.getName(), variable));
        });
        List<EnvVar> all = ofCaller(variables.keySet());
        all.addAll(variables.values());
        container.setEnv(all);
        List<EnvFromSource> sources = new ArrayList<>();
        if (container.getEnvFrom() != null) {
            sources.addAll(container.getEnvFrom());
        }
        for (String source : parameters.envFrom) {
            envFrom(source)
                    .ifPresentOrElse(
                            sources::add,
                            () -> problems.add(
                                    "envFrom: \"" + source + "\" is neither secret/NAME nor configMap/NAME"));
        }
        container.setEnvFrom(sources);
    }

    /** They come first, so that {@code $(NAME)} in the value of another variable finds them. */
    private List<EnvVar> ofCaller(Set<String> taken) {
        List<EnvVar> variables = new ArrayList<>();
        caller.plain()
                .forEach((name, value) -> variables.add(new EnvVar(name, VariableReferences.escaped(value), null)));
        caller.secret().keySet().forEach(name -> variables.add(SecretEnv.ofCaller(name)));
        variables.removeIf(variable -> taken.contains(variable.getName()));
        return variables;
    }

    private static Optional<EnvFromSource> envFrom(String source) {
        var form = ENV_FROM.matcher(source.trim());
        if (!form.matches()) {
            return Optional.empty();
        }
        String name = form.group(2);
        return Optional.of(
                form.group(1).equals("secret")
                        ? new EnvFromSourceBuilder()
                                .withNewSecretRef(name, false)
                                .build()
                        : new EnvFromSourceBuilder()
                                .withNewConfigMapRef(name, false)
                                .build());
    }

    private void resources(Container container) {
        ResourceRequirements resources =
                container.getResources() == null ? new ResourceRequirements() : container.getResources();
        resources.setRequests(quantities("requests", resources.getRequests(), parameters.requests));
        resources.setLimits(quantities("limits", resources.getLimits(), parameters.limits));
        container.setResources(resources);
    }

    private void checkResources(ResourceRequirements resources) {
        if (resources == null || resources.getRequests() == null || resources.getLimits() == null) {
            return;
        }
        resources.getRequests().forEach((name, request) -> {
            Optional<BigDecimal> least = amount(request);
            Optional<BigDecimal> most =
                    Optional.ofNullable(resources.getLimits().get(name)).flatMap(ContainerReader::amount);
            if (least.isPresent() && most.isPresent() && least.get().compareTo(most.get()) > 0) {
                problems.add("resources: the request of " + name + " (" + request + ") is above its limit ("
                        + resources.getLimits().get(name) + ")");
            }
        });
    }

    private Map<String, Quantity> quantities(String kind, Map<String, Quantity> below, Map<String, String> above) {
        Map<String, Quantity> merged = new LinkedHashMap<>();
        if (below != null) {
            merged.putAll(below);
        }
        above.forEach((name, text) -> {
            try {
                merged.put(name, Quantity.parse(text == null ? "" : text.trim()));
                if (amount(merged.get(name)).isEmpty()) {
                    throw new IllegalArgumentException(text);
                }
            } catch (RuntimeException e) {
                merged.remove(name);
                problems.add("resources: " + kind + ": \"" + text + "\" is not a quantity for " + name
                        + ", such as 500m or 2Gi");
            }
        });
        return merged;
    }

    private static Optional<BigDecimal> amount(Quantity quantity) {
        try {
            BigDecimal amount = quantity.getNumericalAmount();
            return amount.signum() < 0 ? Optional.empty() : Optional.of(amount);
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }
}
