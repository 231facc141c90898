package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.kube.ExecOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Writes the output of a command on threads for files. While one piece is written, the next one is filled. So the connection does not wait
 * for the disk until a piece is full, and a slow disk gets large pieces. Nothing is held open in between. Safe for use by many threads.
 */
final class WriteBehind implements ExecOutput {
    /** The most bytes of a piece. Two of them are in memory. */
    private static final int PIECE = 512 << 10;

    private static final Runnable NOTHING = () -> {};

    private final FileWork files;
    private final Target target;
    private final CompletableFuture<Void> broken = new CompletableFuture<>();
    private ByteBuffer filled = ByteBuffer.allocate(PIECE);
    private ByteBuffer written = ByteBuffer.allocate(PIECE);
    private boolean writing;
    private ByteBuffer chunk = ByteBuffer.allocate(0);
    private Runnable next = NOTHING;
    private CompletableFuture<Void> atRest = CompletableFuture.completedFuture(null);
    private volatile IOException problem;

    /** Where the bytes go. */
    interface Target {
        /** Writes all of a piece. On a thread for files, one piece at a time. */
        void write(ByteBuffer piece) throws IOException;
    }

    WriteBehind(FileWork files, Target target) {
        this.files = files;
        this.target = target;
    }

    /** Why a piece could not be written, if so. */
    Optional<IOException> problem() {
        return Optional.ofNullable(problem);
    }

    /** Completes if a piece could not be written. Then nothing more is taken. */
    CompletionStage<Void> broken() {
        return broken;
    }

    /** Completes when what has come so far is written, or cannot be. */
    synchronized CompletionStage<Object> settled() {
        return CompletableFuture.anyOf(atRest, broken);
    }

    @Override
    public void received(ByteBuffer bytes, Runnable whenTaken) {
        synchronized (this) {
            chunk = bytes;
            next = whenTaken;
        }
        move();
    }

    private void move() {
        Runnable work = NOTHING;
        Runnable taken = NOTHING;
        synchronized (this) {
            fill();
            if (!writing && filled.position() > 0) {
                ByteBuffer piece = filled.flip();
                filled = written;
                written = piece;
                work = () -> start(piece);
                fill();
                if (atRest.isDone()) {
                    atRest = new CompletableFuture<>();
                }
                writing = true;
            }
            if (!chunk.hasRemaining()) {
                taken = next;
                next = NOTHING;
            }
        }
        work.run();
        taken.run();
    }

    private void fill() {
        int count = Math.min(chunk.remaining(), filled.remaining());
        filled.put(chunk.slice().limit(count));
        chunk.position(chunk.position() + count);
    }

    private void start(ByteBuffer piece) {
        if (!files.start(() -> write(piece))) {
            fail(new IOException("run-pod is shutting down"));
        }
    }

    private void fail(IOException why) {
        problem = why;
        broken.complete(null);
    }

    private void write(ByteBuffer piece) {
        try {
            target.write(piece);
        } catch (IOException | RuntimeException e) {
            fail(e instanceof IOException failure ? failure : new IOException(e));
            return;
        }
        CompletableFuture<Void> rest = new CompletableFuture<>();
        synchronized (this) {
            written.clear();
            writing = false;
            if (filled.position() == 0) {
                rest = atRest;
            }
        }
        rest.complete(null);
        move();
    }
}
