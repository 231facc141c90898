package io.jenkins.plugins.runpod.bench;

import io.jenkins.plugins.runpod.engine.PodTaskListener;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Waits for the end of one task, which has to be a success. */
class TaskEnd implements PodTaskListener {
    private final CompletableFuture<TaskResult> end = new CompletableFuture<>();

    boolean isOver() {
        return end.isDone();
    }

    void await(Duration longest) throws Exception {
        TaskResult result = end.get(longest.toSeconds(), TimeUnit.SECONDS);
        if (!result.succeeded()) {
            throw new IllegalStateException(result.reason() + ": " + result.message());
        }
    }

    @Override
    public void finished(TaskResult result) {
        end.complete(result);
    }

    @Override
    public void unreadable(IOException why) {
        end.completeExceptionally(why);
    }
}
