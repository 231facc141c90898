package io.jenkins.plugins.runpod.engine.kube;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The standard input of a command: a known number of bytes, read piece by piece. Never read by two threads at once. A
 * read follows when the piece before it is on its way.
 */
public interface ExecInput {
    /** No standard input. */
    ExecInput NONE = of(new byte[0]);

    /** The number of bytes. With 0 the command has no standard input, and nothing is read. */
    long length();

    /**
     * Reads the next bytes. Returns at once, from a pool thread that must not wait. The buffer belongs to the reader until the next call.
     *
     * @param most how many bytes at most. At least one must come
     * @return a failure ends the command
     */
    CompletionStage<ByteBuffer> read(int most);

    /** These bytes. To be read once. */
    static ExecInput of(byte[] bytes) {
        ByteBuffer rest = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        return new ExecInput() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public CompletionStage<ByteBuffer> read(int most) {
                ByteBuffer piece = rest.slice(rest.position(), Math.min(most, rest.remaining()));
                rest.position(rest.position() + piece.remaining());
                return CompletableFuture.completedFuture(piece);
            }
        };
    }
}
