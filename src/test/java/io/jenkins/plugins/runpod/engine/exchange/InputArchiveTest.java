package io.jenkins.plugins.runpod.engine.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.transfer.ArchivePart;
import io.jenkins.plugins.runpod.engine.transfer.AskStatus;
import io.jenkins.plugins.runpod.engine.transfer.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputArchiveTest {
    private static final Sha256 SHA = new Sha256("ab".repeat(32));

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, InputArchive.PART, InputArchive.PART + 1, 2L << 30, 15L << 30})
    void ordinaryArchiveHasPartsOfOneLength(long length) {
        assertThat(InputArchive.partLength(length, InputArchive.PART)).isEqualTo(InputArchive.PART);
    }

    @ParameterizedTest
    @ValueSource(longs = {16L << 30, 44L << 30, (1L << 40) - 1, 1L << 50})
    void thePodCanTellAllPartsOfAnyArchive(long length) {
        long partLength = InputArchive.partLength(length, InputArchive.PART);
        long parts = (length + partLength - 1) / partLength;
        var text = new ScriptText(all -> false, () -> {});
        for (int part = 0; part < parts; part++) {
            String line = "run-pod part " + part + " " + partLength + " " + SHA + "\n";
            text.received(ByteBuffer.wrap(line.getBytes(UTF_8)), () -> {});
        }
        text.received(ByteBuffer.wrap(("run-pod status waiting " + parts + "\n").getBytes(UTF_8)), () -> {});
        assertThat(new AskStatus().answer(text.text())).isPresent();
    }

    @Test
    void longPartsAreReadWhereTheyAre() throws IOException {
        long begin = 1L << 34;
        Path file = folder.resolve("sparse");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.SPARSE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("third".getBytes(UTF_8)), begin);
        }
        ArchivePart part = new ArchivePart(2, 5, SHA);
        var input =
                new PartsInput(new FileWork(Runnable::run), () -> file, which -> begin, List.of(part), passed -> {});
        assertThat(UTF_8.decode(input.read(1000).toCompletableFuture().join()).toString())
                .isEqualTo("2 5 " + SHA + "\nthird");
    }
}
