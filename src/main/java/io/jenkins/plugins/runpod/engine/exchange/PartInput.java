package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.kube.ExecInput;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** A part of a file as the input of a command, read piece by piece on the threads for files. */
final class PartInput implements ExecInput {
    private final FileWork files;
    private final Supplier<Path> file;
    private final long offset;
    private final long length;
    private final LongConsumer passed;
    private ByteBuffer piece = ByteBuffer.allocate(0);
    private long position;

    /**
     * Nothing is read yet.
     *
     * @param file where it is at the moment of a read
     * @param passed is told how many bytes of the part were read, on a thread for files
     */
    PartInput(FileWork files, Supplier<Path> file, long offset, long length, LongConsumer passed) {
        this.files = files;
        this.file = file;
        this.offset = offset;
        this.length = length;
        this.passed = passed;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public CompletionStage<ByteBuffer> read(int most) {
        CompletableFuture<ByteBuffer> read = new CompletableFuture<>();
        boolean started = files.start(() -> {
            try {
                read.complete(next(most));
            } catch (IOException | RuntimeException e) {
                read.completeExceptionally(e);
            }
        });
        if (!started) {
            read.completeExceptionally(new IOException("run-pod is shutting down"));
        }
        return read;
    }

    /** The file is opened for each piece, so that no end of the command leaves it open. */
    private ByteBuffer next(int most) throws IOException {
        int size = (int) Math.min(most, length - position);
        if (piece.capacity() < size) {
            piece = ByteBuffer.allocate(size);
        }
        piece.clear().limit(size);
        try (FileChannel channel = FileChannel.open(file.get(), StandardOpenOption.READ)) {
            if (channel.read(piece, offset + position) <= 0) {
                throw new EOFException(file.get() + " became shorter");
            }
        }
        piece.flip();
        position += piece.remaining();
        passed.accept(position);
        return piece;
    }
}
