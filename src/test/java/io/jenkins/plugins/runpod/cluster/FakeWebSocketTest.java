package io.jenkins.plugins.runpod.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FakeWebSocketTest {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    @Test
    void aMaskedFrameIsRead() throws Exception {
        FakeWebSocket socket = reading(0x82, 0x83, 1, 2, 3, 4, 'a' ^ 1, 'b' ^ 2, 'c' ^ 3);

        assertThat(socket.receive()).hasValue(new byte[] {'a', 'b', 'c'});
        assertThat(socket.receive()).isEmpty();
    }

    @Test
    void aFrameWithoutAMaskBreaksTheRules() throws Exception {
        assertThat(reading(0x82, 0x01, 'a').receive()).isEmpty();
        assertThat(sent.toByteArray()).containsExactly(0x88, 0x02, 1002 >> 8, 1002 & 0xff);
    }

    @Test
    void aPingIsAnsweredWithItsOwnWords() throws Exception {
        FakeWebSocket socket = reading(0x89, 0x82, 0, 0, 0, 0, 'h', 'i', 0x82, 0x81, 0, 0, 0, 0, 'a');

        assertThat(socket.receive()).hasValue(new byte[] {'a'});
        assertThat(sent.toByteArray()).containsExactly(0x8a, 0x02, 'h', 'i');
    }

    @Test
    void aContinuationIsAMessageOfItsOwn() throws Exception {
        FakeWebSocket socket = reading(0x02, 0x81, 0, 0, 0, 0, 'a', 0x80, 0x81, 0, 0, 0, 0, 'b');

        assertThat(socket.receive()).hasValue(new byte[] {'a'});
        assertThat(socket.receive()).hasValue(new byte[] {'b'});
    }

    @Test
    void aFrameThatIsTooLongIsTheEnd() throws Exception {
        assertThat(reading(0x82, 0xff, 0, 0, 0, 0, 0x02, 0, 0, 1).receive()).isEqualTo(Optional.empty());
    }

    private FakeWebSocket reading(int... bytes) throws IOException {
        byte[] in = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            in[i] = (byte) bytes[i];
        }
        return new FakeWebSocket(new Socket(), new ByteArrayInputStream(in), sent);
    }
}
