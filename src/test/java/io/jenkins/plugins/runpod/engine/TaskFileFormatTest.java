package io.jenkins.plugins.runpod.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.runpod.engine.lifecycle.Budget;
import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A task's file is what the golden files say. {@code mvn test -Dtest=TaskFileFormatTest -Dgolden=write} writes them. If you do
 * so after a release, raise {@link TaskFile#FORMAT} and keep the old ones readable: {@code format-1} and {@code format-2} have
 * those of earlier formats, which nothing writes any more.
 */
class TaskFileFormatTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String WHAT_TO_DO = "A task's file has changed. Restore the name or type; or raise"
            + " TaskFile.FORMAT, read the earlier format too, and write the golden files anew with -Dgolden=write";

    @TempDir
    Path folder;

    private static Path golden(Stage stage) {
        return golden("task-" + stage + ".json");
    }

    private static Path golden(String name) {
        Path root =
                Path.of(Files.exists(Path.of("Jenkinsfile")) ? "." : ".."); // the standalone build has its own folder
        return root.resolve("src/test/resources/io/jenkins/plugins/runpod/engine/golden")
                .resolve(name);
    }

    private static Path ofFormat1(Stage stage) {
        return golden("format-1/task-" + stage + ".json");
    }

    /** One a line. */
    private static String constants() {
        Set<String> constants = new TreeSet<>(Components.constants(SavedTask.class));
        constants.addAll(Components.constants(DefinitionJson.class));
        return String.join("\n", constants) + "\n";
    }

    private static JsonNode written(Stage stage) throws IOException {
        String definition = TaskFile.definition(SavedTasks.definition(), Optional.empty());
        return JSON.readTree(TaskFile.write(definition, SavedTasks.at(stage)));
    }

    @BeforeAll
    static void write() throws IOException {
        if ("write".equals(System.getProperty("golden"))) {
            for (Stage stage : Stage.values()) {
                Files.createDirectories(golden(stage).getParent());
                Files.writeString(golden(stage), written(stage).toPrettyString() + "\n");
            }
            Files.writeString(golden("constants.txt"), constants());
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void todaysTaskIsWrittenAsTheGoldenFileHasIt(Stage stage) throws IOException {
        JsonNode written = written(stage);
        JsonNode golden = JSON.readTree(Files.readString(golden(stage)));

        assertThat(fields(written)).as(WHAT_TO_DO).isEqualTo(fields(golden));
        assertThat(written).as(WHAT_TO_DO).isEqualTo(golden);
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void goldenFileIsReadAsTodaysTask(Stage stage) throws IOException {
        TaskFile file = TaskFile.read(golden(stage)).orElseThrow();

        assertThat(file.saved()).isEqualTo(SavedTasks.at(stage));
        assertThat(TaskFile.definition(file.definition(), Optional.empty()))
                .isEqualTo(TaskFile.definition(SavedTasks.definition(), Optional.empty()));
    }

    /** A field that no golden file has could change its name unseen. */
    @Test
    void theGoldenFilesHaveEveryFieldOfTheRecordsThatAreSaved() throws IOException {
        Set<String> names = new TreeSet<>();
        for (Stage stage : Stage.values()) {
            fields(JSON.readTree(Files.readString(golden(stage))))
                    .forEach(path -> names.add(path.substring(path.lastIndexOf('/') + 1)));
        }

        assertThat(names).containsAll(Components.of(SavedTask.class)).containsAll(Components.of(DefinitionJson.class));
    }

    /** Their names are in the files. A new one is added to the golden file. */
    @Test
    void theConstantsAreThoseOfTheGoldenFile() throws IOException {
        assertThat(constants()).as(WHAT_TO_DO).isEqualTo(Files.readString(golden("constants.txt")));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "COLLECT")
    void fileOfFormat1IsReadAndGoesOnInTheNewestFormat(Stage stage) throws IOException {
        TaskFile file = TaskFile.read(ofFormat1(stage)).orElseThrow();
        SavedTask saved = file.saved();
        String definition = TaskFile.definition(file.definition(), Optional.empty());
        assertThat(saved).isEqualTo(SavedTasks.ofFormat1At(stage));
        assertThat(limit(definition, Budget.RUN)).isEqualTo("PT2H");
        assertThat(without(definition, "limits"))
                .isEqualTo(without(TaskFile.definition(SavedTasks.definitionOfFormat1(), Optional.empty()), "limits"));

        Path again = Files.write(folder.resolve(stage + ".json"), TaskFile.write(definition, saved));
        assertThat(JSON.readTree(again.toFile()).path("format").asInt()).isEqualTo(TaskFile.FORMAT);
        TaskFile newest = TaskFile.read(again).orElseThrow();
        assertThat(newest.saved()).isEqualTo(saved);
        assertThat(TaskFile.definition(newest.definition(), Optional.empty())).isEqualTo(definition);
    }

    /** In it all pods of a task are the same. */
    @ParameterizedTest
    @EnumSource(Stage.class)
    void fileOfFormat2IsReadAndSaysTheSameInTheNewestFormat(Stage stage) throws IOException {
        Path golden = golden("format-2/task-" + stage + ".json");
        TaskFile file = TaskFile.read(golden).orElseThrow();
        JsonNode again =
                JSON.readTree(TaskFile.write(TaskFile.definition(file.definition(), Optional.empty()), file.saved()));

        assertThat(again.path("format").asInt()).isEqualTo(TaskFile.FORMAT);
        ((ObjectNode) again).put("format", 2);
        assertThat(again).isEqualTo(JSON.readTree(golden.toFile()));
    }

    @Test
    void constantsOfFormat1AreStillRead() throws IOException {
        assertThat(constants().lines().toList()).containsAll(Files.readAllLines(golden("format-1/constants.txt")));
    }

    private static JsonNode without(String definition, String field) throws IOException {
        return ((ObjectNode) JSON.readTree(definition)).without(field);
    }

    private static String limit(String definition, Budget budget) throws IOException {
        return JSON.readTree(definition).path("limits").path(budget.name()).asText();
    }

    /** Paths such as {@code /state/attempt/uid}. */
    private static Set<String> fields(JsonNode node) {
        Set<String> fields = new LinkedHashSet<>();
        collect(node, "", fields);
        return new TreeSet<>(fields);
    }

    private static void collect(JsonNode node, String path, Set<String> fields) {
        node.fields().forEachRemaining(field -> {
            fields.add(path + "/" + field.getKey());
            collect(field.getValue(), path + "/" + field.getKey(), fields);
        });
        if (node.isArray()) {
            node.forEach(element -> collect(element, path + "[]", fields));
        }
    }
}
