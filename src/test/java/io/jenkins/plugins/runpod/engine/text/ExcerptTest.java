package io.jenkins.plugins.runpod.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is shown of long and of strange texts. */
class ExcerptTest {
    @Test
    void aTextThatFitsIsShownAsItIs() {
        assertThat(Excerpt.of("a\nb", 3, "no")).isEqualTo("a\nb");
    }

    @Test
    void aLongTextKeepsItsBeginningAndItsEnd() {
        String text = "first" + "x".repeat(200_000) + "last";
        assertThat(Excerpt.of(text, 1_000, "The event has all"))
                .startsWith("firstx")
                .endsWith("xlast")
                .contains(" … [199009 characters left out. The event has all] … ")
                .hasSizeLessThan(1_100);
    }

    @Test
    void aNoteWithoutAPlaceHasTheNumberOnly() {
        assertThat(Excerpt.of("0123456789", 8, "")).isEqualTo("012345 … [2 characters left out] … 89");
    }

    @Test
    void aCharacterOfTwoHalvesIsNotCut() {
        String text = "\uD83D\uDE00".repeat(100);
        for (int most = 8; most < 24; most++) {
            assertThat(Excerpt.of(text, most, "").codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF))
                    .as("with %s", most)
                    .isTrue();
        }
    }

    static Stream<Arguments> strange() {
        return Stream.of(
                arguments("denied\n[run-pod] Completed", "denied [run-pod] Completed"),
                arguments("denied: \r\n\r\n\tno", "denied: no"),
                arguments("\u001B[8mhidden\u0007", "^[[8mhidden^G"),
                arguments("a\u2028b\u202Ec\u0085d", "a b\uFFFDc d"),
                arguments("\ttabs\tand\tmore\n", "tabs and more"));
    }

    @ParameterizedTest
    @MethodSource("strange")
    void aLineIsOneLine(String text, String line) {
        assertThat(Excerpt.line(text, 100, "")).isEqualTo(line);
    }
}
