package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormLinesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                " leading",
                "trailing ",
                "two\nlines",
                "ends\n",
                "\"quoted\"",
                "a=b",
                "C:\\dir",
                "\r",
                "ünï"
            })
    void textReadsBackAsItWas(String text) {
        assertThat(FormLines.list(FormLines.print(List.of(text)))).containsExactly(text);
        assertThat(FormLines.map(FormLines.print(Map.of("KEY", text)))).containsExactly(Map.entry("KEY", text));
    }

    @Test
    void listsAndMapsInAMapAreWrittenAsJson() {
        assertThat(FormLines.print(Map.of("limits", Map.of("memory", "4Gi")))).isEqualTo("limits={\"memory\":\"4Gi\"}");
        assertThat(FormLines.print(Map.of("args", List.of("a", "b")))).isEqualTo("args=[\"a\",\"b\"]");
    }

    @Test
    void valueMayBeEmpty() {
        assertThat(FormLines.map("KEY=\n\n OTHER = x ")).isEqualTo(Map.of("KEY", "", "OTHER", "x"));
    }

    @Test
    void keyMayHoldAnEqualsSignWhereTheLastOneCounts() {
        assertThat(FormLines.mapFromLast("a=b.*=PERMANENT")).containsExactly(Map.entry("a=b.*", "PERMANENT"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no sign", "=value", "A=1\nA=2", "A=\"open"})
    void lineThatCannotBeReadIsRefused(String text) {
        assertThatThrownBy(() -> FormLines.map(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
