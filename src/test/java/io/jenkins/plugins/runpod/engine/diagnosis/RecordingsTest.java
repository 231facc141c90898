package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Histories of single pods from real kubelets, each with what must and must not be said of it. */
class RecordingsTest {
    private static final String FOLDER = "/io/jenkins/plugins/runpod/recordings/";

    @TestFactory
    Stream<DynamicTest> everyRecordedHistoryGivesItsVerdict() throws IOException {
        JsonNode expected = new ObjectMapper().readTree(open("expected.json"));
        return expected.properties().stream()
                .map(e -> dynamicTest(e.getKey(), () -> check(replay(e.getKey()), e.getValue())));
    }

    @TestFactory
    Stream<DynamicTest> eachRecordedPodLineGivesOneRowAndTheEndOneMore() throws IOException {
        JsonNode expected = new ObjectMapper().readTree(open("expected.json"));
        return expected.properties().stream()
                .map(e -> dynamicTest(
                        e.getKey(), () -> assertThat(replay(e.getKey())).hasSize(podLines(e.getKey()) + 1)));
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

    private static int podLines(String file) throws IOException {
        try (InputStream in = open(file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return (int) text.lines()
                    .filter(line -> line.contains("\"object\":{\"kind\":\"Pod\""))
                    .count();
        }
    }

    private static InputStream open(String file) {
        return RecordingsTest.class.getResourceAsStream(FOLDER + file);
    }
}
