package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.admission.Admission;
import io.jenkins.plugins.runpod.engine.exchange.FileExchange;
import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.secret.Masking;
import io.jenkins.plugins.runpod.engine.time.ForwardClock;
import io.jenkins.plugins.runpod.engine.time.OutsideCall;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs pod tasks. The engine holds no thread for a task: events, timers and answers each run a short turn of the task
 * on the workers. Safe for use by many threads. No method blocks, except {@link #close()} for at most 10 s.
 */
public final class PodTaskEngine implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger(PodTaskEngine.class.getName());
    /** How long {@link #close()} waits for turns in progress. Most turns take milliseconds. */
    private static final Duration LAST_TURNS = Duration.ofSeconds(10);

    private static final String HIDDEN = "run-pod can no longer read the secrets of the task, so it cannot mask them."
            + " It hides everything that the containers write.";

    private final ForwardClock clock;
    private final Timer timer;
    private final Threads threads;
    private final Map<TaskId, RunningTask> tasks = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** @param workers a fixed pool for everything */
    public PodTaskEngine(Clock clock, Timer timer, Executor workers) {
        this(clock, timer, Threads.of(workers));
    }

    /** Creates an engine without tasks. */
    public PodTaskEngine(Clock clock, Timer timer, Threads threads) {
        this.clock = new ForwardClock(clock);
        this.timer = timer;
        this.threads = threads;
    }

    /**
     * Starts a task, or resumes it if the store holds a saved state. The engine sends no request before the state that
     * intends it is saved.
     *
     * @throws IllegalStateException if the task already runs here, or if the engine is closed
     */
    public TaskHandle run(PodTask task, Cluster cluster, TaskStore store, TaskMedia media, PodTaskListener listener) {
        return run(task, cluster, Admission.free(), store, media, FileExchange.none(), listener);
    }

    /**
     * Same, for a cluster with its own admission policy, and for a task with files.
     *
     * @param admission decides when a pod may be created
     * @param files where the files of the task come from and go to
     * @throws IllegalStateException if the task already runs here, or if the engine is closed
     */
    public TaskHandle run(
            PodTask task,
            Cluster cluster,
            Admission admission,
            TaskStore store,
            TaskMedia media,
            FileExchange files,
            PodTaskListener listener) {
        Masking masking = new Masking(task.secrets());
        RunningTask running = new RunningTask(
                task,
                task.isMasked() ? masking.mask(cluster) : cluster,
                admission,
                store,
                task.isMasked() ? masking.mask(media) : media,
                files,
                listener,
                clock,
                timer,
                threads,
                r -> tasks.remove(task.id(), r));
        if (tasks.putIfAbsent(task.id(), running) != null) {
            throw new IllegalStateException("task " + task.id() + " is already running");
        }
        if (closed) {
            tasks.remove(task.id(), running);
            throw new IllegalStateException("the engine is closed");
        }
        if (task.isMasked()) {
            // First it must be known what is to be masked, since a pod may run already.
            Requests.call(() -> task.secrets().read(timer))
                    .handle((values, error) -> Optional.ofNullable(error).map(PodTaskEngine::hidden))
                    .thenAccept(running::begin);
        } else {
            running.begin(Optional.empty());
        }
        return running;
    }

    private static String hidden(Throwable error) {
        return Requests.cause(error) instanceof OutsideCall.TooSlow slow
                ? slow.getMessage() + ". Until then run-pod hides everything that the containers write."
                : HIDDEN;
    }

    /** Whether {@link #close} was called. Tasks go on with the next engine. */
    public boolean isClosed() {
        return closed;
    }

    /** The task with this id, if it runs here. */
    public Optional<TaskHandle> find(TaskId id) {
        return Optional.ofNullable(tasks.get(id));
    }

    /** All tasks that run here. */
    public Collection<TaskHandle> tasks() {
        return List.copyOf(tasks.values());
    }

    /**
     * Detaches from all tasks without any effect on a cluster. Waits up to 10 s until nothing more is written, so that
     * the next engine finds the complete state. The workers must still run, and must not call this method.
     */
    @Override
    public void close() {
        closed = true;
        CompletableFuture<?>[] last = tasks.values().stream()
                .map(task -> task.detach().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(last).get(LAST_TURNS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOGGER.log(Level.WARNING, "Some tasks are still writing to their logs", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tasks.clear();
    }
}
