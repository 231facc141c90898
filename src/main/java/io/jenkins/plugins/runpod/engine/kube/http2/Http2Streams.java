package io.jenkins.plugins.runpod.engine.kube.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.core5.http.Header;

/**
 * The streams of one connection, and what the server says of them. Used by one thread.
 *
 * <p>A stream whose listener stalls does not stall the others. Each stream has a window of its own, and the window of the connection
 * is opened again long before it is used up.
 */
final class Http2Streams implements FrameReader.Sink {
    private static final int INITIAL_WINDOW = 65_535;
    private static final int LARGEST_WINDOW = Integer.MAX_VALUE;
    /** A connection that has come this far takes no more streams. */
    private static final int LAST_ID = 1 << 30;

    private static final int HEADER_TABLE_SIZE = 1;
    private static final int ENABLE_PUSH = 2;
    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final int INITIAL_WINDOW_SIZE = 4;

    /** What becomes of the connection. */
    interface Carrier {
        /**
         * The server has said its settings.
         *
         * @param most how many streams at once. Empty: as many as before
         */
        void settled(Optional<Integer> most);

        /** A ping was answered. */
        void answered();

        /** It takes no more streams. */
        void leaving();

        /** A stream has left its place. */
        void released();

        /** The server has done nothing for this stream. */
        void unsent(Http2Stream stream, IOException why);
    }

    private final String authority;
    private final FrameWriter writer;
    private final Carrier carrier;
    private final HeaderBlocks headers = new HeaderBlocks();
    private final Map<Integer, Http2Stream> streams = new HashMap<>();
    private int nextId = 1;
    private int window = LARGEST_WINDOW;
    private int sendWindow = INITIAL_WINDOW;
    private int initialSendWindow = INITIAL_WINDOW;
    private boolean lastHeaders;

    Http2Streams(String authority, FrameWriter writer, Carrier carrier) {
        this.authority = authority;
        this.writer = writer;
        this.carrier = carrier;
    }

    /** Says what the server may send. */
    void start() {
        writer.preface();
        writer.settings(ENABLE_PUSH, 0, INITIAL_WINDOW_SIZE, Http2Stream.WINDOW);
        writer.windowUpdate(0, LARGEST_WINDOW - INITIAL_WINDOW);
    }

    boolean isEmpty() {
        return streams.isEmpty();
    }

    void begin(Http2Stream stream) throws IOException {
        StreamRequest request = stream.request();
        stream.id = nextId;
        stream.sendWindow = initialSendWindow;
        stream.receiveWindow = Http2Stream.WINDOW;
        stream.unsent = request.body().map(ByteBuffer::wrap).orElse(null);
        streams.put(nextId, stream);
        nextId += 2;
        if (nextId > LAST_ID) {
            carrier.leaving();
        }
        stream.listener().sent(stream);
        writer.headers(
                stream.id, headers.written(request, authority), request.body().isEmpty(), FrameReader.LARGEST_FRAME);
        if (request.window() > Http2Stream.WINDOW) {
            grant(stream, request.window() - Http2Stream.WINDOW);
        }
        sendBody(stream);
    }

    private void sendBody(Http2Stream stream) {
        boolean more = stream.unsent != null;
        while (more) {
            int length = Math.min(
                    Math.min(sendWindow, stream.sendWindow),
                    Math.min(FrameReader.LARGEST_FRAME, stream.unsent.remaining()));
            if (length <= 0 && stream.unsent.hasRemaining()) {
                return;
            }
            sendWindow -= length;
            stream.sendWindow -= length;
            more = length < stream.unsent.remaining();
            writer.data(stream.id, stream.unsent, length, !more);
        }
        stream.unsent = null;
    }

    private void sendBodies() {
        streams.values().forEach(this::sendBody);
    }

    /** The listener has consumed so much. */
    void grant(Http2Stream stream, int bytes) {
        if (streams.get(stream.id) == stream) {
            stream.receiveWindow += bytes;
            writer.windowUpdate(stream.id, bytes);
        }
    }

    void cancel(Http2Stream stream) {
        if (streams.remove(stream.id, stream)) {
            writer.reset(stream.id, Http2Exception.CANCEL);
            carrier.released();
        }
    }

    /** The connection is no more. */
    void fail(IOException why) {
        List<Http2Stream> cut = new ArrayList<>(streams.values());
        streams.clear();
        cut.forEach(stream -> stream.listener().failed(why, false));
    }

    @Override
    public void data(int id, ByteBuffer part, int size, boolean end) throws IOException {
        noHeadersAreOpen();
        window -= size;
        if (window < LARGEST_WINDOW / 2) {
            writer.windowUpdate(0, LARGEST_WINDOW - window);
            window = LARGEST_WINDOW;
        }
        Http2Stream stream = streams.get(id);
        if (stream == null) {
            return; // it was cancelled
        }
        stream.receiveWindow -= size;
        if (stream.receiveWindow < 0 || !stream.answered) {
            throw new Http2Exception(Http2Exception.FLOW_CONTROL_ERROR, "data that the server may not send");
        }
        if (size > part.remaining()) {
            stream.consumed(size - part.remaining());
        }
        if (part.hasRemaining()) {
            stream.listener()
                    .received(ByteBuffer.allocate(part.remaining()).put(part).flip());
        }
        if (end) {
            ended(stream);
        }
    }

    private void ended(Http2Stream stream) {
        if (streams.remove(stream.id, stream)) {
            if (stream.unsent != null) {
                writer.reset(stream.id, Http2Exception.CANCEL); // the server has answered without the rest
            }
            carrier.released();
            stream.listener().ended();
        }
    }

