package io.jenkins.plugins.runpod.cli;

import io.jenkins.plugins.runpod.engine.secret.SecretSource;
import io.jenkins.plugins.runpod.engine.secret.SecretValues;
import io.jenkins.plugins.runpod.engine.secret.UnreadableSecret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes secrets from this process's environment. */
final class EnvironmentSecrets implements SecretSource {
    private final Map<String, String> environment;
    private final Map<String, String> names;

    /** @param names variable of the pod to variable of the environment */
    EnvironmentSecrets(Map<String, String> environment, Map<String, String> names) {
        this.environment = environment;
        this.names = names;
    }

    /** What is missing, as a usage error says it. */
    List<String> problems() {
        return names.values().stream()
                .filter(name -> !name.isEmpty() && !environment.containsKey(name))
                .distinct()
                .map(name -> "--secret-env: there is no variable " + name + " in the environment")
                .toList();
    }

    @Override
    public CompletionStage<SecretValues> read() {
        List<String> problems = problems();
        if (!problems.isEmpty()) {
            return CompletableFuture.failedFuture(new UnreadableSecret(String.join("; ", problems)));
        }
        Map<String, String> values = new LinkedHashMap<>();
        names.forEach((variable, name) -> values.put(variable, environment.get(name)));
        return CompletableFuture.completedFuture(new SecretValues(values, List.copyOf(values.values())));
    }
}
