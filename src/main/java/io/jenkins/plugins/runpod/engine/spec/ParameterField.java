package io.jenkins.plugins.runpod.engine.spec;

import io.jenkins.plugins.runpod.engine.text.Durations;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A field that declares a parameter by {@link Parameter}. Immutable.
 *
 * <p>The form has the order of the source. Reflection does not promise that order, but every JVM that Jenkins runs on keeps it, and a
 * test holds it.
 */
public final class ParameterField {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final ClassValue<List<ParameterField>> DECLARED = new ClassValue<>() {
        @Override
        protected List<ParameterField> computeValue(Class<?> type) {
            return hierarchy(type)
                    .flatMap(each -> Arrays.stream(each.getDeclaredFields()))
                    .filter(field -> field.isAnnotationPresent(Parameter.class))
                    .map(ParameterField::new)
                    .sorted(Comparator.comparing(ParameterField::getSection))
                    .toList();
        }
    };

    private final Field field;
    private final Parameter declaration;

    private ParameterField(Field field) {
        this.field = field;
        this.declaration = field.getAnnotation(Parameter.class);
    }

    /** All parameters that a class and its superclasses declare, by section, then in source order. */
    public static List<ParameterField> of(Class<?> type) {
        return DECLARED.get(type);
    }

    private static Stream<Class<?>> hierarchy(Class<?> type) {
        return type == null ? Stream.empty() : Stream.concat(hierarchy(type.getSuperclass()), Stream.of(type));
    }

    public String getName() {
        return field.getName();
    }

    /** The label in the form. */
    public String getTitle() {
        return declaration.title();
    }

    public ParameterKind getKind() {
        return declaration.kind();
    }

    public ParameterSection getSection() {
        return declaration.section();
    }

    public List<String> getValues() {
        return List.of(declaration.values());
    }

    /** The names of parameters that a check has to know too. */
    public List<String> getCheckedWith() {
        return Stream.concat(Stream.of(declaration.checkedWith()), excludes().stream())
                .toList();
    }

    /** The parameter of a Pipeline script that has its value: itself, or the map that it is an entry of. */
    public String getProperty() {
        return isPart() ? declaration.partOf() : getName();
    }

    /** Whether it is an entry of a map in a Pipeline script. */
    public boolean isPart() {
        return !declaration.partOf().isEmpty();
    }

    /** The parameter before it in the form, if that is declared elsewhere. */
    public Optional<String> after() {
        return given(declaration.after());
    }

    /** Whether {@code onRetry} can change it. */
    boolean changesOnRetry() {
        return declaration.changesOnRetry();
    }

    private Optional<String> excludes() {
        return given(declaration.excludes());
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(some -> !some.isEmpty());
    }

    /** Its options on the command line: its name in kebab case, after a short one if there is one. */
    public List<String> options() {
        String option = "--" + getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        return Stream.concat(given(declaration.letter()).stream(), Stream.of(option))
                .toList();
    }

    /** What stands for its value in the help of the command line. */
    public String label() {
        return declaration.label();
    }

    /** What the help of the command line says. */
    public String summary() {
        return declaration.summary();
    }

    Object get(Object holder) {
        try {
            return field.get(holder);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(field + " must be public", e);
        }
    }

    void set(Object holder, Object value) {
        try {
            field.set(holder, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(field + " must be public", e);
        }
    }

    /** What is wrong with a value by itself, each beginning with the name and a colon. Null and empty are fine. */
    List<String> problems(Object value) {
        if (!isGiven(value)) {
            return List.of();
        }
        return switch (getKind()) {
            case DURATION -> duration(getName(), (String) value);
            case COUNT -> count((Integer) value);
            case CHOICE -> choice((String) value);
            case PATTERNS ->
                value instanceof List<?> patterns ? PassedVariables.problems(getName(), patterns) : List.of();
            case TEXT, SCRIPT, YAML, FLAG, LIST, MAP, SECRETS, RULES, CHANGES, OBJECTS -> List.of();
        };
    }

    /** What is wrong with a duration. With none, a pod would vanish while its container still runs. */
    static List<String> duration(String parameter, String text) {
        try {
            return Durations.parse(text).compareTo(LEAST) < 0
                    ? List.of(parameter + ": must be at least " + Durations.format(LEAST))
                    : List.of();
        } catch (IllegalArgumentException e) {
            return List.of(parameter + ": " + e.getMessage());
        }
    }

    private List<String> count(int number) {
        if (number >= 1 && number <= declaration.most()) {
            return List.of();
        }
        return List.of(getName() + ": must be "
                + (declaration.most() == Integer.MAX_VALUE ? "at least 1" : "between 1 and " + declaration.most()));
    }

    private List<String> choice(String word) {
        return getValues().isEmpty() || getValues().contains(word)
                ? List.of()
                : List.of(getName() + ": \"" + word + "\" is none of " + String.join(", ", getValues()));
    }

    /**
     * The problems that follow from the declarations alone: values, and pairs of which only one can be given.
     *
     * @param value of the parameter of that name
     */
    public static List<String> problems(List<ParameterField> fields, Function<String, Object> value) {
        List<String> problems = new ArrayList<>();
        for (ParameterField one : fields) {
            one.excludes()
                    .filter(other -> isGiven(value.apply(one.getName())) && isGiven(value.apply(other)))
                    .ifPresent(other -> problems.add(one.getName() + ": cannot be given together with " + other));
        }
        fields.forEach(field -> problems.addAll(field.problems(value.apply(field.getName()))));
        return problems;
    }

    private static boolean isGiven(Object value) {
        if (value instanceof Collection<?> list) {
            return !list.isEmpty();
        }
        if (value instanceof Map<?, ?> map) {
            return !map.isEmpty();
        }
        return value instanceof String text ? !text.isBlank() : value != null && !Boolean.FALSE.equals(value);
    }

    /** How the variables of a freestyle build are replaced in it. */
    Expansion expansion() {
        return declaration.expansion();
    }

    /** The value with its variables replaced: the text itself, or the values of a map. */
    Object expanded(Object value, Map<String, String> variables) {
        if (value instanceof Map<?, ?> map) {
            Map<String, String> expanded = new LinkedHashMap<>();
            map.forEach((key, text) -> expanded.put((String) key, expansion().apply((String) text, variables)));
            return expanded;
        }
        return value instanceof String text ? expansion().apply(text, variables) : value;
    }

    @Override
    public String toString() {
        return getName();
    }
}
