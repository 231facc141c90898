package io.jenkins.plugins.runpod.engine.kube.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http2.hpack.HPackDecoder;
import org.apache.hc.core5.http2.hpack.HPackEncoder;
import org.apache.hc.core5.http2.hpack.HPackException;
import org.apache.hc.core5.util.ByteArrayBuffer;

/** Writes and reads the headers of one connection. Later ones refer to earlier ones, so none may be left out. Used by one thread. */
final class HeaderBlocks {
    private static final int TABLE = 4096;
    /** The headers of an API server have a few hundred bytes. */
    private static final int LONGEST = 256 << 10;

    /** The head of an answer. */
    record Head(int status, Optional<String> retryAfter) {}

    /** With any other charset it makes its buffer longer with each text. */
    private final HPackEncoder encoder = new HPackEncoder(TABLE, StandardCharsets.US_ASCII);

    private final HPackDecoder decoder = new HPackDecoder(TABLE, StandardCharsets.US_ASCII);
    private Optional<ByteArrayBuffer> open = Optional.empty();
    private int openOf;

    HeaderBlocks() {
        decoder.setMaxListSize(LONGEST);
    }

    /** @param most how large a table the server keeps */
    void limitTable(int most) {
        encoder.setMaxTableSize(Math.min(most, TABLE));
    }

    ByteArrayBuffer written(StreamRequest request, String authority) throws IOException {
        ByteArrayBuffer block = new ByteArrayBuffer(256);
        encoder.encodeHeader(block, ":method", request.method(), false);
        encoder.encodeHeader(block, ":scheme", "https", false);
        encoder.encodeHeader(block, ":authority", authority, false);
        encoder.encodeHeader(block, ":path", request.target(), true); // of use once, so it gets no place in the table
        for (Map.Entry<String, String> header : request.headers()) {
            encoder.encodeHeader(block, header.getKey(), header.getValue(), false);
        }
        if (request.body().isPresent()) {
            encoder.encodeHeader(
                    block, "content-length", String.valueOf(request.body().get().length), true);
        }
        return block;
    }

    /** The first frame of a block. */
    void begin(int stream) {
        open = Optional.of(new ByteArrayBuffer(256));
        openOf = stream;
    }

    /** Whether more frames of a block must follow. */
    boolean isOpen() {
        return open.isPresent();
    }

    /** The next part of the block. Returns all headers after the last one. */
    Optional<List<Header>> add(int stream, ByteBuffer part, boolean last) throws Http2Exception {
        if (open.isEmpty() || openOf != stream || open.get().length() + part.remaining() > LONGEST) {
            throw new Http2Exception(Http2Exception.PROTOCOL_ERROR, "headers that do not belong together");
        }
        ByteArrayBuffer block = open.get();
        block.append(part);
        if (!last) {
            return Optional.empty();
        }
        open = Optional.empty();
        try {
            return Optional.of(decoder.decodeHeaders(ByteBuffer.wrap(block.array(), 0, block.length())));
        } catch (HPackException | RuntimeException e) {
            throw new Http2Exception(Http2Exception.COMPRESSION_ERROR, "headers that cannot be read");
        }
    }

    static Head head(List<Header> headers) throws Http2Exception {
        try {
            return new Head(Integer.parseInt(first(headers, ":status").orElse("")), first(headers, "retry-after"));
        } catch (NumberFormatException e) {
            throw new Http2Exception(Http2Exception.PROTOCOL_ERROR, "an answer without a status");
        }
    }

    private static Optional<String> first(List<Header> headers, String name) {
        return headers.stream()
                .filter(header -> header.getName().equals(name))
                .map(Header::getValue)
                .findFirst();
    }
}
