package io.jenkins.plugins.runpod.engine.spec;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Variables whose values lie in a Secret of the pod's own, under their names. What is a user and a password has two more, as
 * {@code credentials()} of a declarative Pipeline gives them; a variable that the Secret does not hold is not set.
 */
public final class SecretEnv {
    /** Ends the name of the variable that holds the user. */
    public static final String USER = "_USR";
    /** Ends the name of the variable that holds the password. */
    public static final String PASSWORD = "_PSW";
    /** Stands where the name of the pod belongs, which the specification does not know; no Secret can be called that. */
    private static final String OWN = "(the pod's own)";

    private SecretEnv() {}

    static List<EnvVar> of(String name) {
        return List.of(variable(name, null), variable(name + USER, true), variable(name + PASSWORD, true));
    }

    private static EnvVar variable(String name, Boolean optional) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewSecretKeyRef(name, OWN, optional)
                .endValueFrom()
                .build();
    }

    /** Puts the name of the Secret where it belongs. */
    static void name(Pod pod, String container, String name) {
        pod.getSpec().getContainers().stream()
                .filter(c -> c.getName().equals(container))
                .flatMap(c -> c.getEnv().stream())
                .flatMap(SecretEnv::reference)
                .filter(reference -> OWN.equals(reference.getName()))
                .forEach(reference -> reference.setName(name));
    }

    private static Stream<SecretKeySelector> reference(EnvVar variable) {
        return Optional.ofNullable(variable.getValueFrom()).map(source -> source.getSecretKeyRef()).stream();
    }
}
