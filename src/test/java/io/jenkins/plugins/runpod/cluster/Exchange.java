package io.jenkins.plugins.runpod.cluster;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One request and its answer: a whole one, or a stream of chunks. Used by the connection's thread only. */
final class Exchange {
    private final Socket socket;
    private final HttpReader reader;
    private final HttpRequest request;
    private final OutputStream out;
    private long bytesLeft = Long.MAX_VALUE;
    private boolean streaming;
    private boolean keeps = true;

    Exchange(Socket socket, HttpReader reader, HttpRequest request) throws IOException {
        this.socket = socket;
        this.reader = reader;
        this.request = request;
        this.out = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
    }

    HttpRequest request() {
        return request;
    }

    /** Lets the connection break after so many bytes of the answer's body. */
    void cutAfter(long bytes) {
        bytesLeft = bytes;
    }

    void answer(int status, String type, byte[] body, Map<String, String> headers) throws IOException {
        head(status, type, headers);
        line("Content-Length: " + body.length);
        line("");
        write(body, 0, body.length);
        out.flush();
    }

    /** An answer without a body. */
    void answer(int status) throws IOException {
        head(status, "", status == 204 ? Map.of() : Map.of("Content-Length", "0"));
        line("");
        out.flush();
    }

    /** Begins an answer of unknown length. */
    void stream(String type) throws IOException {
        head(200, type, Map.of());
        line("Transfer-Encoding: chunked");
        line("");
        out.flush();
        streaming = true;
    }

    /** Sends a piece of a stream at once. */
    void send(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            return; // an empty chunk would be the end
        }
        line(Integer.toHexString(bytes.length));
        write(bytes, 0, bytes.length);
        line("");
        out.flush();
    }

    /** Ends a stream properly. */
    void end() throws IOException {
        if (streaming) {
            line("0");
            line("");
            out.flush();
        }
    }

    /** Whether nobody is there to read the answer. */
    boolean hungUp() {
        return reader.hungUp();
    }

    /** Breaks the connection: the other side sees a reset. */
    void reset() throws IOException {
        keeps = false;
        HttpServer.reset(socket);
    }

    boolean keepsConnection() {
        return keeps && !request.header("Connection").equalsIgnoreCase("close");
    }

    private void write(byte[] bytes, int from, int length) throws IOException {
        if (length > bytesLeft) {
            out.write(bytes, from, (int) bytesLeft);
            out.flush();
            socket.close();
            throw new IOException("cut");
        }
        out.write(bytes, from, length);
        bytesLeft -= length;
    }

    private void head(int status, String type, Map<String, String> headers) throws IOException {
        line("HTTP/1.1 " + status + " " + reason(status));
        if (!type.isEmpty()) {
            line("Content-Type: " + type);
        }
        line("Cache-Control: no-cache, private");
        for (Map.Entry<String, String> header : headers.entrySet()) {
            line(header.getKey() + ": " + header.getValue());
        }
    }

    private void line(String text) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 202 -> "Accepted";
            case 204 -> "No Content";
            case 429 -> "Too Many Requests";
            default -> status < 400 ? "Other" : "Error";
        };
    }
}
