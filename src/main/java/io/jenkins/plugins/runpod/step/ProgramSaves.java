package io.jenkins.plugins.runpod.step;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Saves programs with the steps that start, and once more after these have dropped their parameters. A program is written whole, so
 * many steps that start at once share one save.
 */
final class ProgramSaves {
    private static final long DELAY_SECONDS = 1;
    private static final Set<FlowExecution> PENDING = ConcurrentHashMap.newKeySet();

    /** A save that takes longer may have been lost to an error, and would take all later steps along. */
    private static final Duration SHARED_FOR = Duration.ofSeconds(10);

    private static final Map<FlowExecution, Start> STARTS = new ConcurrentHashMap<>();

    private record Start(ListenableFuture<Void> save, long asked) {
        boolean isShared() {
            return !save.isDone() && System.nanoTime() - asked < SHARED_FOR.toNanos();
        }
    }

    private ProgramSaves() {}

    /**
     * Saves a program with a step that starts. Must be called by the thread of the Pipeline, in the start of the step. The same thread
     * writes programs, so a save that is not done has not begun, and will hold the step.
     */
    static ListenableFuture<Void> withStart(FlowExecution program, StepContext context) {
        Start pending = STARTS.get(program);
        if (pending != null && pending.isShared()) {
            return pending.save();
        }
        Start start = new Start(context.saveState(), System.nanoTime());
        STARTS.put(program, start);
        start.save().addListener(() -> STARTS.remove(program, start), MoreExecutors.directExecutor());
        return start.save();
    }

    /** A program that cannot be saved, because the disk is full for example, is saved later. */
    private static void save(FlowExecution program, StepContext context) {
        Futures.addCallback(
                context.saveState(),
                new FutureCallback<Void>() {
                    @Override
                    public void onSuccess(Void saved) {}

                    @Override
                    public void onFailure(Throwable error) {
                        if (!program.isComplete()) {
                            soon(program, context);
                        }
                    }
                },
                MoreExecutors.directExecutor());
    }

    /** Saves a program in a second. Any thread may call this. */
    static void soon(FlowExecution program, StepContext context) {
        if (PENDING.add(program)) {
            Timer.get()
                    .schedule(
                            () -> {
                                PENDING.remove(program);
                                save(program, context);
                            },
                            DELAY_SECONDS,
                            TimeUnit.SECONDS);
        }
    }
}
