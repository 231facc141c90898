package io.jenkins.plugins.runpod.engine;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** What a record and all records below it are made of. */
final class Components {
    private final Set<Class<?>> seen = new HashSet<>();
    private final Set<String> names = new TreeSet<>();
    private final Set<String> constants = new TreeSet<>();

    private Components() {}

    /** The names of the components. */
    static Set<String> of(Class<? extends Record> type) {
        Components components = new Components();
        components.add(type);
        return components.names;
    }

    /** The constants of the enums, such as {@code Stage.FOLLOW}. */
    static Set<String> constants(Class<? extends Record> type) {
        Components components = new Components();
        components.add(type);
        return components.constants;
    }

    private void add(Type type) {
        if (type instanceof ParameterizedType generic) {
            for (Type argument : generic.getActualTypeArguments()) {
                add(argument);
            }
        } else if (type instanceof Class<?> one && one.isEnum()) {
            for (Object constant : one.getEnumConstants()) {
                constants.add(one.getSimpleName() + "." + ((Enum<?>) constant).name());
            }
        } else if (type instanceof Class<?> one && one.isRecord() && seen.add(one)) {
            for (RecordComponent component : one.getRecordComponents()) {
                names.add(component.getName());
                add(component.getGenericType());
            }
        }
    }
}
