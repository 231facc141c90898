package io.jenkins.plugins.runpod.engine.faults;

import io.jenkins.plugins.runpod.cluster.Underway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server with one log: numbered lines, a million for each second of its time stamps, made while they are sent. */
final class LogFlood implements AutoCloseable {
    /** Bytes of a line without its time stamp. */
    static final int TEXT = 100;

    private static final int NUMBER = 12;
    private static final long LINES_A_SECOND = 1_000_000;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final byte[] LINE = ("2026-01-01T00:00:00.000000000Z " + "0".repeat(NUMBER)
                    + "x".repeat(TEXT - NUMBER - 1) + "\n")
            .getBytes(StandardCharsets.US_ASCII);
    private static final int STAMP = LINE.length - TEXT;
    private static final int BLOCK = 500;
    private static final Pattern SINCE = Pattern.compile("sinceTime=([0-9TZ%A-z.:-]+?)[& ]");

    private final Underway underway = new Underway();
    private final long lines;
    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final CompletableFuture<Void> sent = new CompletableFuture<>();
    private boolean cut;

    LogFlood(long lines) throws IOException {
        this.lines = lines;
        Thread thread = new Thread(this::accept, "log-flood");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** When the last line was sent for the first time: the container has ended. */
    CompletableFuture<Void> whenSent() {
        return sent;
    }

    /** The number in a line. */
    static long number(byte[] line, int from) {
        long number = 0;
        for (int i = from; i < from + NUMBER; i++) {
            number = number * 10 + line[i] - '0';
        }
        return number;
    }

    private void accept() {
        while (true) {
            try (Socket socket = listener.accept()) {
                serve(socket);
            } catch (IOException e) {
                if (listener.isClosed()) {
                    return;
                }
            }
        }
    }

    /** Answers that it is sending. */
    Underway underway() {
        return underway;
    }

    private void serve(Socket socket) throws IOException {
        Runnable end = underway.begin();
        try {
            answer(socket);
        } finally {
            end.run();
        }
    }

    private void answer(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String request = in.readLine();
        for (String header = in.readLine(); header != null && !header.isEmpty(); header = in.readLine()) {}
        OutputStream out = socket.getOutputStream();
        out.write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
        byte[] block = new byte[BLOCK * LINE.length];
        for (int i = 0; i < BLOCK; i++) {
            System.arraycopy(LINE, 0, block, i * LINE.length, LINE.length);
        }
        for (long next = first(request); next < lines; next += BLOCK) {
            if (!cut && next > lines / 2) {
                cut = true;
                out.write(block, 0, LINE.length / 2);
                socket.setSoLinger(true, 0);
                return;
            }
            int count = (int) Math.min(BLOCK, lines - next);
            for (int i = 0; i < count; i++) {
                number(block, i * LINE.length, next + i);
            }
            out.write(block, 0, count * LINE.length);
        }
        sent.complete(null);
    }

    private static long first(String request) {
        Matcher since = SINCE.matcher(request);
        if (!since.find()) {
            return 0;
        }
        Instant from = Instant.parse(since.group(1).replace("%3A", ":"));
        return Math.max(0, from.getEpochSecond() - START.getEpochSecond()) * LINES_A_SECOND;
    }

    private static void number(byte[] block, int at, long number) {
        long seconds = number / LINES_A_SECOND;
        digits(block, at + "2026-01-01T00:".length(), 2, seconds / 60);
        digits(block, at + "2026-01-01T00:00:".length(), 2, seconds % 60);
        digits(block, at + "2026-01-01T00:00:00.".length(), 6, number % LINES_A_SECOND);
        digits(block, at + STAMP, NUMBER, number);
    }

    private static void digits(byte[] block, int at, int count, long number) {
        long rest = number;
        for (int i = at + count - 1; i >= at; i--) {
            block[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
