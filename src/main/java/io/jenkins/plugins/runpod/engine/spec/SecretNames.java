package io.jenkins.plugins.runpod.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The Secrets that a pod refers to: for its environment, its pulls, and every kind of volume. Found by the form of the reference, so
 * that kinds of volumes that Kubernetes learns later are not missed. Pure.
 */
final class SecretNames {
    /** A task's Secret has the name of its pod, which ends like this. */
    private static final Pattern OF_A_TASK = Pattern.compile(".*-[0-9a-f]{12}");

    private final Set<String> names = new TreeSet<>();

    private SecretNames() {}

    static Set<String> in(JsonNode spec) {
        SecretNames found = new SecretNames();
        found.walk(spec);
        return found.names;
    }

    static boolean isOfATask(String name) {
        return OF_A_TASK.matcher(name).matches();
    }

    private void walk(JsonNode node) {
        node.fields().forEachRemaining(field -> {
            if (field.getKey().toLowerCase(Locale.ROOT).contains("secret")) {
                reference(field.getValue());
            }
        });
        node.forEach(this::walk);
    }

    /** A name, an object with a name, or a list of such objects. */
    private void reference(JsonNode value) {
        if (value.isTextual()) {
            names.add(value.asText());
        } else if (value.isArray()) {
            value.forEach(this::reference);
        } else if (value.path("name").isTextual()) {
            names.add(value.path("name").asText());
        }
    }
}
