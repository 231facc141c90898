package io.jenkins.plugins.runpod.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the content security policy forbids is not in any view; {@link BrowserTest} shows that the pages work under it. */
class ContentSecurityTest {
    static List<Path> views() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources"))) {
            return files.filter(file -> file.toString().matches(".*\\.(jelly|html)"))
                    .toList();
        }
    }

    static List<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/webapp/js"))) {
            return files.filter(file -> file.toString().endsWith(".js")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("views")
    void viewHasNoInlineScriptStyleOrHandler(Path view) throws IOException {
        assertThat(Files.readString(view))
                .doesNotContainPattern("<script(?![^>]* src=)")
                .doesNotContainPattern("<style")
                .doesNotContainPattern("\\sstyle=")
                .doesNotContainPattern("\\son[a-z]+=")
                .doesNotContain("javascript:");
    }

    @ParameterizedTest
    @MethodSource("views")
    void jellyViewEscapesByDefault(Path view) throws IOException {
        String text = Files.readString(view);

        assertThat(!view.toString().endsWith(".jelly")
                        || text.matches("(?s)<\\?jelly escape-by-default=['\"]true['\"]\\?>.*"))
                .isTrue();
        assertThat(text).doesNotContain("escape=\"false\"").doesNotContain("escapeText");
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void scriptNeverParsesTextAsHtmlOrCode(Path script) throws IOException {
        assertThat(Files.readString(script))
                .doesNotContain(
                        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function");
    }

    @Test
    void thereIsSomethingToCheck() throws IOException {
        assertThat(views()).hasSizeGreaterThan(50);
        assertThat(scripts()).isNotEmpty();
    }
}