    private void noHeadersAreOpen() throws Http2Exception {
        if (headers.isOpen()) {
            throw new Http2Exception(Http2Exception.PROTOCOL_ERROR, "headers without their end");
        }
    }

    @Override
    public void frame(int type, int flags, int id, ByteBuffer payload) throws IOException {
        if (type == FrameReader.CONTINUATION) {
            addHeaders(id, flags, payload);
            return;
        }
        noHeadersAreOpen();
        switch (type) {
            case FrameReader.HEADERS -> {
                headers.begin(id);
                lastHeaders = (flags & FrameReader.END_STREAM) != 0;
                addHeaders(id, flags, payload);
            }
            case FrameReader.RST_STREAM -> reset(id, number(payload));
            case FrameReader.SETTINGS -> settings(flags, payload);
            case FrameReader.PING -> ping(flags, payload);
            case FrameReader.GOAWAY -> goAway(number(payload) & Integer.MAX_VALUE, number(payload));
            case FrameReader.WINDOW_UPDATE -> windowUpdate(id, number(payload));
            case FrameReader.PUSH_PROMISE ->
                throw new Http2Exception(Http2Exception.PROTOCOL_ERROR, "a push, which is disabled");
            default -> {
                // an extension, which may be ignored
            }
        }
    }

    private static int number(ByteBuffer payload) throws Http2Exception {
        if (payload.remaining() < 4) {
            throw new Http2Exception(Http2Exception.FRAME_SIZE_ERROR, "a frame that is too short");
        }
        return payload.getInt();
    }

    private void addHeaders(int id, int flags, ByteBuffer payload) throws Http2Exception {
        Optional<List<Header>> whole = headers.add(id, payload, (flags & FrameReader.END_HEADERS) != 0);
        Http2Stream stream = streams.get(id);
        if (whole.isEmpty() || stream == null) {
            return;
        }
        if (!stream.answered) {
            HeaderBlocks.Head head = HeaderBlocks.head(whole.get());
            if (head.status() >= 200) {
                stream.answered = true;
                stream.listener().answered(head.status(), head.retryAfter());
            }
        }
        if (lastHeaders && !stream.answered) {
            throw new Http2Exception(Http2Exception.PROTOCOL_ERROR, "an end without an answer");
        } else if (lastHeaders) {
            ended(stream);
        }
    }

    private void reset(int id, int code) {
        Http2Stream stream = streams.remove(id);
        if (stream != null) {
            carrier.released();
            IOException why = new Http2Exception(code, "the server has reset the stream (error " + code + ")");
            if (code == Http2Exception.REFUSED_STREAM) {
                unsent(stream, why);
            } else {
                stream.listener().failed(why, false);
            }
        }
    }

    /** A server that has begun its answer has acted, whatever it says. */
    private void unsent(Http2Stream stream, IOException why) {
        if (stream.answered) {
            stream.listener().failed(why, false);
        } else {
            carrier.unsent(stream, why);
        }
    }

    private void settings(int flags, ByteBuffer payload) {
        if ((flags & FrameReader.ACK) != 0) {
            return;
        }
        Optional<Integer> most = Optional.empty();
        while (payload.remaining() >= 6) {
            int setting = payload.getShort();
            int value = payload.getInt();
            switch (setting) {
                case HEADER_TABLE_SIZE -> headers.limitTable(unsigned(value));
                case MAX_CONCURRENT_STREAMS -> most = Optional.of(unsigned(value));
                case INITIAL_WINDOW_SIZE -> {
                    int more = value - initialSendWindow;
                    initialSendWindow = value;
                    streams.values().forEach(stream -> stream.sendWindow += more);
                }
                default -> {
                    // of no use to a client. No server may ask for smaller frames than ours
                }
            }
        }
        writer.settingsAck();
        sendBodies();
        carrier.settled(most);
    }

    private static int unsigned(int value) {
        return value < 0 ? Integer.MAX_VALUE : value;
    }

    private void ping(int flags, ByteBuffer payload) throws Http2Exception {
        if ((flags & FrameReader.ACK) != 0) {
            carrier.answered();
        } else {
            long high = number(payload) & 0xFFFF_FFFFL;
            writer.pong(high << 32 | number(payload) & 0xFFFF_FFFFL);
        }
    }

    /** The streams after the last one that the server has seen can be sent again. The others go on. */
    private void goAway(int last, int code) {
        List<Http2Stream> unseen =
                streams.values().stream().filter(stream -> stream.id > last).toList();
        unseen.forEach(stream -> streams.remove(stream.id));
        carrier.leaving();
        for (Http2Stream stream : unseen) {
            carrier.released();
            unsent(stream, new IOException("the server closes the connection (error " + code + ")"));
        }
    }

    private void windowUpdate(int id, int more) throws Http2Exception {
        if (id == 0) {
            sendWindow = widened(sendWindow, more);
            sendBodies();
        } else if (streams.containsKey(id)) {
            Http2Stream stream = streams.get(id);
            stream.sendWindow = widened(stream.sendWindow, more);
            sendBody(stream);
        }
    }

    private static int widened(int present, int more) throws Http2Exception {
        long wider = (long) present + more;
        if (more <= 0 || wider > Integer.MAX_VALUE) {
            throw new Http2Exception(Http2Exception.FLOW_CONTROL_ERROR, "a window that is too wide");
        }
        return (int) wider;
    }
}
