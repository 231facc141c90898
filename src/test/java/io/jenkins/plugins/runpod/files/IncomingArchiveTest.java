package io.jenkins.plugins.runpod.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.archive.OutwardLinks;
import io.jenkins.plugins.runpod.engine.archive.PackInput;
import io.jenkins.plugins.runpod.engine.archive.Packing;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncomingArchiveTest {
    private static final ArchiveLimits SMALL = new ArchiveLimits(2048, 3, 10);

    @TempDir
    private Path temporary;

    private Path source;
    private Path input;

    @BeforeEach
    void makeFolders() throws Exception {
        source = Files.createDirectory(temporary.resolve("source"));
        input = Files.createDirectories(temporary.resolve("incoming/0"));
    }

    private List<String> unpack() throws Exception {
        Path tar = temporary.resolve("source.tar");
        new Packing(ArchiveLimits.DEFAULT, OutwardLinks.LEAVE_OUT, Packing.Permissions.OWNER_WRITES)
                .pack(List.of(PackInput.all(source)), tar);
        return IncomingArchive.unpack(out -> Files.copy(tar, out), SMALL, input);
    }

    private void assertThatNothingIsThere() {
        assertThat(input.getParent()).isDirectoryNotContaining("glob:**.tar");
        assertThat(input)
                .satisfiesAnyOf(
                        folder -> assertThat(folder).doesNotExist(),
                        folder -> assertThat(folder).isEmptyDirectory());
    }

    @Test
    void filesWithinTheLimitsAreInTheFolder() throws Exception {
        Files.writeString(source.resolve("a.txt"), "content");

        assertThat(unpack()).isEmpty();

        assertThat(input.resolve("a.txt")).hasContent("content");
        assertThat(input.getParent()).isDirectoryNotContaining("glob:**.tar");
    }

    @Test
    void tooManyBytesAreRefusedInTheWordsOfThePacking() throws Exception {
        Files.write(source.resolve("a"), new byte[3072]);

        assertThatThrownBy(this::unpack)
                .isInstanceOf(AbortException.class)
                .hasMessage("The files have 3 KiB, and the limit is 2 KiB. The largest: 'a' (3 KiB)");

        assertThatNothingIsThere();
    }

    @Test
    void tooManyFilesAreRefusedInTheWordsOfThePacking() throws Exception {
        for (int i = 0; i < 4; i++) {
            Files.createFile(source.resolve("f" + i));
        }

        assertThatThrownBy(this::unpack)
                .isInstanceOf(AbortException.class)
                .hasMessageStartingWith("There are more than 3 files, folders and links, which is the limit.");

        assertThatNothingIsThere();
    }

    @Test
    void archiveWithoutAnEndIsNotWrittenToTheEnd() {
        assertThatThrownBy(() -> IncomingArchive.unpack(IncomingArchiveTest::endless, SMALL, input))
                .isInstanceOf(AbortException.class)
                .hasMessage("The files have more than 2 KiB, which is the limit");

        assertThatNothingIsThere();
    }

    @Test
    void interruptEndsTheCopy() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> IncomingArchive.unpack(IncomingArchiveTest::endless, SMALL, input))
                    .isInstanceOf(InterruptedIOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static void endless(OutputStream out) throws IOException {
        while (true) {
            out.write(new byte[1024]);
        }
    }
}
