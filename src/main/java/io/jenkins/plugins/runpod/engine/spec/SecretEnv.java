package io.jenkins.plugins.runpod.engine.spec;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Environment variables whose values are in the pod's Secret, under the names of the variables. A user name and
 * password set two further variables, as {@code credentials()} of a declarative Pipeline does. A variable that the
 * Secret does not contain is not set.
 */
public final class SecretEnv {
    /** The suffix of the variable with the user name. */
    public static final String USER = "_USR";
    /** The suffix of the variable with the password. */
    public static final String PASSWORD = "_PSW";
    /**
     * A placeholder for the name of the pod, which the specification does not know. It is not a valid name of a Secret.
     */
    static final String OWN = "(the pod's own)";
    /** Stands for the source of a value that the caller has, where a specification names the source. */
    static final String OF_CALLER = "(a variable of the caller)";

    private SecretEnv() {}

    /** Whether a source of a value says that the caller has it, under the name of the variable. */
    public static boolean isOfCaller(String source) {
        return OF_CALLER.equals(source);
    }

    static List<EnvVar> of(String name) {
        return List.of(variable(name, null), variable(name + USER, true), variable(name + PASSWORD, true));
    }

    /** A variable whose value the caller has. */
    static EnvVar ofCaller(String name) {
        return variable(name, null);
    }

    private static EnvVar variable(String name, Boolean optional) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewSecretKeyRef(name, OWN, optional)
                .endValueFrom()
                .build();
    }

    /** The variables of a container whose values are in the pod's Secret and must be there. */
    static Stream<String> names(Pod pod, String container) {
        return variables(pod, container)
                .filter(variable -> reference(variable)
                        .filter(reference -> OWN.equals(reference.getName()) && reference.getOptional() == null)
                        .isPresent())
                .map(EnvVar::getName);
    }

    /** Replaces the placeholder by the name of the Secret. */
    static void name(Pod pod, String container, String name) {
        variables(pod, container)
                .flatMap(variable -> reference(variable).stream())
                .filter(reference -> OWN.equals(reference.getName()))
                .forEach(reference -> reference.setName(name));
    }

    private static Stream<EnvVar> variables(Pod pod, String container) {
        return pod.getSpec().getContainers().stream()
                .filter(c -> c.getName().equals(container))
                .flatMap(c -> c.getEnv().stream());
    }

    private static Optional<SecretKeySelector> reference(EnvVar variable) {
        return Optional.ofNullable(variable.getValueFrom()).map(source -> source.getSecretKeyRef());
    }
}
