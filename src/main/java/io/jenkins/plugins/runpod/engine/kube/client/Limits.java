package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.kube.Backlog;
import io.jenkins.plugins.runpod.engine.kube.ClusterSettings;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What requests to one cluster wait for on our side. Lists and watches wait for none of it. The limits are those of HTTP/1.1 until the
 * first connection has chosen HTTP/2.
 *
 * @param requests how many a second
 * @param atOnce how many are under way at once that are not for logs
 * @param followed how many logs are followed at once
 * @param pace how many of these begin in a second: after a restart no task waits behind a thousand new connections
 */
record Limits(RequestLimiter requests, ConcurrencyLimiter atOnce, ConcurrencyLimiter followed, RequestLimiter pace) {
    /** Over HTTP/1.1. Beyond it they wait, which costs less than connections that are soon idle. */
    private static final int MOST_AT_ONCE = 32;
    /** Over HTTP/1.1, where each has a connection of its own, here and in the server. */
    private static final int MOST_FOLLOWED_LOGS = 1_000;
    /** Over HTTP/2. As many as share a connection. */
    private static final int MOST_AT_ONCE_SHARED = 90;
    /** Over HTTP/2. */
    private static final int MOST_FOLLOWED_LOGS_SHARED = 10_000;
    /** Over HTTP/2, where beginning to follow a log costs no connection. */
    private static final int LOGS_BEGUN_PER_SECOND_SHARED = 1_000;

    private static final double PAGES_PER_SECOND = 2;
    private static final int PAGES_BURST = 4;

    /** Reads for pages, beside all others and one at a time. A viewer can wait, and a task cannot. */
    static Limits forPages(ClusterSettings settings, Timer timer, LongSupplier nanoTime) {
        double perSecond = Math.min(PAGES_PER_SECOND, settings.requestsPerSecond());
        return new Limits(
                new RequestLimiter(perSecond, PAGES_BURST, timer, nanoTime, backlog -> {}),
                new ConcurrencyLimiter(1, timer),
                new ConcurrencyLimiter(1, timer),
                new RequestLimiter(perSecond, PAGES_BURST, timer, nanoTime, backlog -> {}));
    }

    /** @param waits is told when requests have waited for some seconds for the first of them */
    static Limits of(ClusterSettings settings, Timer timer, LongSupplier nanoTime, Consumer<Backlog> waits) {
        double perSecond = settings.requestsPerSecond();
        return new Limits(
                new RequestLimiter(perSecond, settings.burst(), timer, nanoTime, waits),
                new ConcurrencyLimiter(MOST_AT_ONCE, timer),
                new ConcurrencyLimiter(MOST_FOLLOWED_LOGS, timer),
                new RequestLimiter(perSecond, settings.burst(), timer, nanoTime, backlog -> {}));
    }

    /**
     * The server has chosen its protocol, or another one.
     *
     * @param shared whether it is HTTP/2, so that requests share connections
     */
    void share(boolean shared, ClusterSettings settings) {
        atOnce.resize(shared ? MOST_AT_ONCE_SHARED : MOST_AT_ONCE);
        followed.resize(shared ? MOST_FOLLOWED_LOGS_SHARED : MOST_FOLLOWED_LOGS);
        if (shared) {
            pace.resize(LOGS_BEGUN_PER_SECOND_SHARED, LOGS_BEGUN_PER_SECOND_SHARED);
        } else {
            pace.resize(settings.requestsPerSecond(), settings.burst());
        }
    }
}
