package io.jenkins.plugins.runpod.cluster;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the requests of one connection. */
final class HttpReader {
    private static final int LONGEST_LINE = 64 * 1024;

    private final Socket socket;
    private final InputStream in;

    HttpReader(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Waits for the next request; empty when the other side has closed. */
    Optional<HttpRequest> next() throws IOException {
        Optional<String> first = line();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        String[] words = first.get().split(" ");
        if (words.length != 3) {
            throw new IOException("not a request: " + first.get());
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = require(line()); !line.isEmpty(); line = require(line())) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
            socket.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return Optional.of(HttpRequest.of(words[0], words[1], headers, body(headers)));
    }

    /** Whether the other side has closed the connection, or its WebSocket. Costs a millisecond. */
    boolean hungUp(boolean webSocket) {
        try {
            socket.setSoTimeout(1);
            in.mark(1);
            if (in.read() < 0) {
                return true;
            }
            in.reset();
            return webSocket && WebSocketFrames.skip(in) == WebSocketFrames.CLOSE;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        } finally {
            waitForEver();
        }
    }

    /** What comes after the request: of a connection that is upgraded. */
    InputStream rest() {
        return in;
    }

    private void waitForEver() {
        try {
            socket.setSoTimeout(0);
        } catch (IOException e) {
            // Closed: the next read says so.
        }
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (!headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return exactly(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.writeBytes(exactly(size));
            line();
        }
        while (!require(line()).isEmpty()) {
            // trailers mean nothing here
        }
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(require(line()).split(";")[0].trim(), 16);
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private Optional<String> line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.size() > LONGEST_LINE) {
                return Optional.empty();
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return Optional.of(line.toString(StandardCharsets.ISO_8859_1));
    }

    private static String require(Optional<String> line) throws IOException {
        return line.orElseThrow(EOFException::new);
    }
}
