package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramSizeTest {
    /** Whatever may mislead a reader of expressions. Counts are small, so that the real program can be made. */
    private static final List<String> PIECES = List.of(
            "a",
            "b",
            "(",
            ")",
            "(?:",
            "(?i)",
            "(?i:",
            "(?-s)",
            "(?P<n>",
            "(?<m>",
            "|",
            "*",
            "+",
            "?",
            "*?",
            "{3}",
            "{0}",
            "{2,}",
            "{0,}",
            "{1,4}",
            "{0,5}",
            "{03}",
            "{,2}",
            "{",
            "}",
            "[",
            "]",
            "[^",
            "[:",
            ":]",
            "[:alpha:]",
            "-",
            "!",
            "^",
            "$",
            ".",
            "\\",
            "\\\\",
            "\\Q",
            "\\E",
            "\\d",
            "\\pL",
            "\\p{Greek}",
            "\\x41",
            "\\101",
            "\\[",
            "\\(",
            "\\b",
            "\\]",
            "]{3}",
            "){4}",
            "[a-",
            "[!-[",
            "-]",
            ":");

    @Provide
    Arbitrary<String> expressions() {
        return Arbitraries.of(PIECES).list().ofMinSize(1).ofMaxSize(14).map(pieces -> String.join("", pieces));
    }

    /** Pieces that mostly form an expression. */
    @Provide
    Arbitrary<String> nested() {
        Arbitrary<String> atom = Arbitraries.of(
                "a",
                "[b-d]",
                "[^]:]",
                "[!-[:]",
                "[[:digit:](]",
                "\\d",
                "\\Q({\\E",
                "\\Q\\E",
                "(?i)",
                "a|b",
                "(|c)",
                "^");
        Arbitrary<String> count = Arbitraries.of("", "", "*", "+", "?", "{0}", "{3}", "{2,}", "{0,3}", "{1,3}", "{03}");
        Arbitrary<String> open = Arbitraries.of("(", "(?:", "(?i:", "(?P<n>");
        Arbitrary<String> leaf = Arbitraries.recursive(
                () -> atom,
                inner -> net.jqwik.api.Combinators.combine(open, inner, count, inner, count)
                        .as((head, one, times, two, again) -> head + one + times + two + ")" + again),
                0,
                3);
        return leaf;
    }

    @Property(tries = 5_000)
    void noProgramIsLargerThanItsEstimate(@ForAll("expressions") String expression) {
        check(expression);
    }

    @Property(tries = 2_000)
    void noProgramOfNestedGroupsIsLargerThanItsEstimate(@ForAll("nested") String expression) {
        check(expression);
    }

    private static void check(String expression) {
        int most = ProgramSize.most(expression);
        Assume.that(most < 1_000_000);
        try {
            int size = Pattern.compile(expression, Pattern.CASE_INSENSITIVE).programSize();
            Statistics.collect("a program");
            assertThat(most).as(expression).isGreaterThanOrEqualTo(size);
        } catch (PatternSyntaxException e) {
            Statistics.collect("refused");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "quota of project .* is used up",
                "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                "(?:[0-9]{1,3}\\.){3}[0-9]{1,3}:[0-9]{2,5}",
                "^denied: (?:your|the) (?:plan|account) \"[^\"]+\" is (?:blocked|closed)$"
            })
    void whatUsersWriteIsFarFromTheLimit(String expression) {
        assertThat(ProgramSize.most(expression)).isLessThan(200);
    }
}
