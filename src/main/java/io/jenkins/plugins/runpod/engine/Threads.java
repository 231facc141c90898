package io.jenkins.plugins.runpod.engine;

import java.util.concurrent.Executor;

/**
 * The threads of an engine.
 *
 * @param turns run the tasks' turns, which include small disk writes and never wait for the code of others
 * @param cancellations run the turns in which users cancel tasks, so that those do not queue behind other turns
 */
public record Threads(Executor turns, Executor cancellations) {
    /** How many threads tell what the watches of all clusters show. With the second one, no watch waits for the large pods of another. */
    public static final int OF_WATCHES = 2;

    private static final int LEAST_TURNS = 4;
    private static final int MOST_TURNS = 16;

    /**
     * How many threads turns have: two for each core, and from {@value #LEAST_TURNS} to {@value #MOST_TURNS}. More would take the cores
     * from the JIT, the watches and the connections while many tasks begin. A turn holds its thread while its save is forced to disk, so
     * on a slow disk fewer threads mean fewer saves.
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
