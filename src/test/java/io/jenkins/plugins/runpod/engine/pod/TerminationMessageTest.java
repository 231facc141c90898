package io.jenkins.plugins.runpod.engine.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminationMessageTest {
    private static Map<String, Object> map(String message) {
        return TerminationMessage.of(message).map().orElseThrow();
    }

    @Test
    void jsonObjectIsAMapOfWhatScriptsExpect() {
        assertThat(map("""
                {"version": "1.2.3", "ok": true, "none": null, "count": 3, "bytes": 5000000000,
                 "ratio": 0.10, "tiny": 5e-324, "ids": [1, {"a": []}]}
                """))
                .containsExactly(
                        Map.entry("version", "1.2.3"),
                        Map.entry("ok", true),
                        new java.util.AbstractMap.SimpleEntry<>("none", null),
                        Map.entry("count", 3),
                        Map.entry("bytes", 5_000_000_000L),
                        Map.entry("ratio", new BigDecimal("0.10")),
                        Map.entry("tiny", new BigDecimal("5e-324")),
                        Map.entry("ids", Arrays.asList(1, Map.of("a", List.of()))));
        assertThat(map("{\"n\": " + "9".repeat(30) + "}")).containsEntry("n", new BigInteger("9".repeat(30)));
        assertThat(map("{\"token\": \"****\"}\r\n")).containsEntry("token", "****");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "done",
                "null",
                "12",
                "[1]",
                "\"text\"",
                "{",
                "{\"a\": 1} trailing",
                "{\"a\": 1, \"a\": 2}",
                "{\"a\": {\"b\": 1, \"b\": 2}}",
                "{\"a\": NaN}",
                "{\"a\": ****}",
                "{'a': 1}",
                "{\"a\": 1e999999999}",
                "{\"a\": [1e-99999]}",
                "{\"a\": 1e99999999999}",
                "line\n{\"a\": 1}"
            })
    void anythingElseIsNone(String message) {
        assertThat(TerminationMessage.of(message).map()).isEmpty();
    }

    @Test
    void depthAndDigitsAreBounded() {
        assertThat(map("{\"a\": " + "[".repeat(31) + "]".repeat(31) + "}")).containsKey("a");
        assertThat(TerminationMessage.of("{\"a\": " + "[".repeat(32) + "]".repeat(32) + "}")
                        .map())
                .isEmpty();
        assertThat(TerminationMessage.of("{\"a\":".repeat(800)).map()).isEmpty();
        assertThat(TerminationMessage.of("{\"a\": " + "9".repeat(401) + "}").map())
                .isEmpty();
    }

    @Test
    void textIsWholeAndHarmless() {
        assertThat(TerminationMessage.of(null).text()).isEmpty();
        assertThat(TerminationMessage.of("first\r\nsecond\tx\rthird\n").text()).isEqualTo("first\nsecond\tx\nthird\n");
        assertThat(TerminationMessage.of("\u001b[8mha:note nul\0 \u202Eleft \uFFFF")
                        .text())
                .isEqualTo("^[[8mha:note nul^@ \uFFFDleft \uFFFD");
        assertThat(map("{\"k\\u001b\": [\"\\u001b[8mha:\\u0000\"]}")).containsEntry("k^[", List.of("^[[8mha:^@"));
    }
}
