package io.jenkins.plugins.runpod.step;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Saves programs once more after their steps have dropped their parameters. A program is written whole, so many steps that begin at
 * once make one save. Called by any thread.
 */
final class ProgramSaves {
    private static final long DELAY_SECONDS = 1;
    private static final Set<FlowExecution> PENDING = ConcurrentHashMap.newKeySet();

    private ProgramSaves() {}

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
