package io.jenkins.plugins.runpod.engine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReservationsFileTest {
    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void place() {
        path = folder.resolve("reservations.json");
    }

    @Test
    void theFileIsWhatItWasInTheSecondFormat() throws IOException {
        new ReservationsFile(path).of("prod").save(Map.of("b", "team", "a", ""));

        assertThat(path).hasContent("{\"format\":2,\"clusters\":{\"prod\":{\"a\":\"\",\"b\":\"team\"}}}");
        assertThat(new ReservationsFile(path).of("prod").load()).isEqualTo(Map.of("a", "", "b", "team"));
        assertThat(new ReservationsFile(path).of("other").load()).isEmpty();
    }

    @Test
    void aFileOfTheFirstFormatHasTasksOfUnknownFolders() throws IOException {
        Files.writeString(path, "{\"format\":1,\"clusters\":{\"prod\":[\"a\",\"b\"]}}");
        ReservationsFile file = new ReservationsFile(path);

        assertThat(file.of("prod").load()).isEqualTo(Map.of("a", "", "b", ""));
        file.of("other").save(Map.of("c", "team"));
        assertThat(new ReservationsFile(path).of("prod").load()).isEqualTo(Map.of("a", "", "b", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"format\":3,\"clusters\":{},\"queues\":{}}", "{\"prod\":[\"a\"]}", "{\"format\":1,", "", "[]"
            })
    void aFileThatThisVersionCannotReadIsKeptAside(String content) throws IOException {
        Files.writeString(path, content);
        ReservationsFile file = new ReservationsFile(path);
        file.of("prod").save(Map.of("a", "team"));

        assertThat(folder.resolve("reservations.json.unreadable")).hasContent(content);
        assertThat(new ReservationsFile(path).of("prod").load()).isEqualTo(Map.of("a", "team"));
    }
}
