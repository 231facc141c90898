package io.jenkins.plugins.runpod.engine.kube.http2;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.Host;
import org.apache.hc.core5.reactor.DefaultConnectingIOReactor;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.reactor.IOReactorStatus;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.util.Timeout;

/** One daemon thread that serves any number of connections. Safe for use by many threads. */
public final class IoThread {
    private final String name;
    private DefaultConnectingIOReactor reactor;
    private boolean closed;

    IoThread(String name) {
        this.name = name;
    }

    /** What is to become a connection. */
    interface Dial extends IOEventHandler {
        /** There is a TCP connection. Called before all events. */
        void begin(ProtocolIOSession session);

        /** There is none. */
        void unreachable(IOException why);
    }

    /**
     * Connects, and begins with TLS. The outcome is told on this thread.
     *
     * @param within how soon there must be a TCP connection
     */
    void connect(Endpoint endpoint, InetSocketAddress address, Duration within, Dial dial) {
        running()
                .connect(
                        new Host(endpoint.host(), endpoint.port()),
                        address,
                        null,
                        Timeout.of(within),
                        new Attachment(endpoint, Timeout.of(endpoint.timeout()), dial),
                        new Failure(dial::unreachable));
    }

    private synchronized DefaultConnectingIOReactor running() {
        if (closed) {
            throw new IllegalStateException("The connection to the cluster was closed");
        }
        if (reactor == null || reactor.getStatus() != IOReactorStatus.ACTIVE) { // an Error ends it
            reactor = new DefaultConnectingIOReactor(
                    IoThread::upgrade,
                    IOReactorConfig.custom().setIoThreadCount(1).build(),
                    this::thread,
                    null,
                    null,
                    null,
                    null);
            reactor.start();
        }
        return reactor;
    }

    /** It keeps nothing of the thread that happens to need it first. */
    private Thread thread(Runnable work) {
        Thread thread = new Thread(null, work, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(IoThread.class.getClassLoader());
        return thread;
    }

    private static IOEventHandler upgrade(ProtocolIOSession session, Object attachment) {
        Attachment what = (Attachment) attachment;
        what.dial.begin(session);
        session.upgrade(what.dial); // before TLS begins, so that it is told what is wrong with its settings
        session.startTls(
                what.endpoint.tls(),
                null,
                SSLBufferMode.STATIC, // there are few, and a new buffer for each read costs more
                (host, engine) -> what.endpoint.prepare(engine),
                null,
                what.timeout);
        return what.dial;
    }

    synchronized void close() {
        closed = true;
        if (reactor != null) {
            reactor.close(CloseMode.IMMEDIATE);
        }
    }

    private record Attachment(Endpoint endpoint, Timeout timeout, Dial dial) {}

    private record Failure(Consumer<IOException> told) implements FutureCallback<IOSession> {
        @Override
        public void completed(IOSession session) {
            // the session tells more
        }

        @Override
        public void failed(Exception why) {
            told.accept(why instanceof IOException io ? io : new IOException(why));
        }

        @Override
        public void cancelled() {
            told.accept(new IOException("The connection to the cluster was closed"));
        }
    }
}
