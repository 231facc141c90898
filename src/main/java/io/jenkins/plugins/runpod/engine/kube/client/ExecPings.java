package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Pings the server while it says nothing. So no proxy closes the connection because it is silent, and a server that is gone is noticed.
 * Not safe for use by several threads at once.
 *
 * <p>A server that has sent all closes the connection, and answers a ping with a reset. Then what was not yet read is lost. So there is no
 * ping while there is something to read.
 *
 * <p>The JDK often does not tell that the server closed the connection without a close frame. If no message is requested at that moment,
 * {@code TransportImpl.acknowledgeReception} throws an InternalError, and the listener is never called. That is so in Java 17 and in
 * Java 25. Each part of a message that a receiver holds is such a moment. Of a server that is gone, the system refuses the second ping,
 * and the JDK fails the third. A reset, and a close frame, are told in any case.
 */
final class ExecPings {
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final Timer timer;
    private final Executor turn;
    private final BooleanSupplier silent;
    private final Consumer<IOException> broken;
    private Cancellation next = () -> {};
    private boolean over;

    /**
     * Sends nothing yet.
     *
     * @param silent whether nothing has come since it was asked last. Called in a turn
     * @param broken called in a turn, each time when a ping cannot be sent
     */
    ExecPings(Timer timer, Executor turn, BooleanSupplier silent, Consumer<IOException> broken) {
        this.timer = timer;
        this.turn = turn;
        this.silent = silent;
        this.broken = broken;
    }

    /** Sends the first one after a silence. */
    void start(WebSocket socket) {
        next = timer.schedule(EVERY, () -> turn.execute(() -> ping(socket)));
    }

    /** Sends no more. */
    void stop() {
        over = true;
        next.cancel();
    }

    private void ping(WebSocket socket) {
        if (!over) {
            if (silent.getAsBoolean()) {
                socket.sendPing(ByteBuffer.allocate(0)).whenComplete(this::sent);
            }
            start(socket);
        }
    }

    /** While one ping is on its way, another fails with an IllegalStateException. That means nothing. */
    private void sent(WebSocket same, Throwable error) {
        Throwable cause = KubeFailure.cause(error);
        if (cause instanceof IOException) {
            // The JDK's own words speak of its output.
            turn.execute(() -> broken.accept(new IOException("the connection was closed", cause)));
        }
    }
}
