package io.jenkins.plugins.runpod.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Serves one log request: the pieces become lines again, with their times where they were asked for. */
final class FakeLogStream {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z' ").withZone(ZoneOffset.UTC);

    private final ContainerLog.Reader reader;
    private final LogOptions options;
    private long left;
    private boolean inLine;

    FakeLogStream(ContainerLog log, LogOptions options) {
        this.reader = log.read(options.tailLines().orElse(Long.MAX_VALUE));
        this.options = options;
        this.left = options.limitBytes().orElse(Long.MAX_VALUE);
    }

    /** Returns when all has been sent, or nobody listens any more. */
    void serve(FakeExchange exchange) throws IOException {
        exchange.stream("text/plain");
        try {
            while (left > 0) {
                byte[] text = next(options.follow() ? PATIENCE : Duration.ZERO);
                exchange.send(text);
                if (text.length == 0 && (!options.follow() || reader.atEnd())) {
                    break;
                }
                if (text.length == 0 && exchange.hungUp()) {
                    return;
                }
            }
            exchange.end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] next(Duration patience) throws InterruptedException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (ContainerLog.Piece piece : reader.next(patience)) {
            append(text, piece);
        }
        byte[] all = text.toByteArray();
        if (all.length > left) {
            byte[] cut = new byte[(int) left];
            System.arraycopy(all, 0, cut, 0, cut.length);
            all = cut;
        }
        left -= all.length;
        return all;
    }

    private void append(ByteArrayOutputStream text, ContainerLog.Piece piece) {
        boolean wanted = options.since().filter(piece.time()::isBefore).isEmpty();
        if (wanted) {
            if (options.timestamps() && !inLine) {
                text.writeBytes(time(piece.time()));
            }
            text.writeBytes(piece.text());
            if (!piece.partial()) {
                text.write('\n');
            }
        }
        inLine = piece.partial();
    }

    private static byte[] time(Instant time) {
        return TIME.format(time).getBytes(StandardCharsets.US_ASCII);
    }
}
