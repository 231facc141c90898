package io.jenkins.plugins.runpod.engine.kube.http2;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http2.hpack.HPackDecoder;
import org.apache.hc.core5.http2.hpack.HPackEncoder;
import org.apache.hc.core5.http2.hpack.HPackException;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.util.ByteArrayBuffer;
import org.apache.hc.core5.util.Timeout;

/**
 * One connection and its streams. All of its state belongs to the I/O thread. Other threads {@link #post} what is to be done.
 *
 * <p>A stream whose listener stalls does not stall the others. Each stream has a window of its own, and the window of the connection
 * is opened again long before it is used up.
 */
final class Http2Connection implements IoThread.Dial {
    private static final int HEADER_TABLE = 4096;
    private static final int INITIAL_WINDOW = 65_535;
    private static final int LARGEST_WINDOW = Integer.MAX_VALUE;
    /** The headers of an API server have a few hundred bytes. */
    private static final int LONGEST_HEADERS = 256 << 10;
    /** A connection that has come this far takes no more streams. */
    private static final int LAST_ID = 1 << 30;

    private static final int HEADER_TABLE_SIZE = 1;
    private static final int ENABLE_PUSH = 2;
    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int MAX_FRAME_SIZE = 5;

    /** What it tells its owner. Called by the I/O thread or a timer's, which must not wait. */
    interface Owner {
        /** @param most streams at once, as far as the server says */
        void opened(Http2Connection connection, int most);

        void resized(Http2Connection connection, int most);

        /** The server has chosen another protocol. */
        void notSpoken(Http2Connection connection);

        /** It ended before it was opened. */
        void unreachable(Http2Connection connection, IOException why, boolean beforeTls);

        /** A stream has left its place. */
        void released(Http2Connection connection);

        /** The server has done nothing for this stream. */
        void unsent(Http2Stream stream, IOException why);

        /** A ping was answered. */
        void trusted(Http2Connection connection);

        /** It is alive. Told every 20 s. */
        void alive(Http2Connection connection);

        /** It takes no more streams. */
        void leaving(Http2Connection connection);

        void gone(Http2Connection connection);
    }

    private final Endpoint endpoint;
    private final Owner owner;
    private final Heartbeat heartbeat;
    private final FrameReader reader = new FrameReader(new Frames());
    private final FrameWriter writer = new FrameWriter();
    /** With any other charset it makes its buffer longer with each text. */
    private final HPackEncoder encoder = new HPackEncoder(HEADER_TABLE, StandardCharsets.US_ASCII);

    private final HPackDecoder decoder = new HPackDecoder(HEADER_TABLE, StandardCharsets.US_ASCII);
    private final Map<Integer, Http2Stream> streams = new HashMap<>();
    private final Queue<Runnable> posted = new ArrayDeque<>();

    private volatile ProtocolIOSession session;
    private volatile IOException cutBecause;
    private boolean encrypted;
    private boolean ready;
    private boolean leaving;
    private boolean closed;

    private int nextId = 1;
    private int window = LARGEST_WINDOW;
    private int sendWindow = INITIAL_WINDOW;
    private int initialSendWindow = INITIAL_WINDOW;
    private int largestFrame = FrameReader.LARGEST_FRAME;

    /** The fields of {@link Http2Connections}, which reads and writes them with its lock. */
    final Places places = new Places();

    /** How many streams it has and may have. */
    static final class Places {
        int most;
        int taken;
        boolean suspected;
        boolean leaving;
        long idleSince;
    }

    Http2Connection(Endpoint endpoint, Owner owner, Http2Clock clock) {
        this.endpoint = endpoint;
        this.owner = owner;
        heartbeat = new Heartbeat(clock, new Pulse());
        decoder.setMaxListSize(LONGEST_HEADERS);
    }

    /** Runs it soon on the I/O thread. After the end, it runs at once on this one, and finds that all is over. */
    void post(Runnable action) {
        boolean late;
        synchronized (posted) {
            late = closed;
            if (!late) {
                posted.add(action);
            }
        }
        if (late) {
            action.run();
        } else {
            session.setEvent(SelectionKey.OP_WRITE);
        }
    }

    private boolean isClosed() {
        synchronized (posted) {
            return closed;
        }
    }

