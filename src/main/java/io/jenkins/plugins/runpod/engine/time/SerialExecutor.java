package io.jenkins.plugins.runpod.engine.time;

import java.util.ArrayDeque;
import java.util.Deque;
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

    private enum Phase {
        IDLE,
        /** A thread was asked for, perhaps more than one. The first that comes runs the burst. */
        SCHEDULED,
        RUNNING
    }

    private final Executor workers;
    private final Deque<Runnable> queue = new ArrayDeque<>(2); // a task has two, and they are mostly empty
    private Phase phase = Phase.IDLE;

    public SerialExecutor(Executor workers) {
        this.workers = workers;
    }

    @Override
    public void execute(Runnable command) {
        synchronized (queue) {
            queue.add(command);
            if (phase != Phase.IDLE) {
                return;
            }
            phase = Phase.SCHEDULED;
        }
        workers.execute(this::work);
    }

    /**
     * Runs a command at once in this thread if nothing else runs or waits, and otherwise like {@link #execute}. So it never runs within
     * another command. What comes meanwhile can run in this thread too. For threads that may do that, such as those of the workers.
     */
    public void executeHere(Runnable command) {
        synchronized (queue) {
            queue.add(command);
            if (phase != Phase.IDLE) {
                return;
            }
            phase = Phase.SCHEDULED;
        }
        work();
    }

    /**
     * Runs a command before all that wait. It waits for the present command at most, and for no thread of the usual
     * executor.
     *
     * @param urgent runs the next burst, unless a burst runs now
     */
    public void executeFirst(Runnable command, Executor urgent) {
        synchronized (queue) {
            queue.addFirst(command);
            if (phase == Phase.RUNNING) {
                return;
            }
            phase = Phase.SCHEDULED;
        }
        urgent.execute(this::work);
    }

    private void work() {
        synchronized (queue) {
            if (phase != Phase.SCHEDULED) {
                return; // another thread came first
            }
            phase = Phase.RUNNING;
        }
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            Runnable next;
            synchronized (queue) {
                next = queue.poll();
                if (next == null) {
                    phase = Phase.IDLE;
                    return;
                }
            }
            try {
                next.run();
            } catch (RuntimeException | Error e) {
                LOGGER.log(Level.SEVERE, "A task's step failed unexpectedly", e);
            }
        }
        synchronized (queue) {
            phase = Phase.SCHEDULED;
        }
        workers.execute(this::work);
    }
}
