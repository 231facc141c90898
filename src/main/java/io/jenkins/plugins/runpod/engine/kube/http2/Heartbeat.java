package io.jenkins.plugins.runpod.engine.kube.http2;

import io.jenkins.plugins.runpod.engine.time.Cancellation;
import java.time.Duration;

/**
 * Notices that a connection is dead. A connection on which nothing came for 20 s is pinged, and one on which nothing comes within 10 s
 * of the ping is dead. Costs one timer for each connection, whatever it carries. Safe for use by many threads.
 *
 * <p>client-go has the same with 30 s and 15 s: {@code ReadIdleTimeout} and {@code PingTimeout}, in
 * k8s.io/apimachinery/pkg/util/net/http.go.
 */
final class Heartbeat {
    static final Duration SILENCE = Duration.ofSeconds(20);
    static final Duration ANSWER = Duration.ofSeconds(10);
    /** It looks twice for an answer. If this process stood still meanwhile, what came is read before the second look. */
    static final Duration LOOK = ANSWER.dividedBy(2);

    /** What the connection does. Called by threads of the timer, or by those of {@link #suspect}. */
    interface Connection {
        void ping();

        void dead();

        /** It is alive, and about {@link #SILENCE} have passed. */
        void alive();
    }

    private final Http2Clock clock;
    private final Connection connection;
    private volatile long heardAt;
    private boolean pinged;
    private boolean over;
    private Cancellation next = () -> {};

    Heartbeat(Http2Clock clock, Connection connection) {
        this.clock = clock;
        this.connection = connection;
    }

    synchronized void start() {
        if (over) {
            return;
        }
        heardAt = clock.now();
        next = clock.timer().schedule(SILENCE, this::look);
    }

    /** Something came. */
    void heard() {
        heardAt = clock.now();
    }

    /** A request got no answer in time: asks the connection at once, even if the answer to another ping is still due. */
    void suspect() {
        synchronized (this) {
            if (over) {
                return;
            }
            if (!pinged) {
                next.cancel();
                await();
            }
        }
        connection.ping();
    }

    synchronized void stop() {
        over = true;
        next.cancel();
    }

    private void look() {
        long silent = clock.now() - heardAt;
        synchronized (this) {
            if (over || pinged) {
                return;
            }
            if (silent < SILENCE.toNanos()) {
                next = clock.timer().schedule(SILENCE.minusNanos(silent), this::look);
            } else {
                await();
            }
        }
        if (silent < SILENCE.toNanos()) {
            connection.alive();
        } else {
            connection.ping();
        }
    }

    private void await() {
        pinged = true;
        long askedAt = clock.now();
        next = clock.timer().schedule(LOOK, () -> answerDue(askedAt, false));
    }

    /** Whatever came since shows that the connection works. The answer may stand behind much data. */
    private void answerDue(long askedAt, boolean last) {
        boolean alive = heardAt - askedAt > 0;
        synchronized (this) {
            if (over) {
                return;
            }
            if (!alive && !last) {
                next = clock.timer().schedule(LOOK, () -> answerDue(askedAt, true));
                return;
            }
            pinged = false;
            if (alive) {
                next = clock.timer().schedule(ANSWER, this::look);
            } else {
                over = true;
            }
        }
        if (alive) {
            connection.alive();
        } else {
            connection.dead();
        }
    }
}
