package io.jenkins.plugins.runpod.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnoseCommandTest {
    private static final String POD = """
            {"kind":"Pod","metadata":{"namespace":"ns","name":"p","uid":"u"},"spec":{"nodeName":"n","containers":[{"name":"main","image":"nope"}]},\
            "status":{"phase":"Pending","containerStatuses":[{"name":"main","image":"nope","state":{"waiting":\
            {"reason":"ErrImagePull","message":"toomanyrequests: You have reached your pull rate limit."}}}]}}
            """;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int status;

    private String diagnose(String text, String... more) throws Exception {
        Path file = Files.writeString(folder.resolve("pods"), text);
        String[] args = new String[more.length + 2];
        args[0] = "diagnose";
        args[1] = file.toString();
        System.arraycopy(more, 0, args, 2, more.length);
        status = Main.execute(out, OutputStream.nullOutputStream(), args);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void classCauseAndRemedyArePrinted() throws Exception {
        assertThat(diagnose(POD))
                .contains("ns/p")
                .contains("RATE_LIMITED")
                .contains("RegistryRateLimit")
                .contains("->");
    }

    @Test
    void asJsonThereIsOneObjectALine() throws Exception {
        JsonNode row = new JsonMapper().readTree(diagnose(POD, "--json"));

        assertThat(row.get("class").asText()).isEqualTo("RATE_LIMITED");
    }

    @Test
    void everyPodOfAStreamGetsItsLine() throws Exception {
        assertThat(diagnose(POD + POD, "--json").lines()).hasSize(2);
    }

    @Test
    void whatIsNotJsonIsRefused() throws Exception {
        diagnose("apiVersion: v1\n");

        assertThat(status).isEqualTo(2);
    }
}
