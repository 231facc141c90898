package io.jenkins.plugins.runpod.engine.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataAndAnswerTest {
    private static final byte[] STDOUT = "data\nwith lines\nanswer\n".getBytes(UTF_8);
    private static final int LENGTH = 16;

    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final ScriptText answer = new ScriptText("answer\n"::equals, () -> {});
    private final AtomicInteger asked = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 15, 16, 17, 100})
    void bothArriveInChunksOfAnyLength(int chunk) {
        DataAndAnswer stdout = new DataAndAnswer(
                LENGTH,
                (bytes, next) -> {
                    byte[] copy = new byte[bytes.remaining()];
                    bytes.get(copy);
                    data.writeBytes(copy);
                    next.run();
                },
                answer);
        int chunks = 0;
        for (int at = 0; at < STDOUT.length; at += chunk, chunks++) {
            assertThat(stdout.isComplete()).isFalse();
            byte[] bytes = Arrays.copyOfRange(STDOUT, at, Math.min(at + chunk, STDOUT.length));
            stdout.received(ByteBuffer.wrap(bytes), asked::incrementAndGet);
        }
        assertThat(stdout.isComplete()).isTrue();
        assertThat(data.toString(UTF_8)).isEqualTo("data\nwith lines\n");
        assertThat(answer.text()).isEqualTo("answer\n");
        assertThat(asked).hasValue(chunks);
    }
}
