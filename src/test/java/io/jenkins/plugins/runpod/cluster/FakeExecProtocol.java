package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The subprotocols of an exec. {@code v5.channel.k8s.io} is spoken by the API server itself, all others by the container
 * runtime, to which API server and kubelet only pass on bytes.
 */
enum FakeExecProtocol {
    V5("v5.channel.k8s.io"),
    V4("v4.channel.k8s.io"),
    V4_BASE64("v4.base64.channel.k8s.io"),
    V1("channel.k8s.io"),
    V1_BASE64("base64.channel.k8s.io"),
    NONE("");

    private static final int HALF_CLOSE = 255;

    private final String text;

    FakeExecProtocol(String text) {
        this.text = text;
    }

    /** A message of one channel; of {@code [255, n]} only that channel n is closed. */
    record Message(int channel, byte[] data, boolean close) {}

    /** The one that is used; empty when none of those that the client offers is known. */
    static Optional<FakeExecProtocol> of(HttpRequest request) {
        List<String> offered = Stream.of(
                        request.header("Sec-WebSocket-Protocol").split(","))
                .map(String::trim)
                .toList();
        if (offered.contains(V5.text)) {
            return Optional.of(V5);
        }
        return offered.stream()
                .flatMap(each -> Stream.of(values()).filter(known -> known.text.equals(each)))
                .findFirst();
    }

    /** Its name; empty where none was asked for. */
    String text() {
        return text;
    }

    /** Whether the API server speaks it, and answers before it asks the kubelet. */
    boolean isTranslated() {
        return this == V5;
    }

    private boolean isBase64() {
        return this == V4_BASE64 || this == V1_BASE64;
    }

    /** The kind of frame that it is sent in. */
    int opcode() {
        return isBase64() ? WebSocketFrames.TEXT : WebSocketFrames.BINARY;
    }

    byte[] encode(int channel, byte[] data) {
        if (isBase64()) {
            String encoded = channel + Base64.getEncoder().encodeToString(data);
            return encoded.getBytes(StandardCharsets.US_ASCII);
        }
        return ByteBuffer.allocate(data.length + 1)
                .put((byte) channel)
                .put(data)
                .array();
    }

    /** Empty for a message that breaks the connection. */
    Optional<Message> decode(byte[] frame) {
        int channel = frame[0] & 0xff;
        byte[] data = Arrays.copyOfRange(frame, 1, frame.length);
        if (this == V5 && channel == HALF_CLOSE) {
            return data.length == 1 && data[0] >= 0 && data[0] <= FakeExecSession.RESIZE
                    ? Optional.of(new Message(data[0], new byte[0], true))
                    : Optional.empty();
        }
        return Optional.of(
                isBase64()
                        ? new Message(channel - '0', Base64.getDecoder().decode(data), false)
                        : new Message(channel, data, false));
    }

    /** The status as it is sent; empty for a success that has no words. */
    byte[] status(ObjectNode status) {
        if (this == V1 || this == V1_BASE64 || this == NONE) {
            return FakeJson.text(status, "message").getBytes(StandardCharsets.UTF_8);
        }
        return FakeJson.bytes(status);
    }
}