    /** Closes it at once. Safe on any thread. */
    void cut(IOException why) {
        cutBecause = why;
        heartbeat.stop();
        ProtocolIOSession present = session;
        if (present != null) {
            present.close(CloseMode.IMMEDIATE);
        }
    }

    /** Pings it at once. Safe on any thread. */
    void suspect() {
        heartbeat.suspect();
    }

    /** Closes it in order. */
    void finish() {
        if (!isClosed()) {
            farewell(Http2Exception.NO_ERROR, new IOException("the connection was closed"));
        }
    }

    /** Begins the stream, unless it was cancelled meanwhile. */
    void send(Http2Stream stream) {
        if (isClosed() || leaving) {
            owner.released(this);
            owner.unsent(stream, new IOException("the connection was closed"));
        } else if (stream.isCancelled()) {
            owner.released(this);
        } else {
            try {
                begin(stream);
            } catch (IOException e) {
                broken(e);
            }
        }
    }

    private void begin(Http2Stream stream) throws IOException {
        StreamRequest request = stream.request();
        ByteArrayBuffer block = new ByteArrayBuffer(256);
        encoder.encodeHeader(block, ":method", request.method(), false);
        encoder.encodeHeader(block, ":scheme", "https", false);
        encoder.encodeHeader(block, ":authority", endpoint.authority(), false);
        encoder.encodeHeader(block, ":path", request.target(), true); // of use once, so it gets no place in the table
        for (Map.Entry<String, String> header : request.headers()) {
            encoder.encodeHeader(block, header.getKey(), header.getValue(), false);
        }
        if (request.body().isPresent()) {
            int length = request.body().get().length;
            encoder.encodeHeader(block, "content-length", String.valueOf(length), true);
            stream.unsent = ByteBuffer.wrap(request.body().get());
        }
        stream.id = nextId;
        stream.sendWindow = initialSendWindow;
        streams.put(nextId, stream);
        nextId += 2;
        if (nextId > LAST_ID) {
            leave();
        }
        stream.listener().sent(stream);
        writer.headers(stream.id, block, request.body().isEmpty(), largestFrame);
        sendBody(stream);
    }

