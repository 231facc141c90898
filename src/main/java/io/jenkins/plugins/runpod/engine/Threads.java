package io.jenkins.plugins.runpod.engine;

import java.util.concurrent.Executor;

/**
 * The threads of an engine.
 *
 * @param turns run the tasks' turns, which include small disk writes and never wait for the code of others
 * @param cancellations run the turns in which users cancel tasks, so that those do not queue behind other turns
 */
public record Threads(Executor turns, Executor cancellations) {
    /** The same threads for everything. */
    public static Threads of(Executor workers) {
        return new Threads(workers, workers);
    }
}
