package io.jenkins.plugins.runpod.engine;

import java.util.concurrent.Executor;

/**
 * The threads of an engine.
 *
 * @param turns run the tasks' turns, which include small disk writes and never wait for the code of others
 * @param cancellations run the turns in which users cancel tasks, so that those do not queue behind other turns
 */
public record Threads(Executor turns, Executor cancellations) {
    private static final int LEAST_TURNS = 4;
    private static final int MOST_TURNS = 16;

    /**
     * How many threads turns need: two for each core, because half of them may wait for the disk, and from {@value #LEAST_TURNS} to
     * {@value #MOST_TURNS}. More would take the cores from the compiler, the watches and the connections while many tasks begin.
     */
    public static int ofTurns() {
        return Math.max(
                LEAST_TURNS, Math.min(MOST_TURNS, 2 * Runtime.getRuntime().availableProcessors()));
    }

    /** The same threads for everything. */
    public static Threads of(Executor workers) {
        return new Threads(workers, workers);
    }
}
