package io.jenkins.plugins.runpod.step;

import io.jenkins.plugins.runpod.engine.spec.ParameterField;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * The parameters of a class of steps, in the order of its form: those of every task and those that the class adds. Reads and writes
 * them by the accessors that Jenkins uses. Immutable.
 */
final class StepParameters {
    private final Supplier<TaskParameters> task;
    private final List<ParameterField> own;
    private final Map<String, ParameterField> all = new LinkedHashMap<>();
    private final Map<String, Method> getters = new HashMap<>();
    private final Map<String, Method> setters = new HashMap<>();

    /**
     * @param step has accessors for all of them
     * @param task makes the parameters of the task, without values
     * @throws IllegalArgumentException if an accessor is missing
     */
    StepParameters(Class<?> step, Supplier<TaskParameters> task) {
        this.task = task;
        this.own = ParameterField.of(step);
        ordered().forEach(parameter -> all.put(parameter.getName(), parameter));
        for (ParameterField parameter : all.values()) {
            getters.put(parameter.getProperty(), accessor(step, "get|is", parameter));
            setters.put(parameter.getProperty(), accessor(step, "set", parameter));
        }
    }

    private List<ParameterField> ordered() {
        List<ParameterField> ordered = new ArrayList<>();
        own.stream().filter(parameter -> parameter.after().isEmpty()).forEach(ordered::add);
        ordered.addAll(task.get().declared());
        for (ParameterField parameter : own) {
            parameter.after().ifPresent(before -> {
                List<String> names =
                        ordered.stream().map(ParameterField::getName).toList();
                ordered.add(names.indexOf(before) + 1, parameter);
            });
        }
        ordered.sort(Comparator.comparing(ParameterField::getSection));
        return ordered;
    }

    private static Method accessor(Class<?> step, String prefix, ParameterField parameter) {
        String property = parameter.getProperty();
        String name = "(" + prefix + ")" + Character.toUpperCase(property.charAt(0)) + property.substring(1);
        return Arrays.stream(step.getMethods())
                .filter(method -> method.getName().matches(name) && !method.isBridge())
                .filter(method -> method.isAnnotationPresent(DataBoundSetter.class) == prefix.equals("set"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(step.getName() + " needs a method " + name));
    }

    /** All, in the order of the form. */
    List<ParameterField> all() {
        return List.copyOf(all.values());
    }

    Optional<ParameterField> find(String name) {
        return Optional.ofNullable(all.get(name));
    }

    /** The value that a step has. */
    Object get(RunPodStep step, ParameterField parameter) {
        Object value = call(getters.get(parameter.getProperty()), step);
        return parameter.isPart() && value instanceof Map<?, ?> parts ? parts.get(parameter.getName()) : value;
    }

    /** Gives a step some values. */
    void set(RunPodStep step, Map<ParameterField, Object> values) {
        Map<String, Map<String, Object>> parts = new LinkedHashMap<>();
        values.forEach((parameter, value) -> {
            if (parameter.isPart()) {
                parts.computeIfAbsent(parameter.getProperty(), property -> new LinkedHashMap<>())
                        .put(parameter.getName(), value);
            } else {
                call(setters.get(parameter.getProperty()), step, value);
            }
        });
        parts.forEach((property, value) -> call(setters.get(property), step, value));
    }

    private static Object call(Method accessor, RunPodStep step, Object... values) {
        try {
            return accessor.invoke(step, values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Those of the task, with the values of a step. */
    TaskParameters read(RunPodStep step) {
        TaskParameters parameters = task.get();
        parameters.declared().forEach(parameter -> parameters.set(parameter, get(step, parameter)));
        return parameters;
    }

    /** Those of the task, with some values. What is not a parameter of the task is passed over. */
    TaskParameters of(Map<String, Object> values) {
        TaskParameters parameters = task.get();
        parameters.image = "image";
        parameters.declared().stream()
                .filter(parameter -> values.containsKey(parameter.getName()))
                .forEach(parameter -> parameters.set(parameter, values.get(parameter.getName())));
        return parameters;
    }

    /** What is wrong with those that the step adds to the task's. */
    List<String> problems(RunPodStep step) {
        Map<String, Object> values = new HashMap<>();
        all.values().forEach(parameter -> values.put(parameter.getName(), get(step, parameter)));
        return problems(values);
    }

    /** The same for some values. */
    List<String> problems(Map<String, Object> values) {
        return Collections.unmodifiableList(ParameterField.problems(own, values::get));
    }
}
