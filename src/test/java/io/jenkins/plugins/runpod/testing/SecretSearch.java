package io.jenkins.plugins.runpod.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Looks for secrets where they do not belong. */
public final class SecretSearch {
    /** A secret that stands at the end of a longer text has other letters of Base64 at its own end. */
    private static final int SURE_BASE64 = 16;

    private SecretSearch() {}

    /**
     * The files of a folder that hold one of the secrets, as it is or in Base64. Credentials themselves are saved encrypted.
     * Jenkins replaces files at any moment. If one disappears during the search, the search begins again, so none is missed.
     */
    public static List<Path> files(Path folder, String... secrets) {
        return await().ignoreException(UncheckedIOException.class)
                .until(() -> search(folder, secrets), Objects::nonNull);
    }

    private static List<Path> search(Path folder, String... secrets) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> isIn(read(file), secrets))
                    .toList();
        }
    }

    private static boolean isIn(String text, String... secrets) {
        return Stream.of(secrets).anyMatch(secret -> {
            String base64 = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
            return text.contains(secret) || text.contains(base64.substring(0, Math.min(SURE_BASE64, base64.length())));
        });
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
