package io.jenkins.plugins.runpod.engine.spec;

import java.util.List;
import java.util.Map;

/** How a parameter is written, which decides how it is shown, read and checked. */
public enum ParameterKind {
    /** A text of one line. */
    TEXT("text", String.class),
    /** A text of several lines, whose white space counts. */
    SCRIPT("text", String.class),
    /** A Kubernetes object as YAML. On the command line: the name of a file. */
    YAML("text", String.class),
    /** A text in the form of {@link io.jenkins.plugins.runpod.engine.text.Durations}, at least a second. */
    DURATION("duration", String.class),
    /** One of several texts. */
    CHOICE("text", String.class),
    /** A positive number. */
    COUNT("number", Integer.class),
    /** True or false. */
    FLAG("true or false", Boolean.class),
    /** A list of texts. In the form, one per line. */
    LIST("list", List.class),
    /** A map from names to texts. In the form, one {@code NAME=value} per line. */
    MAP("map", Map.class),
    /** A map from variables to the sources of their values. On the command line the default source is the variable of the same name. */
    SECRETS("map", Map.class),
    /** A map from regular expressions to verdicts. The last {@code =} ends the expression. */
    RULES("map", Map.class),
    /**
     * A list of names, which may contain {@code *}. In a Pipeline script and in the form, true stands for all and false for none. Only
     * Jenkins has such parameters.
     */
    PATTERNS("true, false or list", List.class),
    /** A map from other parameters to other values, which are texts, lists or maps. In a form, lists and maps are written as JSON. */
    CHANGES("map", Map.class),
    /** A list of objects, each with a form of its own. Only Jenkins has such parameters. */
    OBJECTS("list", List.class);

    private final String word;
    private final Class<?> type;

    ParameterKind(String word, Class<?> type) {
        this.word = word;
        this.type = type;
    }

    /** What the reference calls it. */
    public String word() {
        return word;
    }

    /** The type of its value. */
    public Class<?> type() {
        return type;
    }

    /** Whether its value is a list or a map, which a form holds as lines of a text. */
    public boolean isLines() {
        return this != OBJECTS && (type == List.class || type == Map.class);
    }
}
