package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.kube.ExecInput;
import io.jenkins.plugins.runpod.engine.transfer.ArchivePart;
import io.jenkins.plugins.runpod.engine.transfer.PutParts;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Parts of a file as the input of {@link PutParts}, read piece by piece on the threads for files. */
final class PartsInput implements ExecInput {
    /** What is read from the file at once. */
    private static final int BUFFER = 256 << 10;

    private final FileWork files;
    private final Supplier<Path> file;
    private final ToLongFunction<ArchivePart> offset;
    private final LongConsumer passed;
    private final Deque<ArchivePart> parts;
    private final long length;
    private final long total;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
    private ArchivePart part;
    private long left;
    private volatile long sent;

    /**
     * Nothing is read yet.
     *
     * @param file where it is at the moment of a read
     * @param offset where a part begins in the file
     * @param passed is told how many bytes of the parts were read, on a thread for files
     */
    PartsInput(
            FileWork files,
            Supplier<Path> file,
            ToLongFunction<ArchivePart> offset,
            List<ArchivePart> parts,
            LongConsumer passed) {
        this.files = files;
        this.file = file;
        this.offset = offset;
        this.passed = passed;
        this.parts = new ArrayDeque<>(parts);
        this.total = parts.stream().mapToLong(ArchivePart::length).sum();
        this.length = parts.stream()
                .mapToLong(part -> PutParts.header(part).length + part.length())
                .sum();
    }

    @Override
    public long length() {
        return length;
    }

    /** Whether all of it was read. */
    boolean isRead() {
        return sent == total;
    }

    @Override
    public CompletionStage<ByteBuffer> read(int most) {
        if (buffer.hasRemaining()) {
            return CompletableFuture.completedFuture(piece(most));
        }
        CompletableFuture<ByteBuffer> read = new CompletableFuture<>();
        boolean started = files.start(() -> {
            try {
                fill();
                read.complete(piece(most));
            } catch (IOException | RuntimeException e) {
                read.completeExceptionally(e);
            }
        });
        if (!started) {
            read.completeExceptionally(new IOException("run-pod is shutting down"));
        }
        return read;
    }

    private ByteBuffer piece(int most) {
        ByteBuffer piece = buffer.slice(buffer.position(), Math.min(most, buffer.remaining()));
        buffer.position(buffer.position() + piece.remaining());
        return piece;
    }

    /** The file is opened for each buffer, so that no end of the command leaves it open. */
    private void fill() throws IOException {
        buffer.clear();
        if (left == 0) {
            part = parts.remove();
            buffer.put(PutParts.header(part));
            left = part.length();
        }
        buffer.limit((int) Math.min(buffer.capacity(), buffer.position() + left));
        if (buffer.hasRemaining()) {
            int count;
            try (FileChannel channel = FileChannel.open(file.get(), StandardOpenOption.READ)) {
                count = channel.read(buffer, offset.applyAsLong(part) + part.length() - left);
            }
            if (count <= 0) {
                throw new EOFException(file.get() + " became shorter");
            }
            left -= count;
            sent += count;
            passed.accept(sent);
        }
        buffer.flip();
    }
}
