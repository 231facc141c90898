package io.jenkins.plugins.runpod.step;

import io.jenkins.plugins.runpod.files.PodInput;
import io.jenkins.plugins.runpod.files.PodOutput;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.structs.SymbolLookup;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;

/**
 * Checks what a script gives as inputs and outputs, before Jenkins makes objects of it. A script that writes {@code stash} or {@code junit}
 * there has run the step of that name instead, and gives what the step returned.
 */
final class FileArguments {
    private FileArguments() {}

    /**
     * The arguments, with lists for single inputs and outputs.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    static Map<String, Object> checked(Map<String, Object> arguments) {
        Map<String, Object> checked = new HashMap<>(arguments);
        checked.computeIfPresent(
                "inputs",
                (name, value) -> checked(name, value, PodInput.class, "fromStash(…) or fromWorkspace(…)", "stash"));
        checked.computeIfPresent(
                "outputs",
                (name, value) -> checked(
                        name,
                        value,
                        PodOutput.class,
                        "toJUnit(…), toArtifacts(…), toStash(…) or toWorkspace(…)",
                        "junit, stash or archiveArtifacts"));
        return checked;
    }

    private static List<Object> checked(String name, Object value, Class<?> type, String right, String wrong) {
        List<Object> list = new ArrayList<>(value instanceof Collection<?> several ? several : List.of(value));
        for (Object each : list) {
            if (!is(type, each)) {
                throw new IllegalArgumentException(name + ": holds " + shown(each) + ". Write " + right
                        + " there. Names such as " + wrong + " run the step of that name.");
            }
        }
        return list;
    }

    private static boolean is(Class<?> type, Object value) {
        if (value instanceof UninstantiatedDescribable description && description.getSymbol() != null) {
            return SymbolLookup.get().findDescriptor(type, description.getSymbol()) != null;
        }
        return value instanceof UninstantiatedDescribable || value instanceof Map || type.isInstance(value);
    }

    private static String shown(Object value) {
        if (value instanceof UninstantiatedDescribable description) {
            return description.getSymbol() + "(…)";
        }
        return value == null ? "null" : "a " + value.getClass().getSimpleName();
    }
}
