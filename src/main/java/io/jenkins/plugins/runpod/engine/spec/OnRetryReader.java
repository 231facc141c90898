package io.jenkins.plugins.runpod.engine.spec;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.jenkins.plugins.runpod.engine.lifecycle.RetryOn;
import io.jenkins.plugins.runpod.engine.manifest.PodManifest;
import io.jenkins.plugins.runpod.engine.manifest.PodOrigins;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads {@code onRetry}: how the memory grows, and the parameters of the pods after the first one. Those are checked as any parameters
 * are. Adds to the problems instead of throwing.
 */
final class OnRetryReader {
    private static final String START = "onRetry: ";
    private static final String MAX_MEMORY = "maxMemory";
    private static final int SIGKILL = 137;

    /** Checks the parameters of a pod. */
    @FunctionalInterface
    interface Check {
        TaskSpecification of(TaskParameters parameters) throws InvalidParameters;
    }

    /**
     * The first pod, which has no problems.
     *
     * @param container its result container
     */
    record First(Pod pod, String namespace, String container) {}

    private final TaskParameters parameters;
    private final List<String> problems;
    private final List<String> own = new ArrayList<>();
    private final Map<ParameterField, Object> values = new LinkedHashMap<>();
    private Map<String, String> secretEnv = Map.of();

    /** @param problems those of the first pod. Gets those of the others */
    OnRetryReader(TaskParameters parameters, List<String> problems) {
        this.parameters = parameters;
        this.problems = problems;
    }

    /**
     * What it says.
     *
     * @param first the first pod, or empty if it has problems
     * @return of no use if there are problems
     */
    OnRetry read(Check check, Optional<First> first) {
        if (parameters.onRetry.isEmpty()) {
            return OnRetry.NOTHING;
        }
        Optional<String> memory = text(OnRetry.MEMORY);
        Optional<String> maxMemory = text(MAX_MEMORY);
        parameters.onRetry.forEach(this::change);
        Optional<TaskSpecification> changed = values.isEmpty() ? Optional.empty() : changed(check, first);
        checkGrowth(memory, maxMemory);
        if (memory.isPresent() && own.isEmpty() && first.isPresent()) {
            Pod grows = changed.map(TaskSpecification::template)
                    .orElseGet(() -> first.get().pod());
            Optional<Quantity> now = OnRetry.memoryOf(grows, first.get().container());
            checkMemory(now, maxMemory, first.get());
            if (now.isPresent()) {
                checkEnforced(grows, first.get().container(), maxMemory);
            }
        }
        own.forEach(problem -> problems.add(START + problem));
        changed.ifPresent(some -> secretEnv = some.secretEnv());
        return new OnRetry(
                changed.map(TaskSpecification::manifest).orElse(null),
                changed.map(some -> words()).orElse(null),
                memory.orElse(null),
                maxMemory.orElse(null));
    }

    /** What the pods after the first one need of the Secret. */
    Map<String, String> secretEnv() {
        return secretEnv;
    }

    /** What may have no effect. */
    List<String> doubts(RetryOn retryOn, int attempts) {
        if (parameters.onRetry.isEmpty()) {
            return List.of();
        } else if (attempts == 1) {
            return List.of(START + "has no effect, because attempts is 1");
        }
        boolean memory = text(OnRetry.MEMORY).isPresent();
        boolean retried = retryOn.oomKilled() || retryOn.exitCodes().contains(SIGKILL);
        return memory && !retried
                ? List.of(START + "memory never grows, because retryOn has neither oomKilled nor exitCode=" + SIGKILL)
                : List.of();
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(parameters.onRetry.get(name))
                .map(String::valueOf)
                .map(String::strip);
    }

    // --- parameters ----------------------------------------------------------------------------------------------

    private Stream<ParameterField> changeable() {
        return parameters.declared().stream().filter(ParameterField::changesOnRetry);
    }

    private void change(String name, Object value) {
        if (name.equals(OnRetry.MEMORY) || name.equals(MAX_MEMORY)) {
            return;
        }
        if (name.equals(OnRetryTexts.RESOURCES) && OnRetryTexts.read(Map.class, value) instanceof Map<?, ?> kinds) {
            kinds.forEach((kind, amounts) -> change(String.valueOf(kind), amounts));
            return;
        }
        changeable()
                .filter(parameter -> parameter.getName().equals(name))
                .findFirst()
                .ifPresentOrElse(
                        parameter -> valueOf(parameter, value).ifPresent(read -> values.put(parameter, read)),
                        () -> own.add("\"" + name + "\" cannot change at a retry. These can: " + OnRetry.MEMORY + ", "
                                + MAX_MEMORY + ", "
                                + changeable().map(ParameterField::getName).collect(Collectors.joining(", "))));
    }

