package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.kube.Exec;
import io.jenkins.plugins.runpod.engine.kube.ExecInput;
import io.jenkins.plugins.runpod.engine.kube.ExecOutput;
import io.jenkins.plugins.runpod.engine.kube.ExecRequest;
import io.jenkins.plugins.runpod.engine.kube.ExecResult;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure.Effect;
import io.jenkins.plugins.runpod.engine.text.Durations;
import io.jenkins.plugins.runpod.engine.time.SerialExecutor;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * A command in a container. Whatever happens to it becomes a turn on the engine's threads, one at a time, and no thread waits in
 * between. At most one piece of its input and one part of its output are in memory.
 *
 * <p>The first byte of a message names its channel. The Status on the error channel says how the command ended, whatever
 * becomes of the connection then. Output that is still on its way is taken until it is complete, or the server closes the connection.
 */
final class ExecSession implements Exec, Receiver, ExecExchange.Messages, ExecStdin.Listener {
    /** How long a connection may be silent once it is known how the command ended. */
    private static final Duration SETTLES_WITHIN = Duration.ofSeconds(5);

    private static final int LONGEST_REFUSAL = 64 << 10;
    private static final int LONGEST_STATUS = 64 << 10;
    private static final int LONGEST_STDERR = 16 << 10;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int ERROR = 3;
    private static final int NO_MESSAGE = -1;

    private final ApiCalls calls;
    private final ApiRequest request;
    private final ExecOutput output;
    private final SerialExecutor turn;
    private final ExecStdin stdin;
    private final ExecPings pings;
    private final Call call;
    private final Duration settlesWithin;
    private final CompletableFuture<ExecResult> result = new CompletableFuture<>();
    private final Buffer refusal = new Buffer(LONGEST_REFUSAL);
    private final Buffer status = new Buffer(LONGEST_STATUS);
    private final Tail stderr = new Tail(LONGEST_STDERR);
    private int answer;
    private Optional<String> retryAfter = Optional.empty();
    private IdleTimeout idle;
    private WebSocket socket;
    private int channel = NO_MESSAGE;
    private long received;
    private boolean receiving;
    private boolean silent;
    private boolean reading;
    private boolean over;
    private Optional<Runnable> due = Optional.empty();
    private Optional<ExecEnd> end = Optional.empty();
    private Optional<KubeFailure> broken = Optional.empty();

    ExecSession(ApiCalls calls, Executor workers, ExecRequest exec, ExecInput input, ExecOutput output) {
        this.calls = calls;
        this.output = output;
        request = ApiRequest.exec(exec.namespace(), exec.pod())
                .with("container", exec.container())
                .withAll("command", exec.command())
                .with("stdin", input.length() > 0)
                .with("stdout", true)
                .with("stderr", true);
        turn = new SerialExecutor(workers);
        stdin = new ExecStdin(input, turn, this);
        pings = new ExecPings(calls.timer(), turn, this::wasSilent, this::unsendable);
        idle = new IdleTimeout(
                calls.timer(), exec.noProgress(), () -> turn.execute(() -> finish(stuck(exec.noProgress()))));
        settlesWithin = exec.noProgress().compareTo(SETTLES_WITHIN) < 0 ? exec.noProgress() : SETTLES_WITHIN;
        Duration timeout = calls.timeout();
        call = new Call(
                calls,
                request,
                (transport, same, receiver) -> new ExecExchange(transport, same, receiver, timeout, this),
                this,
                Optional.of(timeout),
                Call.Within.ANSWER);
    }

    /** To be called once. */
    void start() {
        calls.start(call);
    }

    @Override
    public CompletionStage<ExecResult> result() {
        return result.minimalCompletionStage();
    }

    @Override
    public void cancel() {
        Effect effect = call.isWaiting() ? Effect.NONE : Effect.UNKNOWN;
        call.cancel();
        turn.execute(() -> {
            receiving = false; // what the receiver does is not waited for
            finish(failure("The command was cancelled", effect));
        });
    }

    @Override
    public void answered(int code, Optional<String> wait) {
        turn.execute(() -> {
            answer = code;
            retryAfter = wait;
        });
    }

    /** The words of a refusal. What comes over the WebSocket does not come here. */
    @Override
    public void received(List<ByteBuffer> part, Runnable next) {
        turn.execute(() -> {
            refusal.add(part);
            next.run();
        });
    }

    @Override
    public void ended(Optional<KubeFailure> failure) {
        turn.execute(() -> finish(
                answer > 101
                        ? Failures.refused(request, answer, retryAfter, refusal.bytes())
                        : failure.orElseGet(() -> failure("The connection was closed before the end of the command"))));
    }

