package io.jenkins.plugins.runpod.engine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
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
    void theFileIsWhatItWasInTheThirdFormat() throws IOException {
        PodLimit.Store prod = new ReservationsFile(path).of("prod");
        prod.save(Map.of("b", "old", "c", ""));
        prod.save("a", Optional.of(""));
        prod.save("b", Optional.of("team"));
        prod.save("c", Optional.empty());

        assertThat(path)
                .hasContent("{\"format\":3,\"clusters\":{\"prod\":{\"b\":\"old\",\"c\":\"\"}}}\n"
                        + "[\"prod\",\"a\",\"\"]\n[\"prod\",\"b\",\"team\"]\n[\"prod\",\"c\"]\n");
        assertThat(new ReservationsFile(path).of("prod").load()).isEqualTo(Map.of("a", "", "b", "team"));
        assertThat(new ReservationsFile(path).of("other").load()).isEmpty();
    }

    @Test
    void aFileOfTheSecondFormatHasNoChanges() throws IOException {
        Files.writeString(path, "{\"format\":2,\"clusters\":{\"prod\":{\"a\":\"\",\"b\":\"team\"}}}");

        assertThat(new ReservationsFile(path).of("prod").load()).isEqualTo(Map.of("a", "", "b", "team"));
    }

    @Test
    void aChangeThatWasInterruptedIsLostAndHarmsNoLaterOne() throws IOException {
        PodLimit.Store prod = new ReservationsFile(path).of("prod");
        prod.save("a", Optional.of("team"));
        prod.save("b", Optional.of("team"));
        byte[] change = "[\"prod\",\"c\",\"Büro\"]\n".getBytes(StandardCharsets.UTF_8);
        Files.write(path, Arrays.copyOf(change, 15), StandardOpenOption.APPEND); // ends within the ü

        PodLimit.Store next = new ReservationsFile(path).of("prod");
        assertThat(next.load()).isEqualTo(Map.of("a", "team", "b", "team"));
        next.save("c", Optional.of("team"));
        assertThat(new ReservationsFile(path).of("prod").load()).containsOnlyKeys("a", "b", "c");
    }

    @Test
    void theFileIsAsLongAsItsTasksAreMany() throws IOException {
        PodLimit.Store prod = new ReservationsFile(path).of("prod");
        long most = 0;
        for (int i = 0; i < 5000; i++) {
            prod.save("task", Optional.of("team"));
            prod.save("task", Optional.empty());
            most = Math.max(most, Files.size(path));
        }
        prod.save("last", Optional.of("team"));

        assertThat(most).isBetween(10_000L, 30_000L);
        assertThat(new ReservationsFile(path).of("prod").load()).isEqualTo(Map.of("last", "team"));
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
            strings = {
                "{\"format\":4,\"clusters\":{},\"queues\":{}}",
                "{\"prod\":[\"a\"]}",
                "{\"format\":1,",
                "",
                "[]",
                "{\"format\":3,\"clusters\":{}}\n[\"prod\"]\n"
            })
    void aFileThatThisVersionCannotReadIsKeptAside(String content) throws IOException {
        Files.writeString(path, content);
        ReservationsFile file = new ReservationsFile(path);
        file.of("prod").save(Map.of("a", "team"));

        assertThat(folder.resolve("reservations.json.unreadable")).hasContent(content);
        assertThat(new ReservationsFile(path).of("prod").load()).isEqualTo(Map.of("a", "team"));
    }
}
