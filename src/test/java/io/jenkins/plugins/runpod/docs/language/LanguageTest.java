package io.jenkins.plugins.runpod.docs.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every text of the project keeps the rules of language that can be counted. */
final class LanguageTest {
    private static final Path ROOT = Files.exists(Path.of("docs/design.md")) ? Path.of("") : Path.of("..");

    private static List<Finding> findings(Kind kind, String... places) {
        return Stream.of(places)
                .flatMap(place -> kind.findings(ROOT.resolve(place)).stream())
                .toList();
    }

    @Test
    void documents() {
        assertThat(findings(Kind.DOCUMENT, "README.md", "docs")).isEmpty();
    }

    @Test
    void help() {
        assertThat(findings(Kind.HELP, "src/main/resources")).isEmpty();
    }

    @Test
    void messages() {
        assertThat(findings(Kind.MESSAGES, "src/main/resources")).isEmpty();
    }

    @Test
    void texts() {
        assertThat(findings(Kind.TEXT, "src/main/java", "standalone/src/main/java"))
                .isEmpty();
    }

    @Test
    void javadoc() {
        assertThat(findings(Kind.JAVADOC, "src/main/java", "standalone/src/main/java"))
                .isEmpty();
    }
}
