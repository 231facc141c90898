package io.jenkins.plugins.runpod.history;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.spec.ImageReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The registry that a message names. The specification of a task has its images too, but to read it takes too long for each of many
 * tasks. Pure.
 */
public final class NamedRegistry {
    /** How the messages of kubelets, container runtimes and run-pod name an image or its registry. */
    private static final Pattern IMAGE =
            Pattern.compile("(?:\\bimage \"|\\bdocker://|\\bmanifest \\S{1,200} in )([^\\s\",]+)");

    private static final Pattern REGISTRY = Pattern.compile("^Registry (\\S+) limits pulls");

    private NamedRegistry() {}

    /** The registry that a task waits for. Empty if its message names none. */
    public static String of(Diagnosis diagnosis) {
        Matcher damped = REGISTRY.matcher(diagnosis.message());
        if (damped.find()) {
            return damped.group(1);
        }
        Matcher pulled = IMAGE.matcher(diagnosis.message());
        return diagnosis.isPullFailure() && pulled.find()
                ? ImageReference.of(pulled.group(1)).registry()
                : "";
    }
}
