package io.jenkins.plugins.runpod.engine.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
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
}
