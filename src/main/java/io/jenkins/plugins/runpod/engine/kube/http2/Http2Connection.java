package io.jenkins.plugins.runpod.engine.kube.http2;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.util.Timeout;

/** One connection from its TLS handshake to its end. Its state belongs to the I/O thread. Other threads {@link #post} what is to be done. */
final class Http2Connection implements IoThread.Dial {
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

    private final Owner owner;
    private final Heartbeat heartbeat;
    private final FrameWriter writer = new FrameWriter();
    private final Http2Streams streams;
    private final FrameReader reader;
    private final Queue<Runnable> posted = new ArrayDeque<>();

    private volatile ProtocolIOSession session;
    private volatile IOException cutBecause;
    private boolean encrypted;
    private boolean ready;
    private boolean leaving;
    private boolean closed;

    /** For {@link Http2Connections}, which reads and writes it with its lock. */
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
        this.owner = owner;
        heartbeat = new Heartbeat(clock, new Pulse());
        streams = new Http2Streams(endpoint.authority(), writer, new Carrier());
        reader = new FrameReader(streams);
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
            wake();
        }
    }

    private void wake() {
        try {
            session.setEvent(SelectionKey.OP_WRITE);
        } catch (CancelledKeyException e) {
            return; // it was cut a moment ago. Its end, which follows on the I/O thread, runs what is posted
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
            owner.leaving(this); // first, or the stream may get a place here again
            owner.released(this);
            owner.unsent(stream, new IOException("the connection was closed"));
        } else if (stream.isCancelled()) {
            owner.released(this);
        } else {
            try {
                streams.begin(stream);
            } catch (IOException e) {
                broken(e);
            }
        }
    }

    /** The listener has consumed so much. */
    void grant(Http2Stream stream, int bytes) {
        if (!isClosed()) {
            streams.grant(stream, bytes);
        }
    }

    void cancel(Http2Stream stream) {
        if (!isClosed()) {
            streams.cancel(stream);
        }
    }

    private void finishIfUnused() {
        if (leaving && streams.isEmpty()) {
            finish();
        }
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
        streams.start();
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
        end(new EOFException("the connection was cut"));
    }

    private void end(IOException first) {
        IOException why = cutBecause == null ? first : cutBecause; // what was cut fails in many ways
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
        streams.fail(why);
        late.forEach(Runnable::run);
    }

    /** What becomes of this connection as the server says. */
    private final class Carrier implements Http2Streams.Carrier {
        @Override
        public void settled(Optional<Integer> most) {
            if (!ready) {
                ready = true;
                heartbeat.start();
                owner.opened(Http2Connection.this, most.orElse(Integer.MAX_VALUE));
            } else {
                most.ifPresent(number -> owner.resized(Http2Connection.this, number));
            }
        }

        @Override
        public void answered() {
            owner.trusted(Http2Connection.this);
        }

        @Override
        public void leaving() {
            leaving = true;
            owner.leaving(Http2Connection.this);
            finishIfUnused();
        }

        @Override
        public void released() {
            owner.released(Http2Connection.this);
            finishIfUnused();
        }

        @Override
        public void unsent(Http2Stream stream, IOException why) {
            owner.unsent(stream, why);
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
