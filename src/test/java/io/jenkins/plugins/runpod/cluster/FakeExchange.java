package io.jenkins.plugins.runpod.cluster;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request and its answer: a whole one, or a stream of chunks. Used by the connection's thread only. */
final class FakeExchange {
    private final Socket socket;
    private final HttpReader reader;
    private final HttpRequest request;
    private final OutputStream out;
    private long bytesLeft = Long.MAX_VALUE;
    private boolean endsClean;
    private List<Faults.Fault> faults = List.of();
    private boolean streaming;
    private boolean webSocket;
    private boolean keeps = true;
    private Runnable onStream = () -> {};

    FakeExchange(Socket socket, HttpReader reader, HttpRequest request) throws IOException {
        this.socket = socket;
        this.reader = reader;
        this.request = request;
        this.out = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
    }

    HttpRequest request() {
        return request;
    }

    /** Lets the answer end after so many bytes of its body: properly, or with its connection. */
    void cutAfter(long bytes, boolean clean) {
        bytesLeft = bytes;
        endsClean = clean;
    }

    /** What is to be done when the answer turns out to be a stream. */
    void onStream(Runnable action) {
        onStream = action;
    }

    void answer(int status, String type, byte[] body, Map<String, String> headers) throws IOException {
        head(status, type, headers);
        line("Content-Length: " + body.length);
        line("");
        write(body, body.length);
        out.flush();
    }

    /** An answer without a body. */
    void answer(int status) throws IOException {
        head(status, "", status == 204 ? Map.of() : Map.of("Content-Length", "0"));
        line("");
        out.flush();
    }

    /** What goes wrong with it later. */
    void disturb(List<Faults.Fault> later) {
        faults = later;
    }

    List<Faults.Fault> faults() {
        return faults;
    }

    /** A short answer that ends with the connection. */
    void answerAndClose(int status, String type, String body) throws IOException {
        keeps = false;
        head(status, type, Map.of());
        line("");
        out.write(body.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Upgrades the connection. @param protocol empty for none, which is then named as an empty one */
    FakeWebSocket webSocket(String protocol) throws IOException {
        switchProtocols(Optional.of(protocol));
        onStream.run();
        return new FakeWebSocket(socket, reader.rest(), out);
    }

    private void switchProtocols(Optional<String> protocol) throws IOException {
        keeps = false;
        line("HTTP/1.1 101 Switching Protocols");
        line("Upgrade: websocket");
        line("Connection: Upgrade");
        line("Sec-WebSocket-Accept: " + WebSocketFrames.accept(request.header("Sec-WebSocket-Key")));
        if (protocol.isPresent()) {
            line("Sec-WebSocket-Protocol: " + protocol.get());
        }
        line("");
        out.flush();
    }

    /** Begins an answer of unknown length: chunks, or messages for a client that wants a WebSocket. */
    void stream(String type) throws IOException {
        webSocket = request.header("Upgrade").equalsIgnoreCase("websocket");
        if (webSocket) {
            switchProtocols(Optional.empty());
        } else {
            head(200, type, Map.of());
            line("Transfer-Encoding: chunked");
            line("");
            out.flush();
        }
        streaming = true;
        onStream.run();
    }

    /** Sends a piece of a stream at once. */
    void send(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            return; // an empty chunk would be the end
        }
        if (endsClean && bytes.length > bytesLeft) {
            chunk(bytes, (int) bytesLeft);
            end();
            keeps = false;
            throw new IOException("ended early");
        }
        chunk(bytes, bytes.length);
        out.flush();
    }

    private void chunk(byte[] bytes, int length) throws IOException {
        if (webSocket) {
            byte[] frame = WebSocketFrames.frame(WebSocketFrames.TEXT, Arrays.copyOf(bytes, length));
            write(frame, frame.length);
        } else if (length > 0) {
            line(Integer.toHexString(length));
            write(bytes, length);
            line("");
        }
    }

    /** Ends a stream properly. */
    void end() throws IOException {
        if (webSocket) {
            out.write(WebSocketFrames.frame(WebSocketFrames.CLOSE, new byte[] {0x03, (byte) 0xe8}));
        } else if (streaming) {
            line("0");
            line("");
        }
        out.flush();
    }

    /** Whether nobody is there to read the answer. */
    boolean hungUp() {
        return reader.hungUp(webSocket);
    }

    /** Breaks the connection: the other side sees a reset. */
    void reset() throws IOException {
        keeps = false;
        HttpServer.reset(socket);
    }

    boolean keepsConnection() {
        return keeps && !request.header("Connection").equalsIgnoreCase("close");
    }

    private void write(byte[] bytes, int length) throws IOException {
        if (length > bytesLeft) {
            out.write(bytes, 0, (int) bytesLeft);
            out.flush();
            socket.close();
            throw new IOException("cut");
        }
        out.write(bytes, 0, length);
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
