package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.jenkins.plugins.runpod.testing.Patience;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageErrorRulesTest {
    @Test
    void aSavedRuleThatThisVersionRefusesIsLeftOutAndTheOthersCount() {
        ImageErrorRules rules = ImageErrorRules.saved(Map.of("(", "TRANSIENT", "blocked", "PERMANENT"));

        assertThat(rules.rows()).isEqualTo(Map.of("blocked", "PERMANENT"));
    }

    @Test
    void everyBadRowIsNamed() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("(", "RATE_LIMITED");
        rows.put("ok", "SUCCEEDED");
        rows.put("also ok", null);
        rows.put("", "PERMANENT");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageErrorRules.parse(rows))
                .withMessageContaining("\"(\" is not a regular expression")
                .withMessageContaining("\"ok\" maps to \"SUCCEEDED\"")
                .withMessageContaining("\"also ok\" maps to \"null\"")
                .withMessageContaining("empty regular expression");
    }

    @Test
    void savedRulesBeyondTheLimitsAreLeftOut() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("(?:a?){900}", "TRANSIENT");
        rows.put("(?:b?){900}", "TRANSIENT");

        assertThat(ImageErrorRules.saved(rows).rows()).containsOnlyKeys("(?:a?){900}");
    }

    @Test
    void theFirstRuleThatMatchesCountsAndCaseDoesNot() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("blocked", "TRANSIENT");
        rows.put("blocked|closed", "PERMANENT");
        ImageErrorRules rules = ImageErrorRules.parse(rows);

        assertThat(rules.match("it is BLOCKED").orElseThrow().verdict()).isEqualTo(Verdict.TRANSIENT);
        assertThat(rules.match("it is closed").orElseThrow().verdict()).isEqualTo(Verdict.PERMANENT);
        assertThat(rules.match("it is open")).isEmpty();
    }

    /** java.util.regex needs longer than anybody waits for these. */
    @ParameterizedTest
    @ValueSource(strings = {"(.*a){12}!", "(a*)*!", "((a|a)+b?)+!", "(?:a?){900}!", "(((((a|b)?)?)?)?){100}!"})
    void anExpressionWithManyWaysToMatchIsAnsweredAtOnce(String expression) {
        ImageErrorRules rules = ImageErrorRules.parse(Map.of(expression, "PERMANENT"));

        assertTimeoutPreemptively(Patience.HANG, () -> {
            assertThat(rules.match("a".repeat(100_000))).isEmpty();
            assertThat(rules.match("a".repeat(80) + "!")).isPresent();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a*)*\\1!",
                "((a|a)+b?)+\\1!",
                "not (?=found)",
                "(?<!not )found",
                "a++",
                "(?>a)",
                "[a-",
                "(",
                "\\u0041"
            })
    void whatRe2DoesNotKnowIsRefused(String expression) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageErrorRules.parse(Map.of(expression, "PERMANENT")))
                .withMessageStartingWith(
                        "imageErrorRules: \"" + expression + "\" is not a regular expression of RE2 (");
    }

    /** The program of the first one would fill any memory. RE2/J never returns from the last ones. */
    @ParameterizedTest
    @CsvSource({
        "((a{1000}){1000}){1000}, repeats too much",
        "((a{0;30}){0;30}){0;30}, repeats too much",
        "a{1000}(?i){1000}, repeats too much",
        "[!-[:](a{1000}){1000}, repeats too much",
        "\u1c80, has characters other than printable ASCII",
        "\\x{1c80}, 'uses \\x{...}, which is not supported'",
        "[C-\\x{1fff}], 'uses \\x{...}, which is not supported'"
    })
    void anExpressionThatCannotBeCompiledInTimeIsRefused(String expression, String why) {
        String regex = expression.replace(';', ',');
        assertTimeoutPreemptively(
                Patience.HANG,
                () -> assertThatIllegalArgumentException()
                        .isThrownBy(() -> ImageErrorRules.parse(Map.of(regex, "PERMANENT")))
                        .withMessage("imageErrorRules: \"" + regex + "\" " + why));
    }

    @Test
    void lengthNumberAndSizeOfAllRulesAreLimitedAndTheErrorStaysShort() {
        Map<String, String> many = new LinkedHashMap<>();
        IntStream.range(0, 51).forEach(i -> many.put("rule " + i, "PERMANENT"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageErrorRules.parse(many))
                .withMessage("imageErrorRules: 51 rules are more than 50");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageErrorRules.parse(Map.of("x".repeat(251), "PERMANENT")))
                .withMessage("imageErrorRules: \"" + "x".repeat(60) + "…\" is longer than 250 characters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageErrorRules.parse(Map.of("(?:a?){900}", "PERMANENT", "(?:b?){900}", "PERMANENT")))
                .withMessage("imageErrorRules: all regular expressions together repeat too much");
    }

    @Test
    void onlyTheBeginningOfAMessageIsSearched() {
        ImageErrorRules rules = ImageErrorRules.parse(Map.of("blocked", "PERMANENT"));

        assertThat(rules.match(" ".repeat(4_096 - 7) + "blocked")).isPresent();
        assertThat(rules.match(" ".repeat(4_096 - 6) + "blocked")).isEmpty();
    }
}
