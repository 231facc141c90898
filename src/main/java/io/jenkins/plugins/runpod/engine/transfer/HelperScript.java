package io.jenkins.plugins.runpod.engine.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The program of a helper container: a shell script. Immutable. */
public enum HelperScript {
    /** For {@code run-pod-input}. */
    INPUT("input.sh"),
    /** For {@code run-pod-output}. */
    OUTPUT("output.sh");

    /** The environment variable that has the text. A container hands it to each exec. */
    public static final String VARIABLE = "RUN_POD_TRANSFER";

    static final List<String> START = List.of("sh", "-c", "eval \"$" + VARIABLE + "\"", "run-pod");

    private final String text;

    HelperScript(String resource) {
        text = Stream.of("common.sh", resource).map(HelperScript::read).collect(Collectors.joining());
    }

    /** The script, without its comments. */
    public String text() {
        return text;
    }

    private static String read(String resource) {
        try (InputStream stream = HelperScript.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.stripLeading().startsWith("#"))
                    .collect(Collectors.joining("\n", "", "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
