package io.jenkins.plugins.runpod.engine.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.jenkins.plugins.runpod.engine.manifest.Shape.ListOf;
import io.jenkins.plugins.runpod.engine.manifest.Shape.MapOf;
import io.jenkins.plugins.runpod.engine.manifest.Shape.ObjectOf;
import io.jenkins.plugins.runpod.engine.manifest.Shape.Single;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes shapes of the classes of the Kubernetes client. Safe for use by many threads. */
final class Shapes {
    /** run-pod replaces these. */
    private static final Map<Class<?>, Set<String>> LEFT_OUT = Map.of(
            Pod.class,
            Set.of("status"),
            ObjectMeta.class,
            Set.of(
                    "creationTimestamp",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds",
                    "generation",
                    "managedFields",
                    "ownerReferences",
                    "selfLink"));

    private static final Map<Class<?>, Shape> KNOWN = new ConcurrentHashMap<>(Map.of(
            String.class,
            Single.TEXT,
            Integer.class,
            Single.INT32,
            Long.class,
            Single.INT64,
            Boolean.class,
            Single.BOOLEAN,
            Quantity.class,
            Single.QUANTITY,
            IntOrString.class,
            Single.INT_OR_TEXT));

    private static final ObjectOf POD = (ObjectOf) of(Pod.class);

    private Shapes() {}

    private static Shape of(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class ? new ListOf(of(arguments[0])) : new MapOf(of(arguments[1]));
        }
        Class<?> plain = (Class<?>) type;
        Shape known = KNOWN.get(plain);
        if (known == null) {
            known = plain.getName().startsWith("io.fabric8.") ? fields(plain) : Single.ANY;
            KNOWN.put(plain, known);
        }
        return known;
    }

    private static ObjectOf fields(Class<?> type) {
        Map<String, Shape> fields = new LinkedHashMap<>();
        for (Field field : type.getDeclaredFields()) {
            JsonProperty property = field.getAnnotation(JsonProperty.class);
            if (property != null) {
                boolean leftOut = LEFT_OUT.getOrDefault(type, Set.of()).contains(property.value());
                fields.put(property.value(), leftOut ? Single.LEFT_OUT : of(field.getGenericType()));
            }
        }
        return new ObjectOf(type.getSimpleName(), fields);
    }

    /** A whole Pod. */
    static ObjectOf pod() {
        return POD;
    }
}
