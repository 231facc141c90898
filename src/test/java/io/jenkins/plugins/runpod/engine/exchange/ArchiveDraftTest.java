package io.jenkins.plugins.runpod.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.transfer.ReadArchive;
import io.jenkins.plugins.runpod.engine.transfer.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveDraftTest {
    private static final int LENGTH = 2 * ReadArchive.BLOCK + 100;

    @TempDir
    Path temp;

    private final byte[] archive = new byte[LENGTH];
    private Path folder;
    private ArchiveDraft draft;
    private Sha256 sha256;

    private final FileExchange exchange = new FileExchange() {
        @Override
        public Path folder() {
            return folder;
        }

        @Override
        public Executor threads() {
            return Runnable::run;
        }

        @Override
        public TransferSlots slots() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void handOver(Path files, List<List<String>> selected) {
            throw new UnsupportedOperationException();
        }
    };

    @BeforeEach
    void begin() throws IOException {
        new Random(1).nextBytes(archive);
        folder = temp.resolve("folder");
        draft = new ArchiveDraft(exchange, "pod");
        sha256 = Digests.of(Files.write(temp.resolve("archive"), archive));
        assertThat(draft.arrived(LENGTH)).isZero();
    }

    private ArchiveDraft.Part part(int from) {
        return draft.new Part(new FileWork(exchange.threads()), from, LENGTH, arrived -> {});
    }

    private void send(ArchiveDraft.Part part, int from, int to) {
        part.received(ByteBuffer.wrap(Arrays.copyOfRange(archive, from, to)), () -> {});
        assertThat(part.settled().toCompletableFuture()).isDone();
    }

    @Test
    void whatArrivesAtOneGoHasItsSha256() throws IOException {
        ArchiveDraft.Part part = part(0);
        send(part, 0, 1000);
        send(part, 1000, LENGTH);
        assertThat(part.position()).isEqualTo(LENGTH);
        assertThat(draft.digest()).isEqualTo(sha256);
        assertThat(draft.digest()).isEqualTo(sha256);
    }

    @Test
    void partThatWasInterruptedGoesOnAtABlock() throws IOException {
        send(part(0), 0, ReadArchive.BLOCK + 10);
        assertThat(draft.arrived(LENGTH)).isEqualTo(ReadArchive.BLOCK);
        send(part(ReadArchive.BLOCK), ReadArchive.BLOCK, LENGTH);
        assertThat(draft.digest()).isEqualTo(sha256);
    }

    @Test
    void anotherProcessGoesOn() throws IOException {
        send(part(0), 0, ReadArchive.BLOCK);
        draft = new ArchiveDraft(exchange, "pod");
        assertThat(draft.arrived(LENGTH)).isEqualTo(ReadArchive.BLOCK);
        send(part(ReadArchive.BLOCK), ReadArchive.BLOCK, LENGTH);
        assertThat(draft.digest()).isEqualTo(sha256);
    }

    @Test
    void folderThatMovesIsFollowed() throws IOException {
        ArchiveDraft.Part part = part(0);
        send(part, 0, 1000);
        folder = Files.move(folder, temp.resolve("moved"));
        send(part, 1000, LENGTH);
        assertThat(draft.digest()).isEqualTo(sha256);
        assertThat(temp.resolve("moved/outputs-pod.tar")).hasBinaryContent(archive);
    }

    @Test
    void fileThatIsDeletedMeanwhileBeginsAnew() throws IOException {
        ArchiveDraft.Part part = part(0);
        send(part, 0, 1000);
        Files.delete(draft.file());
        send(part, 1000, LENGTH);
        assertThat(part.problem())
                .get()
                .extracting(Throwable::getMessage)
                .asString()
                .contains("changed or deleted");
        assertThat(part.broken().toCompletableFuture()).isCompleted();
        assertThat(draft.arrived(LENGTH)).isZero();
        send(part(0), 0, LENGTH);
        assertThat(draft.digest()).isEqualTo(sha256);
    }

    @Test
    void discardedBytesDoNotCount() throws IOException {
        send(part(0), 100, LENGTH);
        assertThat(draft.discard()).isZero();
        send(part(0), 0, LENGTH);
        assertThat(draft.digest()).isEqualTo(sha256);
    }
}
