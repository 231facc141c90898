package io.jenkins.plugins.runpod.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a command printed and how it ended, when it ran in the test's own process.
 *
 * @param err everything that is not the pod's log
 */
record InProcess(int status, String out, String err) {
    /** Runs a command to its end. */
    static InProcess command(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.execute(out, err, args);
        return new InProcess(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The last line of its output. */
    JsonNode result() {
        return result(out);
    }

    static JsonNode result(String out) {
        List<String> lines = out.lines().toList();
        try {
            return new JsonMapper().readTree(lines.get(lines.size() - 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
