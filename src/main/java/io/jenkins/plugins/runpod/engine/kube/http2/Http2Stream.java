package io.jenkins.plugins.runpod.engine.kube.http2;

import io.jenkins.plugins.runpod.engine.time.Cancellation;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * One request and its answer. Safe for use by many threads.
 *
 * <p>The server may send as much as the listener has not yet {@linkplain #consumed}: 256 KiB at first, or more if the request says so. The window doubles up to 4 MiB
 * while half of it is consumed within a second. So the speed is that of client-go, whose window is 4 MiB, also far away from the
 * server: 4 MiB for each round trip. But a thousand quiet logs whose consumers stall hold 256 KiB each at most.
 */
public final class Http2Stream implements Cancellation {
    /** In bytes. What the server may send ahead, unless the request says more. */
    public static final int WINDOW = 256 << 10;
    /** In bytes. */
    public static final int LARGEST_WINDOW = 4 << 20;

    private static final long QUICK = TimeUnit.SECONDS.toNanos(1);

    private final Http2Connections connections;
    private final StreamRequest request;
    private final StreamListener listener;
    private volatile Http2Connection connection;
    private volatile boolean cancelled;

    private int window;
    private int consumed;
    private long grantedAt;

    // Only the connection uses these, on its thread.
    int id;
    int sendWindow;
    int receiveWindow;
    ByteBuffer unsent;
    boolean answered;
    private boolean again;

    Http2Stream(Http2Connections connections, StreamRequest request, StreamListener listener) {
        this.connections = connections;
        this.request = request;
        window = request.window();
        this.listener = listener;
    }

    StreamRequest request() {
        return request;
    }

    StreamListener listener() {
        return listener;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Makes it new, once. Returns whether it may be sent again. */
    boolean startsAgain() {
        boolean first = !again;
        again = true;
        id = 0;
        unsent = null;
        return first;
    }

    /** A connection has a place for it. */
    void startOver(Http2Connection free) {
        connection = free;
        free.post(() -> free.send(this));
    }

    /** The listener is done with so many of the bytes that it received. */
    public void consumed(int bytes) {
        int grant = granted(bytes);
        if (grant > 0) {
            Http2Connection carrier = connection;
            carrier.post(() -> carrier.grant(this, grant));
        }
    }

    /** How many more bytes the server may send from now on. */
    private synchronized int granted(int bytes) {
        consumed += bytes;
        if (consumed < window / 2) {
            return 0;
        }
        int grant = consumed;
        consumed = 0;
        long now = connections.nanoTime();
        if (window < LARGEST_WINDOW && now - grantedAt < QUICK) {
            grant += window;
            window *= 2;
        }
        grantedAt = now;
        return grant;
    }

    /** The listener hears no more. The server is told. */
    @Override
    public void cancel() {
        cancelled = true;
        if (!connections.withdraw(this)) {
            Http2Connection carrier = connection;
            if (carrier != null) {
                carrier.post(() -> carrier.cancel(this));
            }
        }
    }

    /** Its answer is late. Its connection has to show that it is alive before it carries more streams. */
    public void suspect() {
        Http2Connection carrier = connection;
        if (carrier != null) {
            connections.suspect(carrier);
        }
    }
}
