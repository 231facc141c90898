package io.jenkins.plugins.runpod.engine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
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
    void theFileIsWhatItWasInTheFirstFormat() throws IOException {
        new ReservationsFile(path).of("prod").save(Set.of("b", "a"));

        assertThat(path).hasContent("{\"format\":1,\"clusters\":{\"prod\":[\"a\",\"b\"]}}");
        assertThat(new ReservationsFile(path).of("prod").load()).containsExactlyInAnyOrder("a", "b");
        assertThat(new ReservationsFile(path).of("other").load()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"format\":2,\"clusters\":{},\"queues\":{}}", "{\"prod\":[\"a\"]}", "{\"format\":1,", "", "[]"
            })
    void aFileThatThisVersionCannotReadIsKeptAside(String content) throws IOException {
        Files.writeString(path, content);
        ReservationsFile file = new ReservationsFile(path);
        file.of("prod").save(Set.of("a"));

        assertThat(folder.resolve("reservations.json.unreadable")).hasContent(content);
        assertThat(new ReservationsFile(path).of("prod").load()).containsExactly("a");
    }
}
