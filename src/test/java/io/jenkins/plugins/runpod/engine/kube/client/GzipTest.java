package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipTest {
    static byte[] compressed(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "404 page not found"})
    void plainTextStaysAsItIs(String text) throws IOException {
        assertThat(Gzip.read(text.getBytes(), 1)).asString().isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8 << 10, 1_000_000})
    void whatWasCompressedComesBack(int length) throws IOException {
        byte[] plain = new byte[length];
        new Random(length).nextBytes(plain);

        assertThat(Gzip.read(compressed(plain), 1_000_000)).isEqualTo(plain);
    }

    @Test
    void noMoreThanTheLimitIsTaken() throws IOException {
        byte[] bytes = compressed(new byte[1_001]);

        assertThatThrownBy(() -> Gzip.read(bytes, 1_000)).hasMessage("more than 1000 bytes");
    }
}
