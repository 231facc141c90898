package io.jenkins.plugins.runpod.engine.exchange;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The work of one transfer with files, on threads that may wait. After its end nothing begins, and what runs is interrupted. Safe for use
 * by many threads.
 */
final class FileWork {
    private final Executor threads;
    private final Set<Thread> running = new HashSet<>();
    private final CompletableFuture<Void> atRest = new CompletableFuture<>();
    private boolean over;

    FileWork(Executor threads) {
        this.threads = threads;
    }

    /** Whether the work will run. It does not after the end, nor when the threads take no more. */
    boolean start(Runnable work) {
        try {
            threads.execute(() -> run(work));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void run(Runnable work) {
        synchronized (this) {
            if (over) {
                return;
            }
            running.add(Thread.currentThread());
        }
        try {
            work.run();
        } finally {
            leave();
        }
    }

    private synchronized void leave() {
        running.remove(Thread.currentThread());
        if (over) {
            Thread.interrupted(); // it was meant for the work alone
            restIfIdle();
        }
    }

    /** Completes when the last work has ended. Idempotent. */
    synchronized CompletionStage<Void> end() {
        if (!over) {
            over = true;
            running.forEach(Thread::interrupt);
            restIfIdle();
        }
        return atRest;
    }

    private void restIfIdle() {
        if (running.isEmpty()) {
            atRest.complete(null);
        }
    }
}