    private Optional<Object> valueOf(ParameterField parameter, Object value) {
        Class<?> type = parameter.getKind().type();
        Object read = OnRetryTexts.read(type, value);
        if (type == String.class && !(read instanceof Collection || read instanceof Map)) {
            return Optional.of(String.valueOf(read));
        } else if (type == List.class && read instanceof Collection<?> items) {
            return Optional.of(items.stream().map(String::valueOf).toList());
        } else if (type == Map.class && read instanceof Map<?, ?> entries) {
            Map<String, String> texts = new LinkedHashMap<>();
            entries.forEach((key, text) -> texts.put(String.valueOf(key), text == null ? "" : text.toString()));
            return Optional.of(texts);
        }
        own.add(parameter.getName() + ": must be a " + parameter.getKind().word());
        return Optional.empty();
    }

    /** Problems that the first pod has as well are told once. */
    private Optional<TaskSpecification> changed(Check check, Optional<First> first) {
        TaskParameters next = parameters.copy();
        next.onRetry = new LinkedHashMap<>();
        next.origins = new PodOrigins();
        values.forEach((parameter, value) -> next.set(parameter, merged(parameters.get(parameter), value)));
        try {
            TaskSpecification changed = check.of(next);
            first.ifPresent(one -> compare(one, changed));
            return own.isEmpty() ? Optional.of(changed) : Optional.empty();
        } catch (InvalidParameters e) {
            List<String> known = problems.isEmpty() ? problems : new InvalidParameters(problems).problems();
            e.problems().stream().filter(problem -> !known.contains(problem)).forEach(own::add);
            return Optional.empty();
        }
    }

    private void compare(First first, TaskSpecification changed) {
        if (!changed.container().equals(first.container())) {
            own.add("yaml: the result container must be " + first.container() + " in all attempts, not "
                    + changed.container());
        }
        if (!changed.namespace().equals(first.namespace())) {
            own.add("yaml: the namespace must be " + first.namespace() + " in all attempts, not "
                    + changed.namespace());
        }
    }

    /** Entries of a map are merged. All else is replaced. */
    private static Object merged(Object before, Object value) {
        if (before instanceof Map<?, ?> below && value instanceof Map<?, ?> above) {
            Map<Object, Object> merged = new LinkedHashMap<>(below);
            merged.putAll(above);
            return merged;
        }
        return value;
    }

    /** The values can hold anything, so only the image is named. */
    private String words() {
        return values.entrySet().stream()
                .map(change -> change.getKey().getName().equals("image")
                        ? "image " + change.getValue()
                        : "other " + change.getKey().getName())
                .collect(Collectors.joining(", "));
    }

    // --- memory --------------------------------------------------------------------------------------------------

    private void checkGrowth(Optional<String> memory, Optional<String> maxMemory) {
        maxMemory
                .filter(most -> MemoryGrowth.bytes(most).isEmpty())
                .ifPresent(most -> own.add(MAX_MEMORY + ": \"" + most + "\" is not a quantity such as 16Gi"));
        if (maxMemory.isPresent() && memory.isEmpty()) {
            own.add(MAX_MEMORY + ": needs memory, such as memory: 'x2'");
        }
        memory.filter(step -> MemoryGrowth.of(step, Optional.empty()).isEmpty())
                .ifPresent(step -> own.add(OnRetry.MEMORY + ": \"" + step
                        + "\" is neither a factor such as x2 nor an amount such as +2Gi"));
        if (memory.isPresent() && setsMemory()) {
            own.add(OnRetry.MEMORY + ": cannot be given together with memory in requests or limits");
        }
    }

    private boolean setsMemory() {
        return values.entrySet().stream()
                .filter(change -> change.getKey().getProperty().equals(OnRetryTexts.RESOURCES))
                .anyMatch(change -> ((Map<?, ?>) change.getValue()).containsKey(OnRetry.MEMORY));
    }

    /** What the cluster enforces is the same in all attempts, so it must not bring grown memory back to what it was. */
    private void checkEnforced(Pod pod, String container, Optional<String> maxMemory) {
        parameters.layers.enforced().ifPresent(layer -> {
            Pod grown = new PodBuilder(pod).build();
            new OnRetry(null, null, text(OnRetry.MEMORY).orElseThrow(), maxMemory.orElse(null))
                    .grow(grown, container, 1);
            Pod enforced = PodManifest.enforce(
                    layer, grown, container, new PodOrigins(), new ArrayList<>(), new ArrayList<>());
            if (!OnRetry.memoriesOf(grown, container).equals(OnRetry.memoriesOf(enforced, container))) {
                own.add(OnRetry.MEMORY + ": cannot grow, because the memory of container " + container + " comes from "
                        + layer.origin());
            }
        });
    }

    private void checkMemory(Optional<Quantity> now, Optional<String> maxMemory, First first) {
        Optional<BigDecimal> most = maxMemory.flatMap(MemoryGrowth::bytes);
        if (now.isEmpty()) {
            own.add(OnRetry.MEMORY + ": container " + first.container()
                    + " has no limit or request of memory that could grow. Set one in resources");
        } else if (most.isPresent() && most.get().compareTo(now.get().getNumericalAmount()) < 0) {
            own.add(MAX_MEMORY + ": " + maxMemory.get() + " is less than the memory of container " + first.container()
                    + ", " + now.get());
        }
    }
}
