package io.jenkins.plugins.runpod.step;

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

    static void soon(FlowExecution program, StepContext context) {
        if (PENDING.add(program)) {
            Timer.get()
                    .schedule(
                            () -> {
                                PENDING.remove(program);
                                context.saveState();
                            },
                            DELAY_SECONDS,
                            TimeUnit.SECONDS);
        }
    }
}
