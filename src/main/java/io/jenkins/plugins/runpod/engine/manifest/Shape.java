package io.jenkins.plugins.runpod.engine.manifest;

import java.util.Map;
import java.util.Optional;

/** What a field of a pod may hold. It follows from the classes of the Kubernetes client. Immutable. */
sealed interface Shape {
    /** A single value, or one that is not looked into. */
    enum Single implements Shape {
        TEXT,
        INT32,
        INT64,
        BOOLEAN,
        QUANTITY,
        /** A number or a name, such as a port. */
        INT_OR_TEXT,
        /** Anything: what only a newer Kubernetes knows. */
        ANY,
        /** Anything, and run-pod replaces it without looking. */
        LEFT_OUT
    }

    /** A list of one shape. */
    record ListOf(Shape item) implements Shape {}

    /** A map with free keys. */
    record MapOf(Shape value) implements Shape {}

    /** An object with known fields. */
    record ObjectOf(String type, Map<String, Shape> fields) implements Shape {
        Optional<Shape> get(String name) {
            return NewFields.of(type).contains(name) ? Optional.of(Single.ANY) : Optional.ofNullable(fields.get(name));
        }
    }
}
