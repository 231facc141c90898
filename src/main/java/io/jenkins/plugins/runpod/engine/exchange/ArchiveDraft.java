package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.kube.ExecOutput;
import io.jenkins.plugins.runpod.engine.transfer.ReadArchive;
import io.jenkins.plugins.runpod.engine.transfer.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/**
 * An archive of outputs that arrives bit by bit. Its length on disk is how much has arrived, also after a restart. Its methods block for
 * disk I/O, on threads for files. One of them runs at a time.
 */
final class ArchiveDraft {
    private final FileExchange exchange;
    private final String name;
    private final RunningDigest running = new RunningDigest();

    /** @param pod the pod whose outputs these are */
    ArchiveDraft(FileExchange exchange, String pod) {
        this.exchange = exchange;
        this.name = "outputs-" + pod + ".tar";
    }

    /** Where it is now. The folder may move at any time. */
    Path file() {
        return exchange.folder().resolve(name);
    }

    /**
     * Where to go on.
     *
     * @param length of the whole archive
     * @return what has arrived, rounded down to a block
     */
    long arrived(long length) throws IOException {
        makeFolder();
        try (FileChannel channel = open()) {
            if (channel.size() > length) {
                channel.truncate(0); // of another archive
            }
            long whole = channel.size() / ReadArchive.BLOCK * ReadArchive.BLOCK;
            channel.truncate(whole);
            return whole;
        }
    }

    /** Not those above it: the build can be deleted, or be moved at this moment. */
    private void makeFolder() throws IOException {
        try {
            Files.createDirectory(exchange.folder());
        } catch (FileAlreadyExistsException e) {
            // from before
        }
    }

    /** Begins anew. */
    long discard() throws IOException {
        try (FileChannel channel = open()) {
            channel.truncate(0);
        }
        return 0;
    }

    /** The SHA-256 of what has arrived, which is then on disk for good. It is read from there unless all came at one go. */
    Sha256 digest() throws IOException {
        long length;
        try (FileChannel channel = open()) {
            channel.force(true);
            length = channel.size();
        }
        Optional<Sha256> carried = running.end(length);
        return carried.isPresent() ? carried.get() : Digests.of(file());
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** The rest of it, which comes from a command. */
    final class Part implements ExecOutput {
        private final LongConsumer passed;
        private final long end;
        private final long begin;
        private final WriteBehind behind;
        private volatile long position;

        /**
         * Nothing has come yet.
         *
         * @param offset where it begins in the archive
         * @param length of the whole archive
         * @param passed is told how much of the archive has arrived, on a thread for files
         */
        Part(FileWork files, long offset, long length, LongConsumer passed) {
            this.begin = offset;
            this.position = offset;
            this.end = length;
            this.passed = passed;
            this.behind = new WriteBehind(files, this::write);
        }

        /** Where it begins in the archive. */
        long begin() {
            return begin;
        }

        /** What has been written of the archive. */
        long position() {
            return position;
        }

        /** How many bytes of the archive have not been written. */
        long missing() {
            return end - position;
        }

        /** Why it cannot be written, if so. */
        Optional<IOException> problem() {
            return behind.problem();
        }

        /** Completes if it cannot be written. Then nothing more of it is taken. */
        CompletionStage<Void> broken() {
            return behind.broken();
        }

        /** Completes when what has come so far is written, or cannot be. */
        CompletionStage<Object> settled() {
            return behind.settled();
        }

        @Override
        public void received(ByteBuffer chunk, Runnable next) {
            behind.received(chunk, next);
        }

        private void write(ByteBuffer piece) throws IOException {
            long from = position;
            try (FileChannel channel = open()) {
                if (channel.size() != position) {
                    throw new IOException("something else has changed or deleted " + file());
                }
                while (piece.hasRemaining()) {
                    position += channel.write(piece, position);
                }
            }
            running.wrote(from, piece.flip());
            passed.accept(position);
        }
    }
}
