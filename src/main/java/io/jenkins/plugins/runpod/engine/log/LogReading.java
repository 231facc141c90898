package io.jenkins.plugins.runpod.engine.log;

import io.jenkins.plugins.runpod.engine.time.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * One log request and the way of its text to the sink. What it receives on any thread it does on the serial executor, where
 * everything else is called too. The next chunk is asked for when the one before is in the batch, and the batch is bounded.
 */
final class LogReading implements LogReceiver {
    /** Whose request it is; called on the serial executor, and not after {@link #stop}. */
    interface Owner {
        void answered();

        /** The batch is about to be written, and before it lines may be missing. */
        void gap(Instant from, Optional<Instant> to);

        /** The log has to be read once more from where the server has it. */
        void lost();

        /** What was received as whole lines is written. */
        void over(LogEnd end);
    }

    /** In bytes. What is sent within a moment was sent by one process of the kubelet, which did not end in between. */
    private static final long ONE_PIECE = 64 * 1024;

    /** How long lines wait for others to be written with. */
    private static final Duration GATHER = Duration.ofMillis(10);

    private final LogFramer framer;
    private final LogSink sink;
    private final boolean last;
    private final Executor serial;
    private final Timer timer;
    private final Clock clock;
    private final Owner owner;
    private final Instant begun;

    private LogStream stream = () -> {};
    private boolean stopped;
    private boolean gathering;
    private boolean unsettled;
    private boolean wrote;
    private long received;
    private Instant lastSign;

    /** @param last whether it is asked for after the container's end, so that its end is the log's end */
    LogReading(LogFramer framer, LogSink sink, boolean last, Executor serial, Timer timer, Clock clock, Owner owner) {
        this.framer = framer;
        this.sink = sink;
        this.last = last;
        this.serial = serial;
        this.timer = timer;
        this.clock = clock;
        this.owner = owner;
        this.begun = clock.instant();
        this.lastSign = begun;
    }

    void open(LogSource source, Optional<Instant> since) {
        try {
            stream = source.open(since, !last, this);
        } catch (RuntimeException e) {
            ended(new LogEnd.Failed(e.toString()));
        }
    }

    boolean isLast() {
        return last;
    }

    /** Whether something can be heard of it; while it only waits to leave, its time does not run. */
    boolean isUnderWay() {
        if (!stream.isUnderWay()) {
            lastSign = clock.instant();
            return false;
        }
        return true;
    }

    /** Whether its silence says nothing about its connection. */
    boolean isWatched() {
        return stream.isWatched();
    }

    LogFramer framer() {
        return framer;
    }

    Instant begun() {
        return begun;
    }

    /** When anything was heard of the server. */
    Instant lastSign() {
        return lastSign;
    }

    /** Whether it brought anything new. */
    boolean wrote() {
        return wrote;
    }

    /** Whether it brought so little that it can hardly have been cut short between two lines. */
    boolean isOnePiece() {
        return received <= ONE_PIECE;
    }

    /** Ends it without further calls to its owner. What came as whole lines is written if that can be done. */
    void stop() {
        if (!stopped) {
            stopped = true;
            stream.close();
            try {
                settle();
            } catch (IOException e) {
                // It was not written, so the cursor does not count it: it comes again.
                return;
            }
        }
    }

    /** Writes a last line that has no newline, if all before it was written. */
    void writeTail() throws IOException {
        if (!framer.hasText()) {
            framer.takeTail();
            settle();
        }
    }

    @Override
    public void answered() {
        serial.execute(() -> {
            if (!stopped) {
                lastSign = clock.instant();
                owner.answered();
            }
        });
    }

    @Override
    public void received(ByteBuffer chunk, Runnable next) {
        serial.execute(() -> {
            if (!stopped) {
                take(chunk, next);
            }
        });
    }

    @Override
    public void ended(LogEnd end) {
        serial.execute(() -> {
            if (!stopped) {
                finish(end);
            }
        });
    }

    private void take(ByteBuffer chunk, Runnable next) {
        received += chunk.remaining();
        try {
            while (chunk.hasRemaining() && !framer.isLost()) {
                framer.feed(chunk);
                if (framer.isFull()) {
                    write(true);
                }
            }
        } catch (IOException e) {
            unwritable(e);
            return;
        }
        lastSign = clock.instant();
        if (framer.isLost()) {
            stop();
            owner.lost();
        } else {
            gather();
            next.run();
        }
    }

    private void finish(LogEnd end) {
        try {
            settle();
        } catch (IOException e) {
            unwritable(e);
            return;
        }
        stopped = true;
        framer.finish();
        owner.over(framer.notice().<LogEnd>map(LogEnd.Failed::new).orElse(end));
    }

    private void unwritable(IOException e) {
        stopped = true;
        stream.close();
        owner.over(new LogEnd.Unavailable("it cannot be written: " + e.getMessage()));
    }

    private void gather() {
        if (!gathering && (unsettled || framer.hasText())) {
            gathering = true;
            timer.schedule(
                    GATHER,
                    () -> serial.execute(() -> {
                        gathering = false;
                        if (!stopped) {
                            try {
                                settle();
                            } catch (IOException e) {
                                unwritable(e);
                            }
                        }
                    }));
        }
    }

    private void settle() throws IOException {
        if (framer.hasText()) {
            write(false);
        }
        if (unsettled) {
            sink.settle();
            unsettled = false;
        }
    }

    private void write(boolean moreToCome) throws IOException {
        if (framer.hasGap()) {
            owner.gap(sink.cursor().time(), framer.gapEnd());
            framer.gapAnnounced();
        }
        LogBatch batch = framer.batch();
        sink.write(batch);
        batch.written(moreToCome);
        wrote = true;
        unsettled = true;
    }
}
