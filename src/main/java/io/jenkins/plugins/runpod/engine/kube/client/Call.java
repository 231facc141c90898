package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.Verb;
import io.jenkins.plugins.runpod.engine.time.Cancellation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * One request on its way: it waits for the limits, is sent, and once more with a new credential if the server answers 401 (which means
 * that it had no effect). When cancelled its receiver hears nothing more.
 */
final class Call implements Cancellation {
    /** What must happen within a time. */
    enum Within {
        /** The head of the answer. */
        ANSWER,
        /** All of the answer. */
        END
    }

    private final ApiCalls calls;
    private final ApiRequest request;
    private final Exchange.Kind kind;
    private final Receiver receiver;
    private final Optional<Duration> limit;
    private final Within within;
    private Cancellation wait = () -> {};
    private Cancellation then = () -> {};
    private Cancellation deadline = () -> {};
    private Exchange exchange;
    private boolean connected;
    private boolean answered;
    private boolean over;

    Call(ApiCalls calls, ApiRequest request, Receiver receiver, Optional<Duration> limit, Within within) {
        this(calls, request, Transport::exchange, receiver, limit, within);
    }

    Call(
            ApiCalls calls,
            ApiRequest request,
            Exchange.Kind kind,
            Receiver receiver,
            Optional<Duration> limit,
            Within within) {
        this.calls = calls;
        this.request = request;
        this.kind = kind;
        this.receiver = receiver;
        this.limit = limit;
        this.within = within;
    }

    void start() {
        // These pace themselves, and must not stand behind thousands of other requests.
        if (request.verb() == Verb.LIST || request.verb() == Verb.WATCH || request.isOfLease()) {
            connect();
            return;
        }
        // What lasts is limited in number; it must not stand in the way of what is done in a moment.
        Cancellation waiting = request.isFollowedLog()
                ? calls.limits()
                        .followed()
                        .acquire(() -> inTurn(calls.limits().pace().acquire(this::connect)))
                : calls.limits().requests().acquire(this::enter);
        synchronized (this) {
            wait = waiting;
            if (!over) {
                return;
            }
        }
        waiting.cancel();
    }

    /**
     * Over HTTP/1.1 each request under way has a connection of its own, and each new connection costs more than a request. But a log
     * that a silent node does not give must not keep others waiting, nor a command.
     */
    private void enter() {
        if (request.verb() == Verb.LOG || request.verb() == Verb.EXEC) {
            connect();
            return;
        }
        inTurn(calls.limits().atOnce().acquire(this::connect));
    }

    private void inTurn(Cancellation second) {
        synchronized (this) {
            then = second;
            if (!over) {
                return;
            }
        }
        second.cancel();
    }

    /** Whether it still waits for the limit on our side. */
    synchronized boolean isWaiting() {
        return !connected && !over;
    }

    @Override
    public void cancel() {
        finish(true);
    }

    /** As if the server had ended it. */
    void abort(KubeFailure failure) {
        if (finish(true)) {
            receiver.ended(Optional.of(failure));
        }
    }

    private void connect() {
        synchronized (this) {
            if (over) {
                return;
            }
            connected = true;
            // Only now: waiting for our own limit is no failure.
            if (limit.isPresent()) {
                Duration time = limit.get();
                deadline = calls.timer().schedule(time, () -> late(time));
            }
        }
        sendWith(calls.connection().transport(), true);
    }

    private void sendWith(CompletionStage<Transport> transport, boolean first) {
        transport.whenComplete((made, error) -> {
            if (error != null) {
                KubeFailure failure = Failures.unanswered(request, error);
                calls.health().failed(failure.getMessage());
                abort(failure);
            } else {
                send(made, first);
            }
        });
    }

    private void send(Transport transport, boolean first) {
        Exchange next = kind.over(transport, request, new Gate(transport, first));
        synchronized (this) {
            if (over) {
                return;
            }
            exchange = next;
        }
        calls.counts().sent(request.verb());
        next.start();
    }

    /** A call that lasts keeps nothing of it. */
    private synchronized void endDeadline() {
        deadline.cancel();
        deadline = () -> {};
    }

    private void late(Duration time) {
        if (finish(within == Within.END, Exchange::late)) {
            KubeFailure failure = Failures.late(request, time);
            calls.health().failed(failure.getMessage());
            receiver.ended(Optional.of(failure));
        }
    }

    /** Whether this ended it. */
    private boolean finish(boolean evenIfAnswered) {
        return finish(evenIfAnswered, Exchange::cancel);
    }

    private boolean finish(boolean evenIfAnswered, Consumer<Exchange> how) {
        Exchange last;
        synchronized (this) {
            if (over || (answered && !evenIfAnswered)) {
                return false;
            }
            over = true;
            last = exchange;
            wait.cancel();
            then.cancel();
            deadline.cancel();
        }
        if (last != null) {
            how.accept(last);
        }
        calls.forget(this);
        return true;
    }

    /** Passes on what the exchange tells, unless the call is over. */
    private final class Gate implements Receiver {
        private final Transport transport;
        private final boolean first;

        Gate(Transport transport, boolean first) {
            this.transport = transport;
            this.first = first;
        }

        /** A log of a silent container has not even a head, and needs none then. */
        @Override
        public void watched() {
            synchronized (Call.this) {
                if (over) {
                    return;
                }
                if (request.isFollowedLog()) {
                    endDeadline();
                }
            }
            receiver.watched();
        }

        @Override
        public void answered(int status, Optional<String> retryAfter) {
            if (status == 401 && first) {
                Optional<CompletionStage<Transport>> other = calls.connection().transportAfter(transport);
                if (other.isPresent()) {
                    refused().cancel();
                    sendWith(other.get(), false);
                    return;
                }
            }
            if (answer()) {
                calls.health().answered(status);
                receiver.answered(status, retryAfter);
            }
        }

        private Exchange refused() {
            synchronized (Call.this) {
                return exchange;
            }
        }

        private boolean answer() {
            synchronized (Call.this) {
                if (over) {
                    return false;
                }
                answered = true;
                if (within == Within.ANSWER) {
                    endDeadline();
                }
                return true;
            }
        }

        @Override
        public void received(List<ByteBuffer> part, Runnable next) {
            calls.health().received();
            receiver.received(part, next);
        }

        @Override
        public void ended(Optional<KubeFailure> failure) {
            if (finish(true)) {
                failure.ifPresent(why -> calls.health().failed(why.getMessage()));
                receiver.ended(failure);
            }
        }
    }
}
