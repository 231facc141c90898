package io.jenkins.plugins.runpod.engine.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AntPatternsTest {
    @ParameterizedTest
    @CsvSource({
        "*.jar, a.jar, true",
        "*.jar, a/b.jar, false",
        "*.JAR, a.jar, false",
        "**/*.jar, a.jar, true",
        "**/*.jar, a/b/c.jar, true",
        "a/, a/b/c, true",
        "a\\b, a/b, true",
        "./a, a, true",
        "a//b, a/b, true",
        "a?c, abc, true",
        "a?c, ac, false",
        "[a], a, false",
        "[a], [a], true",
        "a b/*.x, a b/c.x, true",
        "**, .hidden/x, true",
        "a/**, a, true",
        "-rf, -rf, true",
    })
    void aPatternMatchesAsInAnt(String pattern, String path, boolean matches) {
        assertThat(AntPatterns.parse(pattern).matches(path)).isEqualTo(matches);
    }

    @Test
    void commasSeparatePatternsAndSpacesAroundThemDoNotCount() {
        assertThat(AntPatterns.parse(" a/*.xml ,b c/**,, d/ \n, e").texts())
                .containsExactly("a/*.xml", "b c/**", "d/**", "e");
        assertThat(AntPatterns.parse(" , ").texts()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/etc/passwd  | The pattern '/etc/passwd' is absolute. Patterns are relative to the working directory.",
                "C:\\x        | The pattern 'C:\\\\x' is absolute. Patterns are relative to the working directory.",
                "a/../b       | The pattern 'a/../b' climbs with '..', and no file outside of the working directory is taken.",
                "..           | The pattern '..' climbs with '..', and no file outside of the working directory is taken.",
            })
    void aPatternThatLeadsOutIsRefused(String pattern, String message) {
        assertThatThrownBy(() -> AntPatterns.parse(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\0b", "a\u001bb", "\ud83d"})
    void aPatternWithControlCharactersIsRefusedAndShownEscaped(String pattern) {
        assertThatThrownBy(() -> AntPatterns.parse(pattern))
                .hasMessageMatching("The pattern '[\\\\ -~]+' has a control character\\.");
    }

    @Test
    void patternsAreBounded() {
        assertThatThrownBy(() -> AntPatterns.parse("a,".repeat(101)))
                .hasMessage("There are 101 patterns, and at most 100 are possible.");
        assertThatThrownBy(() -> AntPatterns.parse("a".repeat(501))).hasMessageContaining("longer than 500 characters");
        assertThatThrownBy(() -> AntPatterns.parse("a/".repeat(51))).hasMessageContaining("more than 50 names");
        assertThat(AntPatterns.parse("a/".repeat(49)).texts()).hasSize(1);
    }

    @Test
    void whatAntLeavesOutByDefaultIsKnown() {
        assertThat(AntPatterns.defaultExcludes().matches("a/.git/config")).isTrue();
        assertThat(AntPatterns.defaultExcludes().matches("a/b~")).isTrue();
        assertThat(AntPatterns.defaultExcludes().matches("a/b")).isFalse();
    }
}
