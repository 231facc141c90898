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
import java.util.concurrent.atomic.AtomicBoolean;

/** Requests to one cluster: limited, counted, with a time limit, and without a thread each. Safe for use by many threads. */
final class ApiCalls implements AutoCloseable {
    /** A page of 500 pods is smaller by far. */
    private static final int LARGEST_ANSWER = 64 << 20;

    private final Connection connection;
    private final Limits limits;
    private final Timer timer;
    private final Duration timeout;
    private final HealthMonitor health;
    private final RequestCounts counts;
    private final Set<Call> underWay;
    private final AtomicBoolean closed;

    ApiCalls(Connection connection, Limits limits, Timer timer, Duration timeout, HealthMonitor health) {
        this(
                connection,
                limits,
                timer,
                timeout,
                health,
                new RequestCounts(),
                ConcurrentHashMap.newKeySet(),
                new AtomicBoolean());
    }

    private ApiCalls(
            Connection connection,
            Limits limits,
            Timer timer,
            Duration timeout,
            HealthMonitor health,
            RequestCounts counts,
            Set<Call> underWay,
            AtomicBoolean closed) {
        this.connection = connection;
        this.limits = limits;
        this.timer = timer;
        this.timeout = timeout;
        this.health = health;
        this.counts = counts;
        this.underWay = underWay;
        this.closed = closed;
    }

    /** Requests to the same cluster within other limits. They are counted with these, and closed with these. */
    ApiCalls within(Limits others) {
        return new ApiCalls(connection, others, timer, timeout, health, counts, underWay, closed);
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

    /** Starts a call that was made for these calls. */
    void start(Call call) {
        underWay.add(call);
        if (closed.get()) {
            call.abort(closedFailure());
        } else {
            call.start();
        }
    }

    /** Ends everything that is under way. */
    @Override
    public void close() {
        closed.set(true);
        underWay.forEach(call -> call.abort(closedFailure()));
        connection.close();
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
