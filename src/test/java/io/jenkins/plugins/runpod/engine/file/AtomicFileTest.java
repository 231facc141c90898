package io.jenkins.plugins.runpod.engine.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.runpod.engine.file.AtomicFile.Durability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AtomicFileTest {
    @TempDir
    private Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void theContentIsReplacedAndTheFolderMade(Durability durability) throws IOException {
        AtomicFile file = AtomicFile.at(folder.resolve("a/b/file"));
        file.replace(bytes("first and longer"), durability);
        file.replace(bytes("second"), durability);

        assertThat(file.path()).hasContent("second");
        assertThat(Files.list(folder.resolve("a/b"))).containsExactly(file.path());
    }

    @Test
    void aFileOfItsOwnerIsReadableByNobodyElseEvenIfADraftWasLeft() throws IOException {
        Path path = folder.resolve("file");
        Files.writeString(folder.resolve("file.new"), "left by a process that was killed");
        AtomicFile.ofOwner(path).replace(bytes("x"), Durability.PROCESS);

        assertThat(path).hasContent("x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void theContentThatWasForcedLiesBesideOneThatWasNot() throws IOException {
        AtomicFile file = AtomicFile.at(folder.resolve("file"));
        file.replace(bytes("one"), Durability.POWER);
        assertThat(AtomicFile.forced(file.path())).doesNotExist();
        file.replace(bytes("two"), Durability.PROCESS);
        file.replace(bytes("three"), Durability.PROCESS);
        assertThat(file.path()).hasContent("three");
        assertThat(AtomicFile.forced(file.path())).hasContent("one");
        file.replace(bytes("four"), Durability.POWER);
        assertThat(file.path()).hasContent("four");
        assertThat(AtomicFile.forced(file.path())).doesNotExist();
        file.replace(bytes("five"), Durability.PROCESS);
        assertThat(AtomicFile.forced(file.path())).hasContent("four");
    }

    @Test
    void aWriteThatFailsLeavesTheContent() throws IOException {
        AtomicFile file = AtomicFile.at(folder.resolve("file"));
        file.replace(bytes("before"), Durability.POWER);
        Files.createDirectory(folder.resolve("file.new"));

        assertThatThrownBy(() -> file.replace(bytes("after"), Durability.POWER)).isInstanceOf(IOException.class);
        assertThat(file.path()).hasContent("before");
    }
}
