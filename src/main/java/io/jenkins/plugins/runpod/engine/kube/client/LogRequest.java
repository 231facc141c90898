package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.log.LogEnd;
import io.jenkins.plugins.runpod.engine.log.LogReceiver;
import io.jenkins.plugins.runpod.engine.log.LogStream;
import io.jenkins.plugins.runpod.engine.time.Cancellation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A request for a log. The receiver is never called while it is at work on something; an end waits until it is done. */
final class LogRequest implements LogStream {
    private static final int LONGEST_REFUSAL = 64 << 10;

    private final ApiCalls calls;
    private final LogReceiver receiver;
    private final StreamTiming timing;
    private final IdleTimeout idleTimeout;
    private ApiRequest request;
    private Cancellation call = () -> {};
    private BooleanSupplier waiting = () -> true;
    private boolean watched;
    private boolean busy;
    private boolean over;
    private Optional<LogEnd> due = Optional.empty();

    LogRequest(ApiCalls calls, LogReceiver receiver, StreamTiming timing) {
        this.calls = calls;
        this.receiver = receiver;
        this.timing = timing;
        idleTimeout = new IdleTimeout(calls.timer(), timing.logSilence(), this::silent);
    }

    /** To be called once. */
    void open(ApiRequest log, boolean follow) {
        request = log;
        // A container that says nothing: the server sends even the head of the answer only with the first byte.
        Duration timeout = follow ? timing.logSilence() : calls.timeout();
        Call opened = calls.stream(log, Optional.of(timeout), new Answer());
        synchronized (this) {
            call = opened;
            waiting = opened::isWaiting;
            if (!over) {
                return;
            }
        }
        opened.cancel();
    }

    @Override
    public void close() {
        Cancellation open;
        synchronized (this) {
            over = true;
            due = Optional.empty();
            open = call;
        }
        idleTimeout.end();
        open.cancel();
    }

    @Override
    public synchronized boolean isUnderWay() {
        return !waiting.getAsBoolean();
    }

    @Override
    public synchronized boolean isWatched() {
        return watched;
    }

    private void silent() {
        Cancellation open;
        synchronized (this) {
            open = call;
        }
        open.cancel();
        end(new LogEnd.Failed("no data for " + timing.logSilence().toMinutes() + " min"));
    }

    private synchronized boolean begin() {
        if (over) {
            return false;
        }
        busy = true;
        idleTimeout.pause();
        return true;
    }

    private void done() {
        Optional<LogEnd> end;
        synchronized (this) {
            busy = false;
            end = due;
            due = Optional.empty();
            idleTimeout.heard();
        }
        end.ifPresent(receiver::ended);
    }

    private void end(LogEnd end) {
        idleTimeout.end();
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            if (busy) {
                due = Optional.of(end);
                return;
            }
        }
        receiver.ended(end);
    }

    private final class Answer implements Receiver {
        private final Buffer refusal = new Buffer(LONGEST_REFUSAL);
        private int status;

        @Override
        public void watched() {
            synchronized (LogRequest.this) {
                watched = true;
            }
        }

        @Override
        public void answered(int code, Optional<String> retryAfter) {
            status = code;
            if (code == 200) {
                if (!isWatched()) {
                    idleTimeout.start();
                }
                if (begin()) {
                    receiver.answered();
                    done();
                }
            }
        }

        @Override
        public void received(List<ByteBuffer> part, Runnable next) {
            if (status != 200) {
                refusal.add(part);
                next.run();
            } else if (begin()) {
                receiver.received(joined(part), () -> {
                    done();
                    next.run();
                });
            }
        }

        @Override
        public void ended(Optional<KubeFailure> failure) {
            end(
                    switch (status) {
                        case 0 ->
                            new LogEnd.Unavailable(
                                    failure.map(Throwable::getMessage).orElse("no answer"));
                        case 200 ->
                            failure.<LogEnd>map(f -> new LogEnd.Failed(f.getMessage()))
                                    .orElse(new LogEnd.Clean());
                        case 204 -> new LogEnd.NoContent();
                        case 400 -> new LogEnd.NotReady();
                        case 401, 429, 502, 503 -> new LogEnd.Unavailable(refusal());
                        case 404 -> new LogEnd.Missing();
                        default -> new LogEnd.Failed(refusal());
                    });
        }

        private String refusal() {
            return Failures.refused(request, status, Optional.empty(), refusal.bytes())
                    .getMessage();
        }

        private ByteBuffer joined(List<ByteBuffer> parts) {
            if (parts.size() == 1) {
                return parts.get(0);
            }
            ByteBuffer all = ByteBuffer.allocate(
                    parts.stream().mapToInt(ByteBuffer::remaining).sum());
            parts.forEach(all::put);
            return all.flip();
        }
    }
}
