package io.jenkins.plugins.runpod.engine.kube;

import io.jenkins.plugins.runpod.engine.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Requests to one cluster: limited, counted, with a time limit, and without a thread each. Safe for use by many threads. */
final class ApiCalls implements AutoCloseable {
    /** A page of 500 pods is smaller by far. */
    private static final int LARGEST_ANSWER = 64 << 20;

    private final Connection connection;
    private final RequestLimiter limiter;
    private final Slots followed;
    private final RequestLimiter pace;
    private final Slots atOnce;
    private final Timer timer;
    private final Duration timeout;
    private final RequestCounts counts = new RequestCounts();
    private final Set<Call> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param followed limits how many logs are followed at once
     * @param pace at which they begin: after a restart nobody is to wait behind a thousand new connections
     * @param atOnce limits how many requests are under way at once that are neither for logs nor lists or watches
     */
    ApiCalls(
            Connection connection,
            RequestLimiter limiter,
            Slots followed,
            RequestLimiter pace,
            Slots atOnce,
            Timer timer,
            Duration timeout) {
        this.connection = connection;
        this.limiter = limiter;
        this.followed = followed;
        this.pace = pace;
        this.atOnce = atOnce;
        this.timer = timer;
        this.timeout = timeout;
    }

    /** The whole of a successful answer; everything else is a {@link KubeFailure}. */
    CompletionStage<Collector.Answer> call(ApiRequest request) {
        CompletableFuture<Collector.Answer> result = new CompletableFuture<>();
        start(new Call(
                this, request, new Collector(request, result, LARGEST_ANSWER), Optional.of(timeout), Call.Within.END));
        return result;
    }

    /**
     * Streams an answer of any status.
     *
     * @param answerWithin how soon the head of the answer must come
     */
    Call stream(ApiRequest request, Optional<Duration> answerWithin, Receiver receiver) {
        Call call = new Call(this, request, receiver, answerWithin, Call.Within.ANSWER);
        start(call);
        return call;
    }

    private void start(Call call) {
        underWay.add(call);
        if (closed) {
            call.abort(closedFailure());
        } else {
            call.start();
        }
    }

    /** Ends everything that is under way. */
    @Override
    public void close() {
        closed = true;
        underWay.forEach(call -> call.abort(closedFailure()));
    }

    private static KubeFailure closedFailure() {
        return new KubeFailure(
                0, "", "The connection to the cluster was closed", Optional.empty(), KubeFailure.Effect.UNKNOWN);
    }

    void forget(Call call) {
        underWay.remove(call);
    }

    Duration timeout() {
        return timeout;
    }

    Timer timer() {
        return timer;
    }

    Connection connection() {
        return connection;
    }

    RequestLimiter limiter() {
        return limiter;
    }

    Slots followed() {
        return followed;
    }

    RequestLimiter pace() {
        return pace;
    }

    Slots atOnce() {
        return atOnce;
    }

    RequestCounts counts() {
        return counts;
    }
}
