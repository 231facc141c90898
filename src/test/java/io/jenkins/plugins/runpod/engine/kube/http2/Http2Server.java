package io.jenkins.plugins.runpod.engine.kube.http2;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http2.hpack.HPackDecoder;
import org.apache.hc.core5.http2.hpack.HPackEncoder;
import org.apache.hc.core5.util.ByteArrayBuffer;

/** A server for tests that speaks HTTP/2 over TLS, and misbehaves as it is told. It has a thread for each stream. */
public final class Http2Server implements AutoCloseable {
    private static final int PREFACE = 24;
    private static final int WINDOW = 65_535;

    /** Answers a request. Runs on a thread of its own. What it throws ends the connection. */
    public interface Script {
        void answer(Exchange exchange) throws Exception;
    }

    /** Takes a connection that has chosen HTTP/1.1. */
    public interface Fallback {
        void serve(SSLSocket socket) throws IOException;
    }

    /** The connections that are open. */
    public final List<Peer> peers = new CopyOnWriteArrayList<>();
    /** How many connections there have been. */
    public final AtomicInteger accepted = new AtomicInteger();

    private final SSLServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "http2-server");
        thread.setDaemon(true);
        return thread;
    });
    private final Script script;
    private final Fallback fallback;
    private volatile int mostStreams = 100;
    private volatile boolean speaks = true;

    public Http2Server(Script script) throws IOException, GeneralSecurityException {
        this(script, SSLSocket::close);
    }

    public Http2Server(Script script, Fallback fallback) throws IOException, GeneralSecurityException {
        this.script = script;
        this.fallback = fallback;
        socket = (SSLServerSocket) Keys.context(Keys.ofServer())
                .getServerSocketFactory()
                .createServerSocket(0, 200, InetAddress.getByName("127.0.0.1"));
        threads.execute(this::accept);
    }

    public int port() {
        return socket.getLocalPort();
    }

    public String url() {
        return "https://127.0.0.1:" + port();
    }

    /** Of later connections. */
    public void allow(int streams) {
        mostStreams = streams;
    }

    /** Whether later connections may choose HTTP/2. */
    public void speak(boolean http2) {
        speaks = http2;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                SSLSocket accepting = (SSLSocket) socket.accept();
                threads.execute(() -> serve(accepting));
            } catch (IOException e) {
                continue; // closed
            }
        }
    }

    private void serve(SSLSocket accepting) {
        try {
            SSLParameters parameters = accepting.getSSLParameters();
            parameters.setApplicationProtocols(speaks ? new String[] {"h2", "http/1.1"} : new String[] {"http/1.1"});
            accepting.setSSLParameters(parameters);
            accepting.startHandshake();
            if (accepting.getApplicationProtocol().equals("h2")) {
                accepted.incrementAndGet();
                Peer peer = new Peer(accepting);
                peers.add(peer);
                try {
                    peer.serve();
                } finally {
                    peers.remove(peer);
                    peer.cut();
                }
            } else {
                fallback.serve(accepting);
            }
        } catch (IOException e) {
            try {
                accepting.close();
            } catch (IOException again) {
                e.addSuppressed(again);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        peers.forEach(Peer::cut);
        threads.shutdownNow();
    }

    /** One connection. */
    public final class Peer implements FrameReader.Sink {
        /** How many pings were answered, with answers that the client has read. */
        public final AtomicInteger pings = new AtomicInteger();
        /** The streams that the client has reset. */
        public final List<Integer> cancelled = new CopyOnWriteArrayList<>();

        private final SSLSocket connection;
        private final OutputStream out;
        private final FrameWriter writer = new FrameWriter();
        private final HPackEncoder encoder = new HPackEncoder(4096, StandardCharsets.UTF_8);
        private final HPackDecoder decoder = new HPackDecoder(4096, StandardCharsets.UTF_8);
        private final Map<Integer, Exchange> streams = new ConcurrentHashMap<>();
        private int window = WINDOW;
        private int initialWindow = WINDOW;
        private volatile boolean silent;

        Peer(SSLSocket connection) throws IOException {
            this.connection = connection;
            out = connection.getOutputStream();
        }

        private void serve() throws IOException {
            InputStream in = connection.getInputStream();
            in.readNBytes(PREFACE);
            write(() -> writer.settings(3, mostStreams));
            FrameReader reader = new FrameReader(this);
            byte[] buffer = new byte[1 << 14];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!silent) {
                    reader.read(ByteBuffer.wrap(buffer, 0, read));
                }
            }
        }

        private synchronized void write(Runnable frames) throws IOException {
            frames.run();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            writer.flush(bytes -> {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                all.write(copy, 0, copy.length);
                return copy.length;
            });
            if (!silent) {
                out.write(all.toByteArray());
                out.flush();
            }
        }

        /** From now on, bytes are swallowed and none are sent. */
        public void silence() {
            silent = true;
        }

        public void cut() {
            try {
                connection.close();
            } catch (IOException e) {
                return; // it is of no use any more
            }
        }

        /** @param idsAndValues what the server says of itself */
        public void settings(int... idsAndValues) throws IOException {
            write(() -> writer.settings(idsAndValues));
        }

        public void goAway(int last) throws IOException {
            write(() -> writer.goAway(last, Http2Exception.NO_ERROR));
        }

        @Override
        public synchronized void data(int id, ByteBuffer part, int size, boolean end) throws IOException {
            Exchange exchange = streams.get(id);
            if (size > 0) {
                write(() -> {
                    writer.windowUpdate(0, size);
                    writer.windowUpdate(id, size);
                });
            }
            if (exchange != null) {
                byte[] bytes = new byte[part.remaining()];
                part.get(bytes);
                exchange.body.writeBytes(bytes);
                if (end) {
                    exchange.run();
                }
            }
        }

        @Override
        public synchronized void frame(int type, int flags, int id, ByteBuffer payload) throws IOException {
            switch (type) {
                case FrameReader.HEADERS -> begin(id, payload, (flags & FrameReader.END_STREAM) != 0);
                case FrameReader.RST_STREAM -> {
                    cancelled.add(id);
                    Exchange gone = streams.remove(id);
                    if (gone != null) {
                        threads.execute(gone.cancelled);
                    }
                    notifyAll();
                }
                case FrameReader.SETTINGS -> {
                    while (payload.remaining() >= 6) {
                        int setting = payload.getShort();
                        int value = payload.getInt();
                        initialWindow = setting == 4 ? value : initialWindow;
                    }
                    if ((flags & FrameReader.ACK) == 0) {
                        write(writer::settingsAck);
                    }
                }
                case FrameReader.PING -> {
                    long data = payload.getLong();
                    if ((flags & FrameReader.ACK) != 0) {
                        pings.incrementAndGet();
                    } else {
                        write(() -> {
                            writer.pong(data);
                            writer.ping(); // its answer shows that the other one was read
                        });
                    }
                }
                case FrameReader.WINDOW_UPDATE -> {
                    int more = payload.getInt();
                    if (id == 0) {
                        window += more;
                    } else if (streams.containsKey(id)) {
                        streams.get(id).window += more;
                    }
                    notifyAll();
                }
                default -> {
                    // nothing that a test needs
                }
            }
        }

        private void begin(int id, ByteBuffer payload, boolean end) throws IOException {
            Map<String, String> headers = new HashMap<>();
            try {
                for (Header header : decoder.decodeHeaders(payload)) {
                    headers.merge(header.getName(), header.getValue(), (one, two) -> one + "," + two);
                }
            } catch (org.apache.hc.core5.http.HttpException e) {
                throw new IOException(e);
            }
            Exchange exchange = new Exchange(this, id, headers);
            exchange.window = initialWindow;
            streams.put(id, exchange);
            if (end) {
                exchange.run();
            }
        }
    }

    /** One request and its answer. */
    public final class Exchange {
        public final Peer peer;
        public final int id;
        public final Map<String, String> headers;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private int window;
        private volatile Runnable cancelled = () -> {};

        Exchange(Peer peer, int id, Map<String, String> headers) {
            this.peer = peer;
            this.id = id;
            this.headers = headers;
        }

        private void run() {
            threads.execute(() -> {
                try {
                    script.answer(this);
                } catch (Exception e) {
                    peer.cut();
                }
            });
        }

        public String target() {
            return headers.get(":path");
        }

        public byte[] body() {
            return body.toByteArray();
        }

        public boolean isCancelled() {
            return !peer.streams.containsKey(id);
        }

        /** Runs it when the client resets the stream. */
        public void onCancel(Runnable action) {
            cancelled = action;
            if (isCancelled()) {
                action.run();
            }
        }

        public void head(int status) throws IOException {
            head(status, Map.of());
        }

        /** An answer without a body. */
        public void headOnly(int status) throws IOException {
            head(status, Map.of(), true);
        }

        public void head(int status, Map<String, String> more) throws IOException {
            head(status, more, false);
        }

        private void head(int status, Map<String, String> more, boolean end) throws IOException {
            peer.write(() -> {
                try {
                    ByteArrayBuffer block = new ByteArrayBuffer(64);
                    peer.encoder.encodeHeader(block, ":status", String.valueOf(status), false);
                    for (Map.Entry<String, String> header : more.entrySet()) {
                        peer.encoder.encodeHeader(block, header.getKey(), header.getValue(), false);
                    }
                    peer.writer.headers(id, block, end, FrameReader.LARGEST_FRAME);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
        }

        public void send(String text) throws IOException, InterruptedException {
            send(text.getBytes(StandardCharsets.UTF_8));
        }

        /** Waits for the windows. Returns early if the client resets the stream. */
        public void send(byte[] bytes) throws IOException, InterruptedException {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                synchronized (peer) {
                    int length = Math.min(
                            FrameReader.LARGEST_FRAME, Math.min(left.remaining(), Math.min(window, peer.window)));
                    if (isCancelled()) {
                        return;
                    } else if (length <= 0) {
                        peer.wait();
                    } else {
                        window -= length;
                        peer.window -= length;
                        peer.write(() -> peer.writer.data(id, left, length, false));
                    }
                }
            }
        }

        public void end() throws IOException {
            peer.write(() -> peer.writer.data(id, ByteBuffer.allocate(0), 0, true));
        }

        public void json(int status, String text) throws IOException, InterruptedException {
            head(status, Map.of("content-type", "application/json"));
            send(text);
            end();
        }

        public void reset(int code) throws IOException {
            peer.write(() -> peer.writer.reset(id, code));
        }
    }
}
