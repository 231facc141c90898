package io.jenkins.plugins.runpod.docs.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What documents refer to is there. */
final class ReferencesTest {
    /** Names of Kubernetes and of Jenkins that look like those of our classes. */
    private static final Set<String> OF_OTHERS =
            Set.of("ContainerCreating", "NodeNotReady", "SecretPatternFactory", "StartError");

    private static final Path ROOT = Files.exists(Path.of("docs/design.md")) ? Path.of("") : Path.of("..");
    private final References references;

    ReferencesTest() throws IOException {
        references = new References(ROOT);
    }

    @Test
    void linksLeadToFilesAndSectionsThatExist() throws IOException {
        assertThat(references.documents()).flatMap(references::deadLinks).isEmpty();
    }

    @Test
    void pathsAndTestsExist() throws IOException {
        assertThat(references.documents()).flatMap(references::deadPaths).isEmpty();
    }

    @Test
    void classesOfTheDesignExist() {
        assertThat(references.unknownClasses(ROOT.resolve("docs/design.md"), OF_OTHERS))
                .isEmpty();
    }
}
