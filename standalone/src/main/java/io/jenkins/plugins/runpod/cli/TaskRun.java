package io.jenkins.plugins.runpod.cli;

import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.PodTaskEngine;
import io.jenkins.plugins.runpod.engine.PodTaskListener;
import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.TaskStore;
import io.jenkins.plugins.runpod.engine.admission.Admission;
import io.jenkins.plugins.runpod.engine.exchange.FileExchange;
import io.jenkins.plugins.runpod.engine.kube.ClusterSettings;
import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.kube.access.ClusterAccess;
import io.jenkins.plugins.runpod.engine.kube.client.KubeClients;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import io.jenkins.plugins.runpod.engine.pod.PodLabels;
import io.jenkins.plugins.runpod.engine.text.Durations;
import io.jenkins.plugins.runpod.engine.time.ScheduledTimer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** One task in this process, from its start (or from where it was left) until its result is known and its pod is gone. */
final class TaskRun {
    private static final int WORKERS = 4;
    /**
     * What it may take beyond the grace period until the pod is gone. Most of it is for a pod whose create was cut off in the middle:
     * it keeps its name for 90 s, so that the same create cannot make a second one.
     */
    private static final Duration MARGIN = Duration.ofMinutes(2);

    private final PodTask task;
    private final boolean kept;
    private final Screen screen;
    private final CompletableFuture<TaskResult> result = new CompletableFuture<>();
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    /** The user does not want to wait any longer. */
    private final CompletableFuture<Void> left = new CompletableFuture<>();

    /** @param kept whether the same command can go on later from what was saved */
    TaskRun(PodTask task, boolean kept, Screen screen) {
        this.task = task;
        this.kept = kept;
        this.screen = screen;
    }

    /**
     * Runs it.
     *
     * @param delivered gets the result as soon as it is known
     * @return the result; empty when the user left before there was any
     * @throws Refused if what was saved cannot be read
     */
    @SuppressWarnings("try") // the signals' handler is only there
    Optional<TaskResult> run(
            ClusterAccess access, TaskStore store, TaskMedia media, FileExchange files, Consumer<TaskResult> delivered)
            throws Refused, InterruptedException {
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS, work -> {
            Thread thread = new Thread(work, "run-pod-worker");
            thread.setDaemon(true);
            return thread;
        });
        try (ScheduledTimer timer = new ScheduledTimer(workers);
                SharedCluster cluster = new KubeClients(workers, timer)
                        .acquire(access, access, ClusterSettings.of(selector()), backlog -> {});
                PodTaskEngine engine = new PodTaskEngine(Clock.systemUTC(), timer, workers)) {
            TaskHandle handle = engine.run(task, cluster, Admission.free(), store, media, files, new Listener());
            try (Interrupts ignored = Interrupts.to(signal -> interrupted(handle, signal))) {
                return waitForIt(delivered);
            }
        } finally {
            workers.shutdownNow();
        }
    }

    /** Of all tasks of the command line, only this one. */
    private String selector() {
        return PodLabels.selector(task.id().controller()) + "," + PodLabels.TASK + "="
                + task.id().taskLabel();
    }

    private Optional<TaskResult> waitForIt(Consumer<TaskResult> delivered) throws Refused, InterruptedException {
        try {
            CompletableFuture.anyOf(result, left).get();
            if (!result.isDone()) {
                return Optional.empty();
            }
            delivered.accept(result.get());
            CompletableFuture.anyOf(settled, left).get(deletionTimeout().toMillis(), TimeUnit.MILLISECONDS);
            return Optional.of(result.get());
        } catch (TimeoutException e) {
            screen.say("The deletion of the pod takes more than " + Durations.format(deletionTimeout()) + ". "
                    + remains());
            return Optional.of(result.join());
        } catch (ExecutionException e) {
            throw new Refused(e.getCause().getMessage());
        }
    }

    private void interrupted(TaskHandle handle, String signal) {
        if (!result.isDone()
                && !handle.view().map(view -> view.state().cancelled() != null).orElse(false)) {
            screen.say("Cancelling: run-pod deletes the pod with its grace period. Interrupt again to leave at once.");
            handle.cancel(signal + " was received");
        } else {
            screen.say("Leaving. " + remains());
            left.complete(null);
        }
    }

    private String remains() {
        return "Pod " + podName() + " may still exist. "
                + (kept ? "Run the same command again to resume." : "Delete it with kubectl if it remains.");
    }

    private String podName() {
        return task.specification().namespace() + "/"
                + (result.isDone() && !result.isCompletedExceptionally()
                        ? result.join().pod()
                        : task.podName(1));
    }

    private Duration deletionTimeout() {
        Long own = task.specification().template().getSpec().getTerminationGracePeriodSeconds();
        return task.specification()
                .policy()
                .terminationGrace()
                .orElse(Duration.ofSeconds(own == null ? 30 : own))
                .plus(MARGIN);
    }

    private final class Listener implements PodTaskListener {
        @Override
        public void finished(TaskResult ended) {
            result.complete(ended);
        }

        @Override
        public void settled() {
            settled.complete(null);
        }

        @Override
        public void unreadable(IOException why) {
            result.completeExceptionally(why);
        }
    }
}
