package io.jenkins.plugins.runpod.history;

import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The ended tasks of this controller: in files, and on their way there. A line that cannot be written is kept in memory and written
 * later. Of {@value #MOST_WAITING} such lines the oldest is dropped, and counted. A kill of the process loses those that wait, which
 * are those of the last moment while the disk takes them.
 *
 * <p>Safe for use by many threads. Only {@link #close} blocks.
 */
public final class TaskHistory {
    private static final Logger LOGGER = Logger.getLogger(TaskHistory.class.getName());
    private static final int MOST_WAITING = 10_000;
    private static final int MOST_AT_ONCE = 1_000;
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(30);
    private static final Duration LAST_WRITE = Duration.ofSeconds(5);

    private record Line(EndedTask task, boolean again) {}

    private record Opening(Consumer<EndedTask> later, CompletableFuture<HistoryFiles.Snapshot> snapshot) {}

    private final HistoryFiles files;
    private final Executor lane;
    private final Timer timer;

    // Guarded by this
    private final Deque<Line> waiting = new ArrayDeque<>();
    private final Queue<Opening> openings = new ArrayDeque<>();
    private boolean due;
    private boolean failing;
    private long lost;

    /** Held by the thread that writes and reads. It guards what follows. */
    private final ReentrantLock working = new ReentrantLock();

    private final List<Consumer<EndedTask>> readers = new ArrayList<>();
    private Cancellation retry = () -> {};
    private boolean untidy;

    /**
     * @param lane runs what reads and writes the files. It may take its time
     * @param timer for another try after a failure
     */
    public TaskHistory(HistoryFiles files, Executor lane, Timer timer) {
        this.files = files;
        this.lane = lane;
        this.timer = timer;
    }

    /** Keeps a task that has ended. */
    public void ended(EndedTask task) {
        add(new Line(task, false));
    }

    /** The same of a task that may have been kept already, by an earlier process. It is kept once. */
    public void endedAgain(EndedTask task) {
        add(new Line(task, true));
    }

    /**
     * The tasks so far, and those that follow: each is in one of them, once.
     *
     * @param later is told of each task after it was written, on the thread that writes. It must return soon
     */
    public CompletionStage<HistoryFiles.Snapshot> open(Consumer<EndedTask> later) {
        Opening opening = new Opening(later, new CompletableFuture<>());
        synchronized (this) {
            openings.add(opening);
        }
        workSoon();
        return opening.snapshot();
    }

    /** The files of the tasks. */
    public HistoryFiles files() {
        return files;
    }

    /** How many tasks could not be written since this controller started. */
    public synchronized long lost() {
        return lost;
    }

    /** The bounds have changed, or may have been exceeded while no process ran. */
    public void tidySoon() {
        workSoon();
    }

    /** Writes what waits. Gives up after 5 s if the disk does not answer. */
    public void close() throws InterruptedException {
        if (working.tryLock(LAST_WRITE.toMillis(), TimeUnit.MILLISECONDS)) {
            try {
                work();
            } finally {
                working.unlock();
            }
        }
        synchronized (this) {
            if (!waiting.isEmpty()) {
                LOGGER.warning("Jenkins ends, and " + waiting.size()
                        + " ended tasks could not be written to the history of pod tasks");
            }
        }
    }

    private void add(Line line) {
        boolean retried;
        synchronized (this) {
            waiting.addLast(line);
            dropWhatIsTooMuch();
            retried = failing;
        }
        if (!retried) {
            workSoon();
        }
    }

    private void dropWhatIsTooMuch() {
        while (waiting.size() > MOST_WAITING) {
            waiting.removeFirst();
            lost++;
        }
    }

    private void workSoon() {
        synchronized (this) {
            if (due) {
                return;
            }
            due = true;
        }
        try {
            lane.execute(this::workNow);
        } catch (RuntimeException | Error e) { // no thread can be made now
            synchronized (this) {
                due = false;
            }
            throw e;
        }
    }

    private void workNow() {
        synchronized (this) {
            due = false; // what comes from now on may be too late for this turn
        }
        working.lock();
        try {
            work();
        } finally {
            working.unlock();
        }
    }

    private void work() {
        try {
            for (List<Line> batch = next(); !batch.isEmpty(); batch = next()) {
                write(batch);
            }
        } catch (IOException e) {
            failed(e);
        }
        open();
        tidy();
    }

    /** The next lines to write. After an outage there are none when all that waited are written. */
    private synchronized List<Line> next() {
        List<Line> batch = new ArrayList<>();
        while (batch.size() < MOST_AT_ONCE && !waiting.isEmpty()) {
            batch.add(waiting.removeFirst());
        }
        if (batch.isEmpty() && failing) {
            failing = false;
            LOGGER.info("The history of pod tasks is written again. Lines lost since the start: " + lost);
        }
        return batch;
    }

    private void write(List<Line> batch) throws IOException {
        List<EndedTask> tasks = once(batch);
        try {
            if (!files.append(tasks)) {
                return;
            }
        } catch (IOException e) {
            putBack(batch);
            throw e;
        } catch (RuntimeException e) { // a fault of ours, which the same lines may bring again
            LOGGER.log(Level.SEVERE, "Cannot write " + batch.size() + " lines of the history of pod tasks", e);
            lose(batch.size());
            return;
        }
        readers.forEach(reader -> tasks.forEach(task -> tell(reader, task)));
    }

    private synchronized void lose(int lines) {
        lost += lines;
    }

    private synchronized void putBack(List<Line> batch) {
        for (int i = batch.size() - 1; i >= 0; i--) {
            waiting.addFirst(batch.get(i));
        }
        dropWhatIsTooMuch();
    }

    /** Without what an earlier process has written. */
    private List<EndedTask> once(List<Line> batch) {
        Map<String, EndedTask> asked = new HashMap<>();
        batch.stream().filter(Line::again).forEach(line -> asked.put(line.task().task(), line.task()));
        Set<String> written = asked.isEmpty() ? Set.of() : written(asked);
        return batch.stream()
                .filter(line -> !line.again() || !written.contains(line.task().task()))
                .map(Line::task)
                .toList();
    }

    /** A task is written on the day on which it ends, or later. */
    private Set<String> written(Map<String, EndedTask> asked) {
        Instant first = asked.values().stream()
                .map(EndedTask::ended)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        LocalDate from = LocalDate.ofInstant(first, ZoneOffset.UTC);
        Set<String> written = new HashSet<>();
        try {
            HistoryFiles.Snapshot snapshot = files.snapshot();
            for (LocalDate day : snapshot.days()) {
                if (!day.isBefore(from)) {
                    snapshot.read(day, task -> {
                        if (asked.containsKey(task.task())) {
                            written.add(task.task());
                        }
                    });
                }
            }
        } catch (IOException e) { // a line that is there twice is better than none
            LOGGER.log(Level.WARNING, "Cannot look for ended tasks in the history of pod tasks", e);
        }
        return written;
    }

    private static void tell(Consumer<EndedTask> reader, EndedTask task) {
        try {
            reader.accept(task);
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "A reader of the history of pod tasks failed", e);
        }
    }

    private void open() {
        for (Opening opening = nextOpening(); opening != null; opening = nextOpening()) {
            try {
                HistoryFiles.Snapshot snapshot = files.snapshot();
                readers.add(opening.later());
                opening.snapshot().complete(snapshot);
            } catch (IOException | RuntimeException e) {
                opening.snapshot().completeExceptionally(e);
            }
        }
    }

    private synchronized Opening nextOpening() {
        return openings.poll();
    }

    private void tidy() {
        try {
            files.tidy();
            untidy = false;
        } catch (IOException e) {
            if (!untidy) {
                LOGGER.log(Level.WARNING, "Cannot compress or delete old files of the history of pod tasks", e);
            }
            untidy = true;
        }
    }

    private void failed(IOException why) {
        boolean known;
        synchronized (this) {
            known = failing;
            failing = true;
        }
        if (!known) {
            LOGGER.log(
                    Level.WARNING,
                    "Cannot write the history of pod tasks. It is retried every " + AFTER_A_FAILURE.toSeconds()
                            + " s. Up to " + MOST_WAITING + " ended tasks are kept in memory meanwhile",
                    why);
        }
        retry.cancel();
        retry = timer.schedule(AFTER_A_FAILURE, this::workSoon);
    }
}
