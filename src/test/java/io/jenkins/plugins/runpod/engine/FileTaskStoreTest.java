package io.jenkins.plugins.runpod.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.runpod.engine.file.AtomicFile;
import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import io.jenkins.plugins.runpod.engine.log.OutputPosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileTaskStoreTest {
    private static final SavedTask TASK = SavedTasks.at(Stage.FOLLOW);
    private static final Sealing BASE64 = new Sealing() {
        @Override
        public String seal(String text) {
            return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String open(String sealed) {
            return new String(Base64.getDecoder().decode(sealed), StandardCharsets.UTF_8);
        }
    };

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void place() {
        file = folder.resolve("a/b/task.json");
    }

    private FileTaskStore store() {
        return FileTaskStore.plain(AtomicFile.at(file), SavedTasks.definition());
    }

    private static String json(TaskDefinition definition) {
        return TaskFile.definition(definition, Optional.empty());
    }

    @Test
    void whatWasSavedIsLoadedByTheNextProcess() throws IOException {
        store().save(TASK);
        assertThat(store().load()).contains(TASK);
    }

    @Test
    void nothingIsLoadedWhereNothingWasSaved() throws IOException {
        assertThat(store().load()).isEmpty();
        assertThat(TaskFile.read(file)).isEmpty();
    }

    @Test
    void aSaveThatWasInterruptedLeavesTheOneBefore() throws IOException {
        store().save(TASK);
        Files.writeString(folder.resolve("a/b/task.json.new"), "{\"state\":{\"sta");
        assertThat(store().load()).contains(TASK);
    }

    @Test
    void whatTheTaskWasBegunAsComesWithIt() throws IOException {
        store().save(TASK);
        assertThat(json(TaskFile.read(file).orElseThrow().definition())).isEqualTo(json(SavedTasks.definition()));
    }

    @Test
    void aSealedDefinitionIsNotReadableInTheFile() throws IOException {
        FileTaskStore.sealed(AtomicFile.at(file), SavedTasks.definition(), BASE64)
                .save(TASK);
        TaskFile read = TaskFile.read(file).orElseThrow();

        assertThat(Files.readString(file)).doesNotContain("interpolated", "manifest");
        assertThat(read.saved()).isEqualTo(TASK);
        assertThat(json(read.definition(BASE64))).isEqualTo(json(SavedTasks.definition()));
        assertThatThrownBy(read::definition)
                .isInstanceOf(IOException.class)
                .hasMessage("The saved task " + file + " cannot be read: it was encrypted by a Jenkins controller");
    }

    @Test
    void aDefinitionIsSavedAgainAsItWasRead() throws IOException {
        FileTaskStore.sealed(AtomicFile.at(file), SavedTasks.definition(), BASE64)
                .save(TASK);
        String before = Files.readString(file);
        Sealing sealsNothing = new Sealing() {
            @Override
            public String seal(String text) {
                throw new AssertionError("sealed again");
            }

            @Override
            public String open(String sealed) throws IOException {
                return BASE64.open(sealed);
            }
        };
        FileTaskStore next = FileTaskStore.sealed(AtomicFile.at(file), SavedTasks.definition(), sealsNothing);

        assertThat(next.load()).contains(TASK);
        next.save(TASK);

        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void aDefinitionOfAnEarlierFormatIsWrittenAnew() throws IOException {
        store().save(TASK);
        Files.writeString(file, Files.readString(file).replaceFirst("\"format\":[0-9]+", "\"format\":2"));
        FileTaskStore next = FileTaskStore.sealed(AtomicFile.at(file), SavedTasks.definition(), BASE64);

        next.load();
        next.save(TASK);

        assertThat(Files.readString(file)).doesNotContain("manifest");
        assertThat(json(TaskFile.read(file).orElseThrow().definition(BASE64))).isEqualTo(json(SavedTasks.definition()));
    }

    /** The parts are found by their places in the text, whatever is in front of them. */
    @Test
    void longTextsOfAllCharactersMoveNoPart() throws IOException {
        store().save(TASK);
        String texts = "\"note\": \"" + "\ud83d\ude00 \u00fc \\\" \\\\ {".repeat(20_000) + "\" , \"number\" : -1.5e3 ,";
        Files.writeString(file, Files.readString(file).replaceFirst("\\{", Matcher.quoteReplacement("{" + texts)));

        assertThat(store().load()).contains(TASK);
        assertThat(json(TaskFile.read(file).orElseThrow().definition())).isEqualTo(json(SavedTasks.definition()));
    }

    @Test
    void whatFollowsTheObjectIsRefused() throws IOException {
        store().save(TASK);
        Files.writeString(file, Files.readString(file) + "{}");

        assertThatThrownBy(() -> store().load())
                .isInstanceOf(IOException.class)
                .hasMessage("The saved task " + file + " cannot be read: something follows its object");
    }

    @Test
    void aDefinitionThatCannotBeOpenedIsRefused() throws IOException {
        FileTaskStore.sealed(AtomicFile.at(file), SavedTasks.definition(), BASE64)
                .save(TASK);
        Sealing otherKey = new Sealing() {
            @Override
            public String seal(String text) {
                return text;
            }

            @Override
            public String open(String sealed) throws IOException {
                throw new IOException("another controller has encrypted it");
            }
        };
        assertThatThrownBy(() -> TaskFile.read(file).orElseThrow().definition(otherKey))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("task.json cannot be read: another controller has encrypted it");
    }

    @Test
    void aSpecificationThatWasChangedByHandIsRefused() throws IOException {
        store().save(TASK);
        Files.writeString(file, Files.readString(file).replace("make check", "make changes"));
        assertThatThrownBy(() -> TaskFile.read(file).orElseThrow().definition())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("task.json cannot be read: its specification does not match the hash");
    }

    /** Some file systems keep the new name and lose its content. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\u0000\u0000", "{\"format\":1,\"state\":{\"sta"})
    void afterALossOfPowerTheTaskGoesOnFromItsLastIntent(String rest) throws IOException {
        FileTaskStore store = store();
        store.save(TASK);
        store.save(new SavedTask(TASK.state(), OutputPosition.start(), OutputPosition.start()));
        assertThat(store().load()).isNotEqualTo(Optional.of(TASK));

        Files.writeString(file, rest);
        assertThat(store().load()).contains(TASK);
    }

    @Test
    void aFileIsNotReadAsItWasBeforeTheLastIntent() throws IOException {
        FileTaskStore store = store();
        store.save(TASK);
        store.save(new SavedTask(TASK.state(), OutputPosition.start(), OutputPosition.start()));
        store.save(SavedTasks.at(Stage.GIVE_UP));

        Files.writeString(file, "");
        assertThatThrownBy(() -> store().load())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("task.json cannot be read: it is empty");
    }

    private static SavedTask unwritten(Stage stage) {
        return new SavedTask(SavedTasks.at(stage).state(), OutputPosition.start(), OutputPosition.start());
    }

    private FileTaskStore resumed() throws IOException {
        FileTaskStore store = store();
        assertThat(store.load()).isPresent();
        return store;
    }

    @Test
    void aTaskThatComesBackForcesNoIntentTwice() throws IOException {
        FileTaskStore store = store();
        store.save(TASK);
        store.save(unwritten(Stage.FOLLOW));
        FileTaskStore next = resumed();

        next.save(TASK);
        assertThat(AtomicFile.forced(file)).as("not forced").exists();
        next.save(unwritten(Stage.GIVE_UP));
        assertThat(AtomicFile.forced(file)).as("not forced").doesNotExist();
    }

    @Test
    void aTaskThatComesBackForcesAnIntentThatMayNotBeOnDisk() throws IOException {
        FileTaskStore store = store();
        store.save(TASK);
        FileTaskStore next = resumed();

        next.save(unwritten(Stage.FOLLOW));
        assertThat(AtomicFile.forced(file)).as("not forced").doesNotExist();
        next.save(TASK);
        assertThat(AtomicFile.forced(file)).as("not forced").exists();
    }

    /** The process was killed between the new name and the end of the old one. */
    @Test
    void whatIsBesideTheFileCanHaveAnEarlierIntent() throws IOException {
        FileTaskStore store = store();
        store.save(TASK);
        byte[] earlier = Files.readAllBytes(file);
        store.save(SavedTasks.at(Stage.GIVE_UP));
        Files.write(AtomicFile.forced(file), earlier);

        resumed().save(unwritten(Stage.GIVE_UP));
        assertThat(AtomicFile.forced(file)).as("not forced").doesNotExist();
    }

    @Test
    void aDamagedByteWithinATextIsNoticed() throws IOException {
        store().save(TASK);
        byte[] bytes = Files.readAllBytes(file);
        bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf("namespace\":\"") + 12] = (byte) 0xff;
        Files.write(file, bytes);

        assertThatThrownBy(() -> store().load()).hasMessageContaining("it is not UTF-8");
    }

    /** A disk that fails for a moment, or too many open files, says nothing about the content. */
    @Test
    void aFileThatCannotBeOpenedIsNotTakenForADamagedOne() throws IOException {
        FileTaskStore store = store();
        store.save(TASK);
        store.save(new SavedTask(TASK.state(), OutputPosition.start(), OutputPosition.start()));
        Files.delete(file);
        Files.createDirectory(file);

        assertThat(AtomicFile.forced(file)).exists();
        assertThatThrownBy(() -> store().load()).isInstanceOf(IOException.class);
    }

    @Test
    void noPartOfADamagedDefinitionIsShown() throws IOException {
        FileTaskStore.sealed(AtomicFile.at(file), SavedTasks.definition(), BASE64)
                .save(TASK);
        Sealing damaging = new Sealing() {
            @Override
            public String seal(String text) {
                return text;
            }

            @Override
            public String open(String sealed) {
                return "hush";
            }
        };
        assertThatThrownBy(() -> TaskFile.read(file).orElseThrow().definition(damaging))
                .isInstanceOf(IOException.class)
                .hasNoCause()
                .hasMessage("The saved task " + file + " cannot be read: its definition is damaged");
    }

    @Test
    void aFolderInPlaceOfTheFileIsRefusedInASentence() throws IOException {
        Files.createDirectories(file);

        assertThatThrownBy(() -> TaskFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("The saved task " + file + " cannot be read: ");
    }

    @Test
    void aFileFromTheFutureIsRefusedWithWhatToDo() throws IOException {
        store().save(TASK);
        Files.writeString(file, Files.readString(file).replaceFirst("\"format\":[0-9]+", "\"format\":99"));
        assertThatThrownBy(() -> store().load())
                .isInstanceOf(IOException.class)
                .hasMessage("The saved task " + file + " cannot be read: it has format 99 and this version of run-pod"
                        + " knows formats up to " + TaskFile.FORMAT + ", so install the newer version again");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "{\"format\":1}",
                "{\"format\":\"x\"}",
                "{\"format\":1,\"state\":null}",
                "{\"format\":1,\"state\":{\"sta",
                "[]",
                "\u0000\u0000\u0000"
            })
    void aFileThatHoldsNoTaskIsRefusedAndNotTakenForANewTask(String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        assertThatThrownBy(() -> store().load())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("task.json cannot be read");
    }

    @ParameterizedTest
    @CsvSource({"stage,phase", "uid,identity", "length,size"})
    void aFileWithAFieldThatThisVersionDoesNotKnowIsRefused(String known, String unknown) throws IOException {
        store().save(TASK);
        Files.writeString(file, Files.readString(file).replace("\"" + known + "\":", "\"" + unknown + "\":"));
        assertThatThrownBy(() -> store().load())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("task.json cannot be read");
    }
}
