package io.jenkins.plugins.runpod.cli;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;

/** What the process says to the shell that started it. */
final class ExitStatus {
    static final int OK = 0;
    /** The task failed without an exit code that could say so: its pod was evicted for its own use of storage, for example. */
    static final int FAILED = 1;
    /** Nothing was begun. */
    static final int USAGE = 2;
    /** A budget or a deadline ended it, as timeout(1) has it. */
    static final int EXPIRED = 124;
    /** It never ran, or its outcome is not known. */
    static final int NO_OUTCOME = 125;
    /** The user stopped it. */
    static final int CANCELLED = 130;

    private ExitStatus() {}

    static int of(TaskResult result) {
        if (result.verdict() == Verdict.CANCELLED) {
            return CANCELLED;
        }
        if (result.expired()) {
            return EXPIRED;
        }
        if (result.succeeded()) {
            return OK;
        }
        if (result.verdict() == Verdict.TASK_FAILED) {
            int code = result.ownExitCode().orElse(0);
            return code == 0 ? FAILED : code;
        }
        return NO_OUTCOME;
    }
}
