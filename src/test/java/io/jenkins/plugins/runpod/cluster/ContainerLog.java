package io.jenkins.plugins.runpod.cluster;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The log of one run of a container as containerd writes it, in files as a kubelet keeps them: a line gets the time of its
 * first piece, a long line is stored in pieces, a carriage return before a newline is dropped, and when a file is full it
 * is rotated away: who reads it goes on, who comes later sees only the current one. Safe for use by many threads.
 */
public final class ContainerLog {
    private static final int LONGEST_PIECE = 16 * 1024;

    /** A line, or a piece of one. @param partial the line goes on in the next piece */
    record Piece(Instant time, byte[] text, boolean partial) {}

    /** One file, and the one that came after it. */
    private static final class File {
        private final List<Piece> pieces = new ArrayList<>();
        private long bytes;
        private File next;
    }

    private final long rotateAt;
    private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();
    private File current = new File();
    private boolean ended;
    private int interruptions;

    /** @param rotateAt the bytes of a full file */
    public ContainerLog(long rotateAt) {
        this.rotateAt = rotateAt;
    }

    /** Adds output, as it came out of the container. Text without its newline is kept back. */
    public synchronized void write(Instant time, byte[] output) {
        for (byte b : output) {
            if (b == '\n') {
                dropCarriageReturn();
                flush(time, false);
            } else {
                unfinished.write(b);
                if (unfinished.size() == LONGEST_PIECE) {
                    flush(time, true);
                }
            }
        }
        notifyAll();
    }

    /** The container has ended: text without a newline appears, and does not get one. Idempotent. */
    public synchronized void end(Instant time) {
        if (!ended && unfinished.size() > 0) {
            flush(time, true);
        }
        ended = true;
        notifyAll();
    }

    /** Ends everything that is being read now, as a kubelet does that goes down. Who asks again is served. */
    public synchronized void interrupt() {
        interruptions++;
        notifyAll();
    }

    /** Begins a new file, as a kubelet does when one is full. */
    public synchronized void rotate() {
        current.next = new File();
        current = current.next;
        notifyAll();
    }

    /** The last bytes, for a termination message that falls back to the log. */
    synchronized String tail(int lines, int bytes) {
        int size = current.pieces.size();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (Piece piece : current.pieces.subList(Math.max(0, size - lines), size)) {
            text.writeBytes(piece.text);
            if (!piece.partial) {
                text.write('\n');
            }
        }
        byte[] all = text.toByteArray();
        return new String(Arrays.copyOfRange(all, Math.max(0, all.length - bytes), all.length), StandardCharsets.UTF_8);
    }

    /** A reader of the current file from its beginning. @param tail only the last so many pieces */
    synchronized Reader read(long tail) {
        return new Reader(current, (int) Math.max(0, current.pieces.size() - tail));
    }

    private void dropCarriageReturn() {
        byte[] line = unfinished.toByteArray();
        if (line.length > 0 && line[line.length - 1] == '\r') {
            unfinished.reset();
            unfinished.write(line, 0, line.length - 1);
        }
    }

    private void flush(Instant time, boolean partial) {
        current.pieces.add(new Piece(time, unfinished.toByteArray(), partial));
        current.bytes += unfinished.size() + 40; // the kubelet's file has time, stream and tag in each line
        unfinished.reset();
        if (!partial && current.bytes >= rotateAt) {
            rotate();
        }
    }

    /** A place in the log, for one thread. */
    final class Reader {
        private static final int BATCH = 1_000;

        private final int begun = interruptions;
        private File file;
        private int next;

        private Reader(File file, int next) {
            this.file = file;
            this.next = next;
        }

        /** What is there beyond this place, and goes beyond it; waits a while when there is nothing yet. */
        List<Piece> next(Duration patience) throws InterruptedException {
            synchronized (ContainerLog.this) {
                if (available().isEmpty() && !ended && begun == interruptions && !patience.isZero()) {
                    ContainerLog.this.wait(patience.toMillis());
                }
                List<Piece> pieces = List.copyOf(available());
                next += pieces.size();
                return pieces;
            }
        }

        /** Whether nothing will come any more. */
        boolean atEnd() {
            synchronized (ContainerLog.this) {
                return begun != interruptions || (ended && available().isEmpty());
            }
        }

        private List<Piece> available() {
            while (next == file.pieces.size() && file.next != null) {
                file = file.next;
                next = 0;
            }
            return file.pieces.subList(next, Math.min(file.pieces.size(), next + BATCH));
        }
    }
}
