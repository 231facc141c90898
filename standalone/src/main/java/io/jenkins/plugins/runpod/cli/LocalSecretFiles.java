package io.jenkins.plugins.runpod.cli;

import io.jenkins.plugins.runpod.engine.secret.SecretSource;
import io.jenkins.plugins.runpod.engine.secret.SecretValues;
import io.jenkins.plugins.runpod.engine.secret.UnreadableSecret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes the contents of secret files from files of this machine. */
final class LocalSecretFiles implements SecretSource {
    private final Map<String, String> files;

    /** @param files path in the pod to path on this machine */
    LocalSecretFiles(Map<String, String> files) {
        this.files = files;
    }

    /** What is missing, as a usage error says it. */
    List<String> problems() {
        return files.values().stream()
                .filter(file -> !file.isEmpty() && !Files.isReadable(Path.of(file)))
                .distinct()
                .map(file -> "--secret-files: there is no readable file " + file)
                .toList();
    }

    @Override
    public CompletionStage<SecretValues> read() {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : files.entrySet()) {
            try (InputStream content = Files.newInputStream(Path.of(entry.getValue()))) {
                contents.put(entry.getKey(), content.readNBytes(SecretValues.LARGEST + 1));
            } catch (IOException e) {
                return CompletableFuture.failedFuture(
                        new UnreadableSecret("--secret-files: cannot read " + entry.getValue()));
            }
        }
        return CompletableFuture.completedFuture(new SecretValues(Map.of(), contents, List.of(), List.of()));
    }
}
