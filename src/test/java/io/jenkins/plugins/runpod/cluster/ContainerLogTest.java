package io.jenkins.plugins.runpod.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.testing.Patience;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContainerLogTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final ContainerLog log = new ContainerLog(1_000);

    @Test
    void aLineIsThereWhenItsNewlineIs() throws InterruptedException {
        ContainerLog.Reader reader = log.read(Long.MAX_VALUE);
        write("one");
        assertThat(read(reader)).isEmpty();

        write(" line\nnext");

        assertThat(read(reader)).containsExactly("one line");
    }

    @Test
    void theLastLineIsThereAtTheEnd() throws InterruptedException {
        ContainerLog.Reader reader = log.read(Long.MAX_VALUE);
        write("last");

        log.end(NOON);

        assertThat(read(reader)).containsExactly("last");
        assertThat(reader.atEnd()).isTrue();
    }

    @Test
    void whoReadsGoesOnAcrossARotation() throws InterruptedException {
        write("old\n");
        ContainerLog.Reader reader = log.read(Long.MAX_VALUE);
        log.rotate();
        write("new\n");

        List<String> first = read(reader);
        assertThat(first).containsExactly("old");
        assertThat(read(reader)).containsExactly("new");
    }

    @Test
    void whoComesAfterARotationSeesOnlyTheCurrentFile() throws InterruptedException {
        write("old\n");
        log.rotate();
        write("new\n");

        assertThat(read(log.read(Long.MAX_VALUE))).containsExactly("new");
    }

    @Test
    void aFullFileIsRotated() throws InterruptedException {
        for (int i = 0; i < 21; i++) {
            write("0123456789\n"); // 50 bytes in the file
        }

        assertThat(read(log.read(Long.MAX_VALUE))).hasSize(1);
    }

    @Test
    void aReaderThatWaitsIsWokenByTheEnd() throws InterruptedException {
        ContainerLog.Reader reader = log.read(Long.MAX_VALUE);
        Thread ending = new Thread(() -> log.end(NOON));
        ending.start();

        while (!reader.atEnd()) {
            reader.next(Patience.HANG);
        }

        ending.join();
        assertThat(reader.next(Patience.HANG)).isEmpty();
    }

    private void write(String text) {
        log.write(NOON, text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> read(ContainerLog.Reader reader) throws InterruptedException {
        return reader.next(Duration.ZERO).stream()
                .map(piece -> new String(piece.text(), StandardCharsets.UTF_8))
                .toList();
    }
}
