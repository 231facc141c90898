package io.jenkins.plugins.runpod.engine.kube.http2;

import io.jenkins.plugins.runpod.engine.time.Cancellation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The way to one new connection: the host's addresses, then each of them until one can be reached, all within the timeout of the
 * endpoint. Safe for use by many threads.
 */
final class Dialling {
    private final Endpoint endpoint;
    private final IoThread thread;
    private final Supplier<Http2Connection> connections;
    private final Consumer<IOException> failed;
    private final Queue<InetAddress> left = new ArrayDeque<>();
    private Cancellation deadline = () -> {};
    private Http2Connection last;
    private boolean over;

    /** @param failed called once, unless it is {@linkplain #stop stopped} before */
    Dialling(Endpoint endpoint, IoThread thread, Supplier<Http2Connection> connections, Consumer<IOException> failed) {
        this.endpoint = endpoint;
        this.thread = thread;
        this.connections = connections;
        this.failed = failed;
    }

    /** @param resolver its threads may wait for the host's addresses */
    void start(Http2Clock clock, Executor resolver) {
        synchronized (this) {
            deadline = clock.timer()
                    .schedule(endpoint.timeout(), () -> fail(new SocketTimeoutException("connect timed out")));
        }
        try {
            resolver.execute(this::resolve);
        } catch (RuntimeException e) {
            fail(new IOException(e));
        }
    }

    private void resolve() {
        try {
            InetAddress[] addresses = InetAddress.getAllByName(endpoint.host());
            synchronized (this) {
                left.addAll(Arrays.asList(addresses));
            }
            next();
        } catch (UnknownHostException e) {
            fail(new UnknownHostException("the host name " + endpoint.host() + " is unknown"));
        }
    }

    private void next() {
        Http2Connection connection;
        InetAddress address;
        Duration share;
        synchronized (this) {
            if (over) {
                return;
            }
            // An address that swallows all leaves time for the others.
            share = endpoint.timeout().dividedBy(left.size());
            address = left.remove();
            connection = connections.get();
            last = connection;
        }
        try {
            thread.connect(endpoint, new InetSocketAddress(address, endpoint.port()), share, connection);
        } catch (RuntimeException e) { // the thread was ended
            fail(new IOException(e.getMessage(), e));
        }
    }

    /** @param another whether another address may be better */
    void unreachable(Http2Connection which, IOException why, boolean another) {
        boolean more;
        synchronized (this) {
            if (which != last) {
                return; // one that was given up
            }
            more = another && !left.isEmpty() && !over;
        }
        if (more) {
            next();
        } else {
            fail(why);
        }
    }

    private void fail(IOException why) {
        if (stop()) {
            failed.accept(why);
        }
    }

    /** It has led to a connection. Returns whether it was on its way. */
    synchronized boolean done() {
        boolean first = !over;
        over = true;
        deadline.cancel();
        return first;
    }

    /** Gives it up. Returns whether it was on its way. */
    boolean stop() {
        Http2Connection unfinished;
        synchronized (this) {
            if (!done()) {
                return false;
            }
            unfinished = last;
        }
        if (unfinished != null) {
            unfinished.cut(new IOException("the connection was closed"));
        }
        return true;
    }
}
