package io.jenkins.plugins.runpod.engine.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RunningDigestTest {
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private final RunningDigest digest = new RunningDigest();

    private void write(long position, String text) {
        digest.wrote(position, ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    @Test
    void pieceAfterPieceGivesTheSha256OfAll() {
        write(0, "a");
        write(1, "bc");
        assertThat(digest.end(3).orElseThrow().hex()).isEqualTo(OF_ABC);
    }

    @Test
    void fileThatBeginsBeforeItIsNotKnown() {
        write(1, "bc");
        assertThat(digest.end(3)).isEmpty();
    }

    @Test
    void bytesThatAreWrittenAgainMakeItForget() {
        write(0, "ab");
        write(1, "b");
        write(2, "c");
        assertThat(digest.end(3)).isEmpty();
    }

    @Test
    void fileOfAnotherLengthIsNotKnown() {
        write(0, "abc");
        assertThat(digest.end(4)).isEmpty();
    }

    @Test
    void fileThatBeginsAnewIsKnownAgain() {
        write(0, "x");
        write(7, "y");
        write(0, "abc");
        assertThat(digest.end(3).orElseThrow().hex()).isEqualTo(OF_ABC);
    }

    @Test
    void itEndsOnce() {
        write(0, "abc");
        assertThat(digest.end(3)).isPresent();
        assertThat(digest.end(3)).isEmpty();
    }
}
