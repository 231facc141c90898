package io.jenkins.plugins.runpod.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.archive.OutwardLinks;
import io.jenkins.plugins.runpod.engine.archive.Unpacking;
import io.jenkins.plugins.runpod.engine.exchange.FileExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The inputs of a command. */
class InputFoldersTest {
    @TempDir
    private Path folder;

    private Path sources;

    @BeforeEach
    void prepare() throws IOException {
        sources = Files.createDirectories(folder.resolve("sources"));
        Files.writeString(sources.resolve("a.txt"), "first");
    }

    private List<String> packed(List<Path> inputs, Path own) throws Exception {
        Path archives = folder.resolve("archives");
        new InputFolders(inputs, ArchiveLimits.DEFAULT, Optional.of(own)).pack(archives);
        Path unpacked = folder.resolve("unpacked");
        new Unpacking(ArchiveLimits.DEFAULT, OutwardLinks.REFUSE)
                .unpack(archives.resolve(FileExchange.INPUTS), unpacked);
        try (Stream<Path> all = Files.walk(unpacked)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> unpacked.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void eachDirectoryGoesToTheTopAndTheLaterOneWins() throws Exception {
        Path more = Files.createDirectories(folder.resolve("more"));
        Files.writeString(more.resolve("a.txt"), "second");
        Files.writeString(more.resolve(".hidden"), "");

        assertThat(packed(List.of(sources, more), folder)).containsExactly(".hidden", "a.txt");
        assertThat(folder.resolve("unpacked/a.txt")).hasContent("second");
    }

    @Test
    void whatRunPodKeepsInAnInputIsNoInput() throws Exception {
        Path state = Files.createDirectories(sources.resolve("a, b/state*"));
        Files.writeString(state.resolve("state.json"), "{}");
        Files.writeString(sources.resolve("a, b/mine"), "");

        assertThat(packed(List.of(sources), state)).containsExactly("a, b/mine", "a.txt");
    }

    @Test
    void aLimitIsToldBeforeAnythingIsWritten() {
        InputFolders archive = new InputFolders(List.of(sources), new ArchiveLimits(4, 10, 10), Optional.empty());

        assertThat(archive.problems()).singleElement().asString().startsWith("--input: ");
        assertThatThrownBy(() -> archive.pack(folder.resolve("archives")))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.problems()).isEqualTo(archive.problems()));
        assertThat(folder.resolve("archives")).isEmptyDirectory();
    }
}
