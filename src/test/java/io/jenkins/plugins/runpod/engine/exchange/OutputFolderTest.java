package io.jenkins.plugins.runpod.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs in the folder of the user. */
class OutputFolderTest {
    @TempDir
    private Path folder;

    private Path files;
    private Path target;
    private OutputFolder outputs;

    @BeforeEach
    void prepare() throws IOException {
        files = Files.createDirectories(folder.resolve("taken"));
        target = folder.resolve("target");
        outputs = new OutputFolder(target, ".draft");
        write(files, "a/b/new.txt", "new");
        write(files, "top.txt", "top");
    }

    private static void write(Path root, String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void take() throws IOException {
        outputs.take(files, List.of("a/b/new.txt", "top.txt", "top.txt"));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.walk(target)) {
            return all.filter(path -> !Files.isDirectory(path))
                    .map(path -> target.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void theFolderIsMadeWithTheOutputs() throws IOException {
        take();

        assertThat(names()).containsExactly("a/b/new.txt", "top.txt");
        assertThat(target.resolve("a/b/new.txt")).hasContent("new");
    }

    @Test
    void whatIsThereIsReplacedAndTheRestStays() throws IOException {
        write(target, "top.txt", "old");
        write(target, "a/other.txt", "other");
        take();

        assertThat(target.resolve("top.txt")).hasContent("top");
        assertThat(target.resolve("a/other.txt")).hasContent("other");
    }

    @Test
    void theSameFilesAgainHaveNoEffect() throws IOException {
        take();
        write(target, "top.txt.more", "more");
        take();

        assertThat(names()).containsExactly("a/b/new.txt", "top.txt", "top.txt.more");
    }

    @Test
    void aDraftOfAKilledProcessIsReplaced() throws IOException {
        write(target, "a/b/.draft", "half");
        take();

        assertThat(names()).containsExactly("a/b/new.txt", "top.txt");
    }

    @Test
    void theOutputsStayWhenTheirFilesAreDeleted() throws IOException {
        take();
        Files.delete(files.resolve("top.txt"));

        assertThat(target.resolve("top.txt")).hasContent("top");
    }

    @Test
    void noOutputIsWrittenThroughALink() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.createDirectories(target);
        Files.createSymbolicLink(target.resolve("a"), elsewhere);

        assertThatThrownBy(this::take)
                .isInstanceOf(UnusableOutputs.class)
                .hasMessageContaining(target.resolve("a") + " is a link");
        assertThat(elsewhere).isEmptyDirectory();
        assertThat(target.resolve("top.txt")).doesNotExist();
    }

    @Test
    void aLinkInThePlaceOfAnOutputIsReplacedItself() throws IOException {
        write(folder, "elsewhere", "mine");
        Files.createDirectories(target);
        Files.createSymbolicLink(target.resolve("top.txt"), folder.resolve("elsewhere"));
        take();

        assertThat(folder.resolve("elsewhere")).hasContent("mine");
        assertThat(target.resolve("top.txt")).hasContent("top").isRegularFile();
        assertThat(Files.isSymbolicLink(target.resolve("top.txt"))).isFalse();
    }

    @Test
    void aLinkArrivesAsALink() throws IOException {
        Files.createSymbolicLink(files.resolve("link"), Path.of("top.txt"));
        outputs.take(files, List.of("link", "top.txt"));
        outputs.take(files, List.of("link", "top.txt"));

        assertThat(Files.readSymbolicLink(target.resolve("link"))).isEqualTo(Path.of("top.txt"));
    }

    @Test
    void aDirectoryInThePlaceOfAnOutputStays() throws IOException {
        write(target, "top.txt/inside", "mine");

        assertThatThrownBy(this::take)
                .isInstanceOf(UnusableOutputs.class)
                .hasMessageContaining(target.resolve("top.txt") + " is a directory");
        assertThat(names()).containsExactly("top.txt/inside");
    }

    @Test
    void aFileInThePlaceOfADirectoryStays() throws IOException {
        write(target, "a", "mine");

        assertThatThrownBy(this::take)
                .isInstanceOf(UnusableOutputs.class)
                .hasMessageContaining(target.resolve("a") + " is a file");
        assertThat(names()).containsExactly("a");
    }
}
