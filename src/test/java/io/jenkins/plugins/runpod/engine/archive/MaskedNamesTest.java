package io.jenkins.plugins.runpod.engine.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A name is cut at 200 characters, and control characters and quotes in it are escaped. */
class MaskedNamesTest {
    private static final String SECRET = "hunter2's\u0085/secret";

    private final MaskedNames names = new MaskedNames(text -> text.replace(SECRET, "****"));

    @Test
    void secretIsMaskedBeforeItsNameIsEscaped() {
        assertThat(names.of(List.of("a", "hunter2's\u0085", "secret"))).isEqualTo("'a/****'");
        assertThat(names.of(("a" + SECRET + "'").getBytes(UTF_8))).isEqualTo("'a****\\''");
    }

    @Test
    void secretIsMaskedBeforeItsNameIsCut() {
        String name = "a".repeat(145) + SECRET + "b".repeat(100);
        assertThat(names.of(name)).contains("aa****b").doesNotContain("hunt");
        assertThat(names.of(name.getBytes(UTF_8))).contains("aa****b").doesNotContain("hunt");
    }

    @Test
    void bytesThatAreNoTextAreShownWithoutTheSecretBesideThem() {
        assertThat(names.of(new byte[] {'a', (byte) 0xff})).isEqualTo("'a\\xFF'");
        assertThat(new MaskedNames(text -> text.replace("hunter2", "****")).of("hunter2\u00ff".getBytes(ISO_8859_1)))
                .isEqualTo("'****\ufffd'");
    }
}
