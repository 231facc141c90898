package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.RequestCounts;
import io.jenkins.plugins.runpod.engine.time.Timer;
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
    private final Limits limits;
    private final Timer timer;
    private final Duration timeout;
    private final HealthMonitor health;
    private final RequestCounts counts = new RequestCounts();
    private final Set<Call> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    ApiCalls(Connection connection, Limits limits, Timer timer, Duration timeout, HealthMonitor health) {
        this.connection = connection;
        this.limits = limits;
        this.timer = timer;
        this.timeout = timeout;
        this.health = health;
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

    Limits limits() {
        return limits;
    }

    HealthMonitor health() {
        return health;
    }

    RequestCounts counts() {
        return counts;
    }
}
