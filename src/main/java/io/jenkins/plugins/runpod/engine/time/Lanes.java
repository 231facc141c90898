package io.jenkins.plugins.runpod.engine.time;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Divides threads into lanes, so that no user of them takes all. Each lane starts its commands in order of arrival, and
 * runs a fixed number at once. Safe for use by many threads.
 */
public final class Lanes {
    private static final Logger LOGGER = Logger.getLogger(Lanes.class.getName());
    /** The most commands in one burst, so that a lane does not keep a shared thread. */
    private static final int MOST_AT_ONCE = 16;

    private final Executor threads;
    private final int width;
    private final Map<Object, Lane> busy = new HashMap<>();

    private static final class Lane {
        private final Queue<Runnable> waiting = new ArrayDeque<>();
        private int running;
    }

    /** @param width how many commands of one lane run at once */
    public Lanes(Executor threads, int width) {
        this.threads = threads;
        this.width = width;
    }

    /** The lane with this key. Equal keys share a lane. */
    public Executor lane(Object key) {
        return command -> enter(key, command);
    }

    private void enter(Object key, Runnable command) {
        synchronized (busy) {
            Lane lane = busy.computeIfAbsent(key, absent -> new Lane());
            if (lane.running == width) {
                lane.waiting.add(command);
                return;
            }
            lane.running++;
        }
        start(key, command);
    }

    private void start(Object key, Runnable command) {
        try {
            threads.execute(() -> work(key, command));
        } catch (RuntimeException | Error e) { // rejected, and so would be those that wait
            leave(key);
            throw e;
        }
    }

    /** Keeps the thread for a burst. */
    private void work(Object key, Runnable first) {
        Runnable command = first;
        for (int i = 0; i < MOST_AT_ONCE && command != null; i++) {
            try {
                command.run();
            } catch (RuntimeException | Error e) {
                LOGGER.log(Level.SEVERE, "A command failed unexpectedly", e);
            }
            command = next(key);
        }
        if (command != null) {
            start(key, command);
        }
    }

    private void leave(Object key) {
        synchronized (busy) {
            Lane lane = busy.get(key);
            lane.running--;
            if (lane.running == 0) {
                busy.remove(key);
            }
        }
    }

    /** The next command of a lane. Without one, the lane gives a thread back. */
    private Runnable next(Object key) {
        synchronized (busy) {
            Lane lane = busy.get(key);
            Runnable next = lane.waiting.poll();
            if (next == null && --lane.running == 0) {
                busy.remove(key);
            }
            return next;
        }
    }
}
