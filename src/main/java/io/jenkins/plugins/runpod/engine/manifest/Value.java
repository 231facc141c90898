package io.jenkins.plugins.runpod.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** A value of a manifest with its line. Aliases and merge keys are resolved, so values may be shared. Immutable. */
sealed interface Value {
    /** The first line of the value, counted from 1. */
    int line();

    /** In words, with an article. */
    String kind();

    /**
     * A single value.
     *
     * @param json what it means: text, a number, a boolean or null
     * @param source how it is written
     */
    record Scalar(JsonNode json, String source, int line) implements Value {
        boolean isNull() {
            return json.isNull();
        }

        @Override
        public String kind() {
            return json.isTextual()
                    ? "text"
                    : json.isNumber() ? "a number" : json.isBoolean() ? "true or false" : "nothing";
        }
    }

    /** A list. */
    record Items(List<Value> items, int line) implements Value {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A map. The keys of YAML may be of other types, those of JSON are text. */
    record Mapping(Map<String, Entry> entries, int line) implements Value {
        @Override
        public String kind() {
            return "a map";
        }

        /** The text of an entry, or empty if there is none. */
        String text(String key) {
            Entry entry = entries.get(key);
            return entry != null && entry.value() instanceof Scalar scalar
                    ? scalar.json().asText("")
                    : "";
        }
    }

    /**
     * A value under its key.
     *
     * @param line the line of the key
     */
    record Entry(Value value, int line) {}
}
