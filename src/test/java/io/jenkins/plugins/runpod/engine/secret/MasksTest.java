package io.jenkins.plugins.runpod.engine.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasksTest {
    private static String masked(String secret, String text) {
        return Masks.of(List.of(secret)).mask(text);
    }

    @Test
    void aSecretIsMaskedWhereverItStands() {
        assertThat(masked("lamplighter", "token=lamplighter, again: lamplighter"))
                .isEqualTo("token=****, again: ****");
    }

    @Test
    void charactersThatMeanSomethingInAPatternMeanNothingInASecret() {
        assertThat(masked("a.*b\\E$1", "axxb a.*b\\E$1")).isEqualTo("axxb ****");
    }

    @Test
    void charactersBeyondAsciiAreMasked() {
        assertThat(masked("Straßenlaterne", "Die Straßenlaterne, ungelöscht")).isEqualTo("Die ****, ungelöscht");
    }

    @Test
    void theLongerOfTwoSecretsIsMaskedAsAWhole() {
        assertThat(Masks.of(List.of("lamp", "lamplighter")).mask("lamplighter")).isEqualTo("****");
    }

    @Test
    void eachLineOfASecretOfSeveralIsMasked() {
        assertThat(masked("-----BEGIN KEY-----\nMIIEvQIBADANBg\nab\n", "MIIEvQIBADANBg\nab"))
                .isEqualTo("****\nab");
    }

    @Test
    void aSecretThatTheShellPrintsInQuotesIsMasked() {
        assertThat(masked("it's dark", "+ echo 'it'\\''s dark'")).isEqualTo("+ echo '****'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "xy", "user:", "https://"})
    void aSecretIsMaskedInBase64WhateverStandsBeforeIt(String before) {
        byte[] text = (before + "lamplighter-of-the-old-town" + " and more").getBytes(StandardCharsets.UTF_8);

        String shown = masked("lamplighter-of-the-old-town", Base64.getEncoder().encodeToString(text));

        assertThat(shown).contains("****");
    }

    @Test
    void noSecretMasksNothing() {
        assertThat(Masks.of(List.of("", "  ", "\n")).mask("all as it was")).isEqualTo("all as it was");
    }

    @Test
    void bytesThatAreNoTextStayAsTheyAre() {
        byte[] text = {(byte) 0xff, 'l', 'a', 'm', 'p', (byte) 0xc3, '\n'};

        assertThat(Masks.of(List.of("lamp")).mask(text, 0, text.length))
                .containsExactly((byte) 0xff, '*', '*', '*', '*', (byte) 0xc3, '\n');
    }

    @ParameterizedTest
    @ValueSource(strings = {"k-\u0000", "lamplighter-\u00e9\u20ac", "a b&c/d\"e\\f"})
    void aSecretIsMaskedInEachForm(String secret) {
        for (WrittenForm form : WrittenForm.values()) {
            if (!form.isBase64() || secret.length() > 8) {
                assertThat(masked(secret, "<" + form.of(secret) + ">"))
                        .as(form.name())
                        .contains("****")
                        .doesNotContain(form.of(secret));
            }
        }
    }

    @Test
    void whatOnlyLooksLikeAnEscapeIsMaskedAsItIs() {
        assertThat(masked("50%zz\\u12 + '\\", "say 50%zz\\u12 + '\\ now")).isEqualTo("say **** now");
    }

    @Test
    void secretsThatOverlapAreMaskedTogether() {
        assertThat(Masks.of(List.of("lamplight", "lighter")).mask("a lamplighter"))
                .isEqualTo("a ****");
    }

    @Test
    void furtherFormsAreMaskedAsTheyAre() {
        Masks masks = Masks.of(List.of("a$bcd"), List.of("a$$bcd", "bc"));

        assertThat(masks.mask("echo a$$bcd bc")).isEqualTo("echo **** bc");
    }

    /** The breaks stay, so that the lines of a medium can be counted. */
    @Test
    void aCodeInSeveralLinesIsMaskedInEachOfThem() {
        String secret = "lamplighter-of-the-old-town".repeat(4);
        String code = WrittenForm.LINES_OF_64.of(secret);

        assertThat(masked(secret, "[app] " + code.replace("\n", "\n[app] ") + "."))
                .matches("\\[app] \\*{4}\n\\[app] \\*{4}\n\\[app] \\*{4}.{0,2}=*\\.");
    }

    @Test
    void aTextThatIsMadeToTakeLongIsHiddenInsteadFromThere() {
        String secret = "a".repeat(4000) + "b";

        String masked = masked(secret, "first\n" + "a".repeat(200_000) + "\nlast");

        assertThat(masked).startsWith("first\n").doesNotContain("last").contains("****");
    }

    @Test
    void aHundredLongSecretsAreMasked() {
        List<String> secrets = IntStream.range(0, 100)
                .mapToObj(i -> (i + "-lamplighter-").repeat(300))
                .toList();

        assertThat(Masks.of(secrets).mask("x" + WrittenForm.JSON_ALL.of(secrets.get(42)) + "y"))
                .isEqualTo("x****y");
    }

    @Test
    void aSecretInTheNameOfALineWithinACodeIsMasked() {
        String code = Base64.getEncoder().encodeToString("brass-kettle-secret".getBytes(StandardCharsets.UTF_8));

        assertThat(masked(
                        "brass-kettle-secret", code.substring(0, 12) + "\n[brass-kettle-secret] " + code.substring(12)))
                .startsWith("****\n[****] ****");
    }

    @Test
    void emptyLinesBehindTheBeginningOfACodeAreNotRemembered() {
        Masks masks = Masks.of(List.of("brass-kettle-secret"));
        MaskedLines lines = new MaskedLines(1 << 20);
        byte[] begun = "YnJhc3Mta2V0\n".getBytes(StandardCharsets.UTF_8);
        byte[] empty = "\n[x]\n  \n".repeat(1_000).getBytes(StandardCharsets.UTF_8);

        lines.mask(masks, begun, 0, begun.length);
        lines.written();
        assertThat(lines.remembered()).isEqualTo(begun.length);
        for (int i = 0; i < 3; i++) {
            assertThat(lines.mask(masks, empty, 0, empty.length)).isEqualTo(empty);
            lines.written();
            assertThat(lines.remembered()).isLessThan(100);
        }
    }

    @Test
    void aCodeThatIsWrappedByCarriageReturnsIsMasked() {
        String code = Base64.getEncoder().encodeToString("brass-kettle-secret".getBytes(StandardCharsets.UTF_8));

        assertThat(masked("brass-kettle-secret", code.substring(0, 12) + "\r\n" + code.substring(12)))
                .doesNotContain(code.substring(0, 12), code.substring(12, 20));
    }
}
