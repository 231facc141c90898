package io.jenkins.plugins.runpod.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class WriteBehindTest {
    private static final int CHUNK = 64 << 10;

    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final List<Integer> pieces = new ArrayList<>();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final Random random = new Random(1);
    private IOException failure;
    private int taken;

    private final WriteBehind behind = new WriteBehind(new FileWork(threads::add), piece -> {
        if (failure != null) {
            throw failure;
        }
        pieces.add(piece.remaining());
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        file.writeBytes(bytes);
    });

    private void receive(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        sent.writeBytes(bytes);
        behind.received(ByteBuffer.wrap(bytes), () -> taken++);
    }

    private boolean isSettled() {
        return behind.settled().toCompletableFuture().isDone();
    }

    private void work() {
        while (!threads.isEmpty()) {
            threads.remove().run();
        }
    }

    @Test
    void chunksThatComeWhileOneIsWrittenAreOnePiece() {
        receive(10);
        receive(20);
        receive(30);
        assertThat(taken).isEqualTo(3);
        assertThat(isSettled()).isFalse();
        work();
        assertThat(pieces).containsExactly(10, 50);
        assertThat(isSettled()).isTrue();
        assertThat(file.toByteArray()).isEqualTo(sent.toByteArray());
    }

    @Test
    void slowDiskHoldsTheCommandBack() {
        int before = -1;
        while (taken > before && taken < 1000) {
            before = taken;
            receive(CHUNK);
        }
        assertThat(taken).isBetween(2, 20);
        work();
        assertThat(taken).isEqualTo(before + 1);
        assertThat(file.toByteArray()).isEqualTo(sent.toByteArray());
    }

    @Test
    void chunkMayBeLargerThanAPiece() {
        receive(10);
        receive(3 << 20);
        work();
        assertThat(taken).isEqualTo(2);
        assertThat(isSettled()).isTrue();
        assertThat(file.toByteArray()).isEqualTo(sent.toByteArray());
    }

    @Test
    void nothingToWriteIsSettled() {
        assertThat(isSettled()).isTrue();
        receive(0);
        assertThat(taken).isEqualTo(1);
        assertThat(isSettled()).isTrue();
    }

    @Test
    void failureToWriteEndsIt() {
        failure = new IOException("No space left on device");
        receive(10);
        receive(10);
        var settled = behind.settled().toCompletableFuture();
        work();
        assertThat(behind.broken().toCompletableFuture()).isCompleted();
        assertThat(behind.problem()).containsSame(failure);
        assertThat(settled).isCompleted();
        assertThat(file.size()).isZero();
    }

    @Test
    void threadsThatTakeNoMoreWorkEndIt() {
        var refusing = new WriteBehind(
                new FileWork(work -> {
                    throw new RejectedExecutionException();
                }),
                piece -> {});
        refusing.received(ByteBuffer.wrap(new byte[10]), () -> {});
        assertThat(refusing.broken().toCompletableFuture()).isCompleted();
        assertThat(refusing.problem()).get().extracting(Throwable::getMessage).isEqualTo("run-pod is shutting down");
        assertThat(refusing.settled().toCompletableFuture()).isCompleted();
    }
}
