package io.jenkins.plugins.runpod.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.log.OutputPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTaskStoreTest {
    private static final SavedTask TASK = new SavedTask(
            TaskState.fresh("default", "pod", Instant.EPOCH), OutputPosition.start(), OutputPosition.start());

    @TempDir
    Path folder;

    private FileTaskStore store() {
        return new FileTaskStore(folder.resolve("a/b/task.json"));
    }

    @Test
    void whatWasSavedIsLoadedByTheNextProcess() throws IOException {
        store().save(TASK);
        assertThat(store().load()).contains(TASK);
    }

    @Test
    void nothingIsLoadedWhereNothingWasSaved() throws IOException {
        assertThat(store().load()).isEmpty();
    }

    @Test
    void aSaveThatWasInterruptedLeavesTheOneBefore() throws IOException {
        store().save(TASK);
        Files.writeString(folder.resolve("a/b/task.json.new"), "{\"state\":{\"sta");
        assertThat(store().load()).contains(TASK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "null", "{\"state\":null}", "{\"state\":{\"sta", "[]", "\u0000\u0000\u0000"})
    void aFileThatHoldsNoTaskIsRefusedAndNotTakenForANewTask(String content) throws IOException {
        Files.createDirectories(folder.resolve("a/b"));
        Files.writeString(folder.resolve("a/b/task.json"), content);
        assertThatThrownBy(() -> store().load())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("task.json cannot be read");
    }
}
