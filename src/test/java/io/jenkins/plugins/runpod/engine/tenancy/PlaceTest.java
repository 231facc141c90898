package io.jenkins.plugins.runpod.engine.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceTest {
    @TempDir
    Path folder;

    @Test
    void aFolderKeepsItsPlaceWhateverIsWrittenThere() throws IOException {
        String before = Place.of(folder);
        Files.writeString(folder.resolve("config.xml"), "changed");
        assertThat(Place.of(folder)).isEqualTo(before);
    }

    @Test
    void aCopyIsAnotherPlaceEvenUnderTheSameName() throws IOException {
        Path home = Files.createDirectory(folder.resolve("home"));
        String before = Place.of(home);
        Path copy = Files.createDirectory(folder.resolve("copy"));
        Files.move(home, folder.resolve("old"));
        Files.move(copy, home);
        assertThat(Place.of(home)).isNotEqualTo(before);
    }

    @Test
    void aPlaceNamesItsFolder() {
        assertThat(Place.of(folder)).contains(":" + folder.toAbsolutePath());
    }
}
