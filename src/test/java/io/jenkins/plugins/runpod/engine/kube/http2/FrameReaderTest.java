package io.jenkins.plugins.runpod.engine.kube.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.core5.util.ByteArrayBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest implements FrameReader.Sink {
    private final List<String> heard = new ArrayList<>();
    private final StringBuilder data = new StringBuilder();
    private int counted;

    @Override
    public void data(int stream, ByteBuffer part, int size, boolean end) {
        data.append(StandardCharsets.US_ASCII.decode(part));
        counted += size;
        if (end) {
            heard.add("end of " + stream);
        }
    }

    @Override
    public void frame(int type, int flags, int stream, ByteBuffer payload) {
        heard.add(type + "/" + flags + " of " + stream + ": " + StandardCharsets.US_ASCII.decode(payload));
    }

    private void read(byte[] all, int atOnce) throws IOException {
        FrameReader reader = new FrameReader(this);
        for (int from = 0; from < all.length; from += atOnce) {
            reader.read(ByteBuffer.wrap(all, from, Math.min(atOnce, all.length - from)));
        }
    }

    private static byte[] written(FrameWriter writer) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        writer.flush(bytes -> {
            byte[] part = new byte[Math.min(7, bytes.remaining())];
            bytes.get(part);
            all.writeBytes(part);
            return part.length;
        });
        return all.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 13, 10_000})
    void framesAreTheSameHoweverTheyAreCut(int atOnce) throws Exception {
        FrameWriter writer = new FrameWriter();
        ByteArrayBuffer block = new ByteArrayBuffer(8);
        block.append("headers".getBytes(StandardCharsets.US_ASCII), 0, 7);
        writer.headers(3, block, false, 4);
        writer.data(3, ByteBuffer.wrap("some text".getBytes(StandardCharsets.US_ASCII)), 9, false);
        writer.settingsAck();
        writer.data(3, ByteBuffer.allocate(0), 0, true);

        read(written(writer), atOnce);

        assertThat(heard).containsExactly("1/0 of 3: head", "9/4 of 3: ers", "4/1 of 0: ", "end of 3");
        assertThat(data).hasToString("some text");
    }

    @Test
    void paddingCountsForTheWindowAndIsNoData() throws Exception {
        read(new byte[] {0, 0, 5, 0, 9, 0, 0, 0, 1, 2, 'h', 'i', 0, 0}, 100);

        assertThat(data).hasToString("hi");
        assertThat(counted).isEqualTo(5);
        assertThat(heard).containsExactly("end of 1");
    }

    @Test
    void aFrameThatIsTooLongOrPaddedTooMuchBreaksTheProtocol() {
        assertThatThrownBy(() -> read(new byte[] {0, 64, 1, 0, 0, 0, 0, 0, 1}, 100))
                .isInstanceOf(Http2Exception.class);
        assertThatThrownBy(() -> read(new byte[] {0, 0, 2, 1, 8, 0, 0, 0, 1, 9, 0}, 100))
                .isInstanceOf(Http2Exception.class);
    }
}
