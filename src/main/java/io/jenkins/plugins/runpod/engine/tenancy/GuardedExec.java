package io.jenkins.plugins.runpod.engine.tenancy;

import io.jenkins.plugins.runpod.engine.kube.Exec;
import io.jenkins.plugins.runpod.engine.kube.ExecResult;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure.Effect;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A command that starts when this controller is found to hold the lease of its namespace. Safe for use by many threads. */
final class GuardedExec implements Exec {
    private final Supplier<Exec> command;
    private Optional<Exec> started = Optional.empty();
    private boolean cancelled;
    private CompletionStage<ExecResult> result;

    private GuardedExec(Supplier<Exec> command) {
        this.command = command;
    }

    static Exec start(Tenancy tenancy, Supplier<Exec> command) {
        GuardedExec exec = new GuardedExec(command);
        exec.result = tenancy.whenAllowed(exec::start);
        return exec;
    }

    private CompletionStage<ExecResult> start() {
        synchronized (this) {
            if (cancelled) {
                return CompletableFuture.failedFuture(
                        new KubeFailure(0, "", "The command was cancelled", Optional.empty(), Effect.NONE));
            }
            started = Optional.of(command.get());
            return started.get().result();
        }
    }

    @Override
    public CompletionStage<ExecResult> result() {
        return result;
    }

    @Override
    public void cancel() {
        Optional<Exec> running;
        synchronized (this) {
            cancelled = true;
            running = started;
        }
        running.ifPresent(Exec::cancel);
    }
}
