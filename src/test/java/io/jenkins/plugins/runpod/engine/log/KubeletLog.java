package io.jenkins.plugins.runpod.engine.log;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A container's log as a kubelet keeps and serves it. The test says what is written, which bytes of an answer arrive, and how it
 * ends.
 */
final class KubeletLog implements LogSource {
    /** A line as the container wrote it, with its newline. */
    record Line(Instant stamp, byte[] text) {}

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSX").withZone(ZoneOffset.UTC);

    private final List<Line> lines = new ArrayList<>();
    /** Lines before this one were rotated away. */
    private int first;

    private final List<Answer> requests = new ArrayList<>();

    void write(String stamp, String text) {
        write(Instant.parse(stamp), text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void write(Instant stamp, byte[] text) {
        lines.add(new Line(stamp, text));
    }

    /** Only what is written from now on is still served. */
    void rotate() {
        first = lines.size();
    }

    /** All requests so far. */
    List<Answer> requests() {
        return requests;
    }

    /** The latest request. */
    Answer request() {
        return requests.get(requests.size() - 1);
    }

    @Override
    public LogStream open(Optional<Instant> sinceTime, boolean follow, LogReceiver receiver) {
        Answer answer = new Answer(sinceTime.map(t -> t.truncatedTo(ChronoUnit.SECONDS)), follow, receiver);
        requests.add(answer);
        return answer;
    }

    /** The answer to one request. */
    final class Answer implements LogStream {
        final Optional<Instant> since;
        final boolean follow;
        private final LogReceiver receiver;
        private int next = first;
        private byte[] pending = {};
        private boolean answered;
        private boolean awaited = true;
        private boolean over;
        private boolean closed;
        private boolean held;
        private boolean watched;

        private Answer(Optional<Instant> since, boolean follow, LogReceiver receiver) {
            this.since = since;
            this.follow = follow;
            this.receiver = receiver;
        }

        boolean isOpen() {
            return !over && !closed;
        }

        /** It waits for the limit on our side. */
        void hold() {
            held = true;
        }

        void letGo() {
            held = false;
        }

        /** Its connection is watched over. */
        void watch() {
            watched = true;
        }

        @Override
        public boolean isWatched() {
            return watched;
        }

        @Override
        public boolean isUnderWay() {
            return !held;
        }

        boolean isClosed() {
            return closed;
        }

        /** Whether the reader asks for more. */
        boolean isAwaited() {
            return awaited;
        }

        /** Bytes of the log that could be sent. */
        int available() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(pending);
            for (; next < lines.size(); next++) {
                Line line = lines.get(next);
                if (since.isEmpty() || !line.stamp().isBefore(since.get())) {
                    bytes.writeBytes((STAMP.format(line.stamp()) + " ").getBytes(StandardCharsets.US_ASCII));
                    bytes.writeBytes(line.text());
                }
            }
            pending = bytes.toByteArray();
            return pending.length;
        }

        /** Sends the next bytes of the log. */
        Answer send(int count) {
            available();
            byte[] chunk = Arrays.copyOf(pending, count);
            pending = Arrays.copyOfRange(pending, count, pending.length);
            return raw(chunk);
        }

        Answer sendAll() {
            return available() == 0 ? answer() : send(pending.length);
        }

        Answer answer() {
            if (!answered) {
                answered = true;
                receiver.answered();
            }
            return this;
        }

        /** Sends any bytes. */
        Answer raw(byte[] chunk) {
            answer();
            awaited = false;
            ByteBuffer buffer = ByteBuffer.wrap(chunk);
            receiver.received(chunk.length % 2 == 0 ? buffer : buffer.asReadOnlyBuffer(), () -> awaited = true);
            return this;
        }

        Answer raw(String text) {
            return raw(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void end(LogEnd end) {
            over = true;
            receiver.ended(end);
        }

        void end() {
            end(new LogEnd.Clean());
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