    private void sendBody(Http2Stream stream) {
        boolean more = stream.unsent != null;
        while (more) {
            int length = Math.min(
                    Math.min(sendWindow, stream.sendWindow), Math.min(largestFrame, stream.unsent.remaining()));
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
        if (!isClosed() && streams.get(stream.id) == stream) {
            stream.receiveWindow += bytes;
            writer.windowUpdate(stream.id, bytes);
        }
    }

    void cancel(Http2Stream stream) {
        if (!isClosed() && streams.remove(stream.id, stream)) {
            writer.reset(stream.id, Http2Exception.CANCEL);
            released();
        }
    }

    private void released() {
        owner.released(this);
        if (leaving && streams.isEmpty()) {
            finish();
        }
    }

    private void leave() {
        leaving = true;
        owner.leaving(this);
    }

    @Override
    public void begin(ProtocolIOSession connected) {
        session = connected;
        if (cutBecause != null) {
            connected.close(CloseMode.IMMEDIATE);
        }
    }

    @Override
    public void unreachable(IOException why) {
        end(why);
    }

    @Override
    public void connected(IOSession same) throws IOException {
        encrypted = true;
        if (!"h2".equals(session.getTlsDetails().getApplicationProtocol())) {
            ready = true;
            owner.notSpoken(this);
            end(new IOException("no HTTP/2"));
            session.close(CloseMode.GRACEFUL);
            return;
        }
        writer.preface();
        writer.settings(ENABLE_PUSH, 0, INITIAL_WINDOW_SIZE, Http2Stream.WINDOW);
        writer.windowUpdate(0, LARGEST_WINDOW - INITIAL_WINDOW);
        flush();
    }

    @Override
    public void inputReady(IOSession same, ByteBuffer received) throws IOException {
        try {
            if (received != null) {
                heartbeat.heard();
                reader.read(received);
                flush();
            } else if (same.read(ByteBuffer.allocate(0)) < 0) {
                end(new EOFException("the connection was cut"));
                session.close(CloseMode.GRACEFUL);
            }
        } catch (IOException e) {
            broken(e);
        }
    }

    @Override
    public void outputReady(IOSession same) throws IOException {
        session.clearEvent(SelectionKey.OP_WRITE); // first: what is posted from now on sets it again
        for (Runnable action = next(); action != null; action = next()) {
            action.run();
        }
        flush();
    }

    private Runnable next() {
        synchronized (posted) {
            return posted.poll();
        }
    }

    private void flush() throws IOException {
        if (!isClosed() && !writer.flush(session::write)) {
            session.setEvent(SelectionKey.OP_WRITE);
        }
    }

    private void broken(IOException why) {
        farewell(why instanceof Http2Exception ours ? ours.code() : Http2Exception.PROTOCOL_ERROR, why);
    }

    private void farewell(int code, IOException why) {
        try {
            writer.goAway(0, code);
            flush();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
        end(why);
        session.close(CloseMode.GRACEFUL);
    }

    @Override
    public void timeout(IOSession same, Timeout timeout) {
        session.close(CloseMode.IMMEDIATE);
        end(new SocketTimeoutException("connect timed out"));
    }

    @Override
    public void exception(IOSession same, Exception cause) {
        end(cause instanceof IOException io ? io : new IOException(cause));
    }

    @Override
    public void disconnected(IOSession same) {
        end(cutBecause == null ? new EOFException("the connection was cut") : cutBecause);
    }

    private void end(IOException why) {
        List<Runnable> late;
        synchronized (posted) {
            if (closed) {
                return;
            }
            closed = true;
            late = new ArrayList<>(posted);
            posted.clear();
        }
        heartbeat.stop();
        if (ready) {
            owner.gone(this);
        } else {
            owner.unreachable(this, why, !encrypted && session == null);
        }
        List<Http2Stream> cut = new ArrayList<>(streams.values());
        streams.clear();
        cut.forEach(stream -> stream.listener().failed(why, false));
        late.forEach(Runnable::run);
    }

    /** What the server sends. */
    private final class Frames implements FrameReader.Sink {
        private ByteArrayBuffer block;
        private int blockOf;
        private boolean lastBlock;

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
                        .received(
                                ByteBuffer.allocate(part.remaining()).put(part).flip());
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
                released();
                stream.listener().ended();
            }
        }

        private void noHeadersAreOpen() throws Http2Exception {
            if (block != null) {
                throw new Http2Exception(Http2Exception.PROTOCOL_ERROR, "headers without their end");
            }
        }

        @Override
        public void frame(int type, int flags, int id, ByteBuffer payload) throws IOException {
            if (type == FrameReader.CONTINUATION) {
                continuation(id, flags, payload);
                return;
            }
            noHeadersAreOpen();
            switch (type) {
                case FrameReader.HEADERS -> {
                    block = new ByteArrayBuffer(payload.remaining());
                    blockOf = id;
                    lastBlock = (flags & FrameReader.END_STREAM) != 0;
                    continuation(id, flags, payload);
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

        private int number(ByteBuffer payload) throws Http2Exception {
            if (payload.remaining() < 4) {
                throw new Http2Exception(Http2Exception.FRAME_SIZE_ERROR, "a frame that is too short");
            }
            return payload.getInt();
        }

        private void continuation(int id, int flags, ByteBuffer payload) throws IOException {
            if (block == null || blockOf != id || block.length() + payload.remaining() > LONGEST_HEADERS) {
                throw new Http2Exception(Http2Exception.PROTOCOL_ERROR, "headers that do not belong together");
            }
            block.append(payload);
            if ((flags & FrameReader.END_HEADERS) != 0) {
                ByteBuffer whole = ByteBuffer.wrap(block.array(), 0, block.length());
                block = null;
                headers(id, decoded(whole));
            }
        }

        /** Also those of a stream that was cancelled: the next ones refer to them. */
        private List<Header> decoded(ByteBuffer whole) throws Http2Exception {
            try {
                return decoder.decodeHeaders(whole);
            } catch (HPackException | RuntimeException e) {
                throw new Http2Exception(Http2Exception.COMPRESSION_ERROR, "headers that cannot be read");
            }
        }

        private void headers(int id, List<Header> headers) throws Http2Exception {
            Http2Stream stream = streams.get(id);
            if (stream == null) {
                return;
            }
            if (!stream.answered) {
                int status = status(headers);
                if (status >= 200) {
                    stream.answered = true;
                    stream.listener().answered(status, first(headers, "retry-after"));
                }
            }
            if (lastBlock) {
                ended(stream);
            }
        }

        private int status(List<Header> headers) throws Http2Exception {
            try {
                return Integer.parseInt(first(headers, ":status").orElse(""));
            } catch (NumberFormatException e) {
                throw new Http2Exception(Http2Exception.PROTOCOL_ERROR, "an answer without a status");
            }
        }

        private Optional<String> first(List<Header> headers, String name) {
            return headers.stream()
                    .filter(header -> header.getName().equals(name))
                    .map(Header::getValue)
                    .findFirst();
        }

        private void reset(int id, int code) {
            Http2Stream stream = streams.remove(id);
            if (stream != null) {
                released();
                IOException why = new Http2Exception(code, "the server has reset the stream (error " + code + ")");
                if (code == Http2Exception.REFUSED_STREAM) {
                    owner.unsent(stream, why);
                } else {
                    stream.listener().failed(why, false);
                }
            }
        }

        private void settings(int flags, ByteBuffer payload) throws IOException {
            if ((flags & FrameReader.ACK) != 0) {
                return;
            }
            int most = Integer.MAX_VALUE;
            boolean resized = !ready;
            while (payload.remaining() >= 6) {
                int setting = payload.getShort();
                int value = payload.getInt();
                switch (setting) {
                    case HEADER_TABLE_SIZE -> encoder.setMaxTableSize(unsigned(value, HEADER_TABLE));
                    case MAX_CONCURRENT_STREAMS -> {
                        most = unsigned(value, Integer.MAX_VALUE);
                        resized = true;
                    }
                    case INITIAL_WINDOW_SIZE -> {
                        int more = value - initialSendWindow;
                        initialSendWindow = value;
                        streams.values().forEach(stream -> stream.sendWindow += more);
                    }
                    case MAX_FRAME_SIZE -> largestFrame = unsigned(value, FrameReader.LARGEST_FRAME);
                    default -> {
                        // of no use to a client
                    }
                }
            }
            writer.settingsAck();
            sendBodies();
            if (!ready) {
                ready = true;
                heartbeat.start();
                owner.opened(Http2Connection.this, most);
            } else if (resized) {
                owner.resized(Http2Connection.this, most);
            }
        }

        private int unsigned(int value, int largest) {
            return value < 0 ? largest : Math.min(value, largest);
        }

        private void ping(int flags, ByteBuffer payload) throws Http2Exception {
            if ((flags & FrameReader.ACK) != 0) {
                owner.trusted(Http2Connection.this);
            } else {
                long high = number(payload) & 0xFFFF_FFFFL;
                writer.pong(high << 32 | number(payload) & 0xFFFF_FFFFL);
            }
        }

        /** The streams after the last one that the server has seen can be sent again. The others go on. */
        private void goAway(int last, int code) {
            leave();
            List<Http2Stream> unseen =
                    streams.values().stream().filter(stream -> stream.id > last).toList();
            unseen.forEach(stream -> streams.remove(stream.id));
            for (Http2Stream stream : unseen) {
                owner.released(Http2Connection.this);
                owner.unsent(stream, new IOException("the server closes the connection (error " + code + ")"));
            }
            if (streams.isEmpty()) {
                finish();
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

        private int widened(int present, int more) throws Http2Exception {
            long wider = (long) present + more;
            if (more <= 0 || wider > Integer.MAX_VALUE) {
                throw new Http2Exception(Http2Exception.FLOW_CONTROL_ERROR, "a window that is too wide");
            }
            return (int) wider;
        }
    }

    private final class Pulse implements Heartbeat.Connection {
        @Override
        public void ping() {
            post(writer::ping);
        }

        @Override
        public void dead() {
            cut(new IOException(
                    "the connection is dead (no answer to a ping within " + Heartbeat.ANSWER.toSeconds() + " s)"));
        }

        @Override
        public void alive() {
            owner.alive(Http2Connection.this);
        }
    }
}