    @Override
    public void opened(WebSocket open) {
        turn.execute(() -> {
            if (!over) {
                socket = open;
                idle.start();
                pings.start(open);
                stdin.start(open);
                open.request(1);
            }
        });
    }

    /** In the thread that brings it, which is one of the engine's. Parts are small, and each change of threads wakes one. */
    @Override
    public CompletionStage<?> received(ByteBuffer part, boolean last) {
        CompletableFuture<Void> used = new CompletableFuture<>();
        turn.executeHere(() -> take(part, last, () -> {
            used.complete(null);
            socket.request(1);
        }));
        return used;
    }

    private void take(ByteBuffer part, boolean last, Runnable next) {
        if (over) {
            return;
        }
        calls.health().received();
        silent = false;
        if (channel == NO_MESSAGE && part.hasRemaining()) {
            channel = part.get() & 0xFF;
        }
        int to = channel;
        if (last) {
            channel = NO_MESSAGE;
        }
        if (to == STDOUT && part.hasRemaining()) {
            deliver(part, next);
            return;
        } else if (to == STDERR) {
            stderr.add(part);
        } else if (to == ERROR) {
            status.add(part, part.remaining());
            settle(last);
        }
        progress();
        next.run();
    }

    private void deliver(ByteBuffer part, Runnable next) {
        received += part.remaining();
        receiving = true;
        progress();
        try {
            output.received(part, () -> turn.execute(() -> delivered(next)));
        } catch (RuntimeException e) {
            receiving = false;
            finish(failure("Cannot take the output of the command: " + e));
        }
    }

    private void delivered(Runnable next) {
        if (receiving) { // the first time only
            receiving = false;
            progress();
            if (due.isPresent()) {
                due.get().run();
            } else if (!over) {
                next.run();
                endIfComplete();
            }
        }
    }

    /** At first, some servers send an empty message on each channel. */
    private void settle(boolean whole) {
        byte[] json = status.bytes();
        if (whole && json.length > 0 && end.isEmpty()) {
            end = Optional.of(ExecEnd.of(request, json));
            stdin.stop();
            reading = false;
            endSoon();
            endIfComplete();
        }
    }

    private void endIfComplete() {
        if (end.isPresent() && output.isComplete()) {
            finish(failure("The command has ended")); // which is its result
        }
    }

    /** What is known now is the result, unless the connection ends before. */
    private void endSoon() {
        idle.end();
        idle = new IdleTimeout(
                calls.timer(),
                settlesWithin,
                () -> turn.execute(() -> finish(broken.orElseGet(() -> stuck(settlesWithin)))));
        idle.start();
    }

    /** Whether nothing has come since it was asked last. */
    private boolean wasSilent() {
        boolean all = silent && !receiving;
        silent = true;
        return all;
    }

    /** While our side is busy, the other one cannot make progress. */
    private void progress() {
        if (receiving || reading) {
            idle.pause();
        } else {
            idle.heard();
        }
    }

    @Override
    public void reading() {
        reading = true;
        progress();
    }

    @Override
    public void moved() {
        reading = false;
        progress();
    }

    @Override
    public void unreadable(String why) {
        finish(failure("Cannot read the input of the command: " + why));
    }

    /** The command may have ended before it read all. Then the Status is on its way. Only the first failure counts. */
    @Override
    public void unsendable(Throwable error) {
        if (!over && broken.isEmpty()) {
            broken = Optional.of(Failures.unanswered(request, error));
            stdin.stop();
            reading = false;
            if (end.isEmpty()) {
                endSoon();
            }
        }
    }

    private void finish(KubeFailure otherwise) {
        if (over) {
            return;
        } else if (receiving) {
            due = Optional.of(() -> finish(otherwise));
            return;
        }
        over = true;
        stdin.stop();
        idle.end();
        pings.stop();
        call.cancel();
        if (end.isPresent() && end.get() instanceof ExecEnd.Exited exited) {
            result.complete(new ExecResult(exited.exitCode(), stderr.text(), stdin.sent(), received));
        } else {
            result.completeExceptionally(
                    end.isPresent() && end.get() instanceof ExecEnd.Failed failed ? failed.why() : otherwise);
        }
    }

    private KubeFailure stuck(Duration time) {
        return failure("No data to or from the command for " + Durations.format(time));
    }

    private static KubeFailure failure(String why) {
        return failure(why, Effect.UNKNOWN);
    }

    private static KubeFailure failure(String why, Effect effect) {
        return new KubeFailure(0, "", why, Optional.empty(), effect);
    }
}
