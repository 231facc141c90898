package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Histories of single pods, each with what must and must not be said of it. Those of real kubelets were recorded. Those in
 * {@code field} were made after public reports.
 */
class RecordingsTest {
    private static final String FOLDER = "/io/jenkins/plugins/runpod/recordings/";
    private static final String EXPECTED = "expected.json";

    /** A history and what is expected of it. */
    private record Recording(String file, JsonNode expected) {}

    /** Of every {@code expected.json}: one is for several folders, those that {@code testbed/record} writes have their own. */
    private static Stream<Recording> recordings() throws IOException {
        List<Recording> recordings = new ArrayList<>();
        for (String file : files(EXPECTED)) {
            String folder = file.substring(0, file.length() - EXPECTED.length());
            try (InputStream in = open(file)) {
                new ObjectMapper()
                        .readTree(in)
                        .properties()
                        .forEach(e -> recordings.add(new Recording(folder + e.getKey(), e.getValue())));
            }
        }
        return recordings.stream();
    }

    private static List<String> files(String ending) throws IOException {
        Path top = Path.of(URI.create(RecordingsTest.class.getResource(FOLDER).toString()));
        try (Stream<Path> files = Files.walk(top)) {
            return files.map(file -> top.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> file.endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void somethingIsExpectedOfEveryHistory() throws IOException {
        assertThat(recordings().map(Recording::file))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(files(".ndjson"));
    }

    @TestFactory
    Stream<DynamicTest> everyRecordedHistoryGivesItsVerdict() throws IOException {
        return recordings().map(r -> dynamicTest(r.file(), () -> check(replay(r.file()), r.expected())));
    }

    @TestFactory
    Stream<DynamicTest> eachRecordedPodLineGivesOneRowAndTheEndOneMore() throws IOException {
        return recordings()
                .map(r ->
                        dynamicTest(r.file(), () -> assertThat(replay(r.file())).hasSize(podLines(r.file()) + 1)));
    }

    private static void check(List<DiagnosisStream.Row> rows, JsonNode expected) {
        Set<String> seen = new TreeSet<>();
        rows.forEach(row -> seen.add(row.verdict().name()));
        DiagnosisStream.Row end = rows.get(rows.size() - 1);
        assertThat(end.end()).as("the last row is that of END").isTrue();
        assertThat(texts(expected.get("final")))
                .as("at END: %s", end)
                .contains(end.verdict().name());
        assertThat(seen).doesNotContainAnyElementsOf(texts(expected.get("never")));
        assertThat(seen).containsAll(texts(expected.get("mustSee")));
        if (expected.has("cause")) {
            assertThat(texts(expected.get("cause"))).as("at END: %s", end).contains(end.cause());
        }
        if (expected.has("notCause")) {
            assertThat(rows)
                    .extracting(DiagnosisStream.Row::cause)
                    .doesNotContainAnyElementsOf(texts(expected.get("notCause")));
        }
        if (expected.has("container")) {
            assertThat(end.container()).isEqualTo(expected.get("container").asText());
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    static List<DiagnosisStream.Row> replay(String file) {
        List<DiagnosisStream.Row> rows = new ArrayList<>();
        DiagnosisStream stream = new DiagnosisStream(new Diagnoser(ImageErrorRules.none()), Optional.empty());
        try (Reader reader = new InputStreamReader(open(file), StandardCharsets.UTF_8)) {
            stream.read(reader, rows::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    static List<PodEvent> events(String file) throws IOException {
        List<PodEvent> events = new ArrayList<>();
        try (InputStream in = open(file)) {
            for (JsonNode line : new ObjectMapper()
                    .readerFor(JsonNode.class)
                    .<JsonNode>readValues(in)
                    .readAll()) {
                if (line.path("object").has("involvedObject")) {
                    events.add(PodEvent.of(line.get("object")));
                }
            }
        }
        return events;
    }

    private static int podLines(String file) throws IOException {
        try (InputStream in = open(file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            ObjectMapper json = new ObjectMapper();
            int pods = 0;
            for (String line : text.lines().toList()) {
                boolean pod = json.readTree(line)
                        .path("object")
                        .path("kind")
                        .asText("")
                        .equals("Pod");
                pods += pod ? 1 : 0;
            }
            return pods;
        }
    }

    private static InputStream open(String file) {
        return RecordingsTest.class.getResourceAsStream(FOLDER + file);
    }
}
