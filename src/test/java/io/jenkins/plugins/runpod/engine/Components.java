package io.jenkins.plugins.runpod.engine;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** The names of the components of a record, and of all records below it. */
final class Components {
    private final Set<Class<?>> seen = new HashSet<>();
    private final Set<String> names = new TreeSet<>();

    private Components() {}

    static Set<String> of(Class<? extends Record> type) {
        Components components = new Components();
        components.add(type);
        return components.names;
    }

    private void add(Type type) {
        if (type instanceof ParameterizedType generic) {
            for (Type argument : generic.getActualTypeArguments()) {
                add(argument);
            }
        } else if (type instanceof Class<?> one && one.isRecord() && seen.add(one)) {
            for (RecordComponent component : one.getRecordComponents()) {
                names.add(component.getName());
                add(component.getGenericType());
            }
        }
    }
}
