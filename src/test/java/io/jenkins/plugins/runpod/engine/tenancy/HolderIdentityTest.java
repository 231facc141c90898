package io.jenkins.plugins.runpod.engine.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HolderIdentityTest {
    @TempDir
    Path folder;

    @Test
    void aFolderKeepsItsPlaceWhateverIsWrittenThere() throws IOException {
        String before = HolderIdentity.of(folder);
        Files.writeString(folder.resolve("config.xml"), "changed");
        assertThat(HolderIdentity.of(folder)).isEqualTo(before);
    }

    @Test
    void aCopyIsAnotherPlaceEvenUnderTheSameName() throws IOException {
        Path home = Files.createDirectory(folder.resolve("home"));
        String before = HolderIdentity.of(home);
        Path copy = Files.createDirectory(folder.resolve("copy"));
        Files.move(home, folder.resolve("old"));
        Files.move(copy, home);
        assertThat(HolderIdentity.of(home)).isNotEqualTo(before);
    }

    @Test
    void aPlaceNamesItsFolder() {
        assertThat(HolderIdentity.of(folder)).contains(":" + folder.toAbsolutePath());
    }
}
