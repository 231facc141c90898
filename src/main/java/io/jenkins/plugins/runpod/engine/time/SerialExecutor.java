package io.jenkins.plugins.runpod.engine.time;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs one task at a time, in order, on the threads of another executor. It returns the thread between bursts. Safe for
 * use by many threads.
 */
public final class SerialExecutor implements Executor {
    private static final Logger LOGGER = Logger.getLogger(SerialExecutor.class.getName());
    /** The most tasks in one burst, so that one busy user does not occupy a shared thread. */
    private static final int MOST_AT_ONCE = 16;

    private final Executor workers;
    private final Queue<Runnable> queue = new ArrayDeque<>();
    private boolean running;

    public SerialExecutor(Executor workers) {
        this.workers = workers;
    }

    @Override
    public void execute(Runnable command) {
        synchronized (queue) {
            queue.add(command);
            if (running) {
                return;
            }
            running = true;
        }
        workers.execute(this::work);
    }

    private void work() {
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            Runnable next;
            synchronized (queue) {
                next = queue.poll();
                if (next == null) {
                    running = false;
                    return;
                }
            }
            try {
                next.run();
            } catch (RuntimeException | Error e) {
                LOGGER.log(Level.SEVERE, "A task's step failed unexpectedly", e);
            }
        }
        workers.execute(this::work);
    }
}
