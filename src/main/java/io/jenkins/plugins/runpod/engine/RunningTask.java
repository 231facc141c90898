package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.admission.Admission;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnoser;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.exchange.FileExchange;
import io.jenkins.plugins.runpod.engine.exchange.TaskTransfers;
import io.jenkins.plugins.runpod.engine.exchange.TransferSite;
import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.lifecycle.Budget;
import io.jenkins.plugins.runpod.engine.lifecycle.Command;
import io.jenkins.plugins.runpod.engine.lifecycle.Lifecycle;
import io.jenkins.plugins.runpod.engine.lifecycle.Messages;
import io.jenkins.plugins.runpod.engine.lifecycle.Observation;
import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferNews;
import io.jenkins.plugins.runpod.engine.log.OutputPosition;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import io.jenkins.plugins.runpod.engine.text.Durations;
import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.time.ForwardClock;
import io.jenkins.plugins.runpod.engine.time.SerialExecutor;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The shell around the state machine of one task. Everything happens on the task's serial executor, one thing at a time: an
 * observation goes in, and commands come out. Before a command with a lasting effect the state is saved. While it cannot be saved, no
 * such command is carried out, and none after it. What is written goes to a {@link TaskWriter}, which nothing here waits for, except that a result is delivered
 * after the lines before it.
 */
final class RunningTask implements TaskHandle {
    private static final Logger LOGGER = Logger.getLogger(RunningTask.class.getName());
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(30);
    private static final Duration TRANSFER_TIMEOUT = Budget.TRANSFER.standard().orElseThrow();

    private final PodTask task;
    private final Cluster cluster;
    private final TaskMedia media;
    private final PodTaskListener listener;
    private final ForwardClock clock;
    private final Timer timer;
    private final SerialExecutor serial;
    private final Threads threads;
    private final Admission admission;
    private final Requests requests;
    private final TaskTransfers transfers;
    private final Consumer<RunningTask> forget;
    private final Saving saving;
    private final Queue<Command> due = new ArrayDeque<>(2);
    private final Command.Handler commands = new Commands();
    private final CompletableFuture<Void> released = new CompletableFuture<>();

    private Lifecycle lifecycle;
    private TaskWriter writer;
    private String followed = "";
    private Kube.Watch watch = () -> {};
    private Cancellation wake = () -> {};
    private boolean delivering;
    private boolean finished;
    private boolean settled;
    private boolean fresh;
    private volatile boolean detached;
    private volatile TaskView view;

    RunningTask(
            PodTask task,
            Cluster cluster,
            Admission admission,
            TaskStore store,
            TaskMedia media,
            FileExchange files,
            PodTaskListener listener,
            ForwardClock clock,
            Timer timer,
            Threads threads,
            Consumer<RunningTask> forget) {
        this.task = task;
        this.cluster = cluster;
        this.media = media;
        this.listener = listener;
        this.clock = clock;
        this.timer = timer;
        this.serial = new SerialExecutor(threads.turns());
        this.threads = threads;
        this.admission = admission;
        this.requests = new Requests(task, cluster, admission, clock, timer, this::observe);
        this.transfers = new TaskTransfers(site(files), this::told, line -> say(masked(line)));
        this.forget = forget;
        this.saving = new Saving(task.id(), store, timer, serial, this::saveAgain);
    }

    private TransferSite site(FileExchange files) {
        return new TransferSite(
                task.specification().files(),
                task.specification().namespace(),
                task.specification().policy().limit(Budget.TRANSFER).orElse(TRANSFER_TIMEOUT),
                cluster::kube,
                files,
                this::masked,
                files.leastPart(),
                serial,
                timer,
                clock);
    }

    @Override
    public PodTask task() {
        return task;
    }

    @Override
    public Optional<TaskView> view() {
        return Optional.ofNullable(view).map(v -> v.heldBy(admission.hold(task.id(), clock.instant())));
    }

    @Override
    public void cancel(String why) {
        serial.executeFirst(
                () -> {
                    if (lifecycle == null) {
                        // Not even the values to mask are waited for. Without them everything is hidden.
                        beginWith(new Observation.CancelRequested(why), Optional.empty());
                    } else if (!detached) {
                        step(new Observation.CancelRequested(why));
                    }
                },
                threads.cancellations());
    }

    @Override
    public CompletionStage<Void> detach() {
        detached = true;
        try {
            serial.execute(this::release);
        } catch (RejectedExecutionException e) {
            released.complete(null); // no turn comes any more
        }
        return released;
    }

    /** @param note for the log if this goes on with a task */
    void begin(Optional<String> note) {
        serial.execute(() -> beginWith(new Observation.Woken(), note));
    }

    private void beginWith(Observation first, Optional<String> note) {
        if (detached || lifecycle != null || !resume()) {
            return;
        }
        if (fresh) {
            task.accountWithoutToken().map(Messages::noToken).ifPresent(this::say);
        } else if (lifecycle.state().result() == null) { // before the first step, which has lines of its own
            say("Resuming after a restart: pod " + lifecycle.state().attempt().podName() + ".");
            note.ifPresent(this::say);
        }
        step(first);
    }

    /** Safe on any thread. */
    void observe(Observation observation) {
        serial.execute(() -> {
            if (!detached && lifecycle != null) {
                step(observation);
            }
        });
    }

    /** In a turn of this task, so that no news comes after a command that has made it stale. */
    private void told(String uid, TransferNews news) {
        if (!detached) {
            step(new Observation.TransferTold(uid, news.with(this::masked)));
        }
    }

    /** What a container wrote or named comes with its files, and not through the masked cluster alone. */
    private String masked(String words) {
        return task.isMasked() ? task.secrets().maskOwnWords(words) : words;
    }

    private boolean resume() {
        try {
            Optional<SavedTask> before = saving.load();
            fresh = before.isEmpty();
            before.ifPresent(saved -> clock.reach(saved.state().latest()));
            TaskState state = before.map(SavedTask::state)
                    .orElseGet(
                            () -> TaskState.fresh(task.specification().namespace(), task.podName(1), clock.instant()));
            saving.beginWith(state);
            lifecycle = new Lifecycle(
                    task,
                    task.specification().policy(),
                    new Diagnoser(task.specification().imageErrorRules()),
                    state);
            writer = new TaskWriter(
                    task,
                    cluster,
                    media,
                    before.orElseGet(() -> new SavedTask(state, OutputPosition.start(), OutputPosition.start())),
                    saving,
                    media.writers().orElse(threads.turns()),
                    timer,
                    clock,
                    new WriterListener());
            return true;
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Cannot resume task " + task.id(), e);
            detached = true;
            release();
            listener.unreadable(e);
            return false;
        }
    }

    private void step(Observation observation) {
        try {
            due.addAll(lifecycle.next(observation, clock.instant()));
        } catch (RuntimeException e) { // a fault of ours must not leave the task hanging silently
            LOGGER.log(Level.SEVERE, "Task " + task.id() + " failed unexpectedly at " + observation, e);
            say("run-pod has failed unexpectedly (" + e + "). It retries in " + Durations.format(AFTER_A_FAULT)
                    + ". Please report this.");
            wakeAt(clock.instant().plus(AFTER_A_FAULT));
            return;
        }
        observation.shows().ifPresent(this::shown);
        publish();
        carryOut();
    }

    private void shown(PodSnapshot pod) {
        if (!finished && pod.uid().equals(lifecycle.state().attempt().uid())) {
            writer.seen(pod);
            lifecycle
                    .diagnosis()
                    .ifPresent(d -> admission.seen(task.id(), shownSpecification(), pod, d, clock.instant()));
        }
    }

    private TaskSpecification shownSpecification() {
        return task.specification().as(lifecycle.state().attempt().podVariant(), true);
    }

    private void carryOut() {
        TaskState state = lifecycle.state();
        if (!saving.isSaved(state)) {
            if (due.stream().noneMatch(Command::hasLastingEffect)) {
                saving.note(state);
            } else if (!saving.trySave(state)) {
                return;
            }
        }
        if (!detached && saving.isBegun()) {
            followPod();
        }
        for (Command command = due.poll(); command != null && !detached; command = due.poll()) {
            try {
                command.to(commands);
            } catch (RuntimeException e) { // a listener's: the task goes on all the same
                LOGGER.log(Level.SEVERE, "Task " + task.id() + " could not carry out " + command, e);
            }
        }
    }

    private void saveAgain() {
        saving.due();
        if (!detached) {
            carryOut();
        }
    }

    private final class WriterListener implements TaskWriter.Listener {
        @Override
        public void answered(String uid) {
            serial.execute(() -> {
                // The writer may be behind, with a log of an earlier attempt.
                if (!detached && uid.equals(lifecycle.state().attempt().uid())) {
                    step(new Observation.LogAnswered());
                }
            });
        }

        @Override
        public void drained() {
            observe(new Observation.LogDrained());
        }
    }

    /** Carries out one command each. */
    private final class Commands implements Command.Handler {
        @Override
        public void on(Command.Request request) {
            request.to(requests);
        }

        @Override
        public void on(Command.FollowLog follow) {
            writer.follow(follow.podName(), follow.uid());
        }

        @Override
        public void on(Command.EndLog end) {
            writer.end(end.gone());
        }

        @Override
        public void on(Command.Transfer transfer) {
            transfer.to(transfers);
        }

        @Override
        public void on(Command.Say say) {
            say(say.line());
        }

        @Override
        public void on(Command.CreatesFail fail) {
            admission.createsFail(task.id(), fail.why(), clock.instant());
        }

        @Override
        public void on(Command.CreatesWork work) {
            admission.createsWork();
        }

        @Override
        public void on(Command.Wake wish) {
            wakeAt(wish.at());
        }

        @Override
        public void on(Command.Finish finish) {
            finished = true;
            delivering = true;
            listener.lastLine(finish.result()).ifPresent(writer::say);
            writer.close(limit(finish.result())).thenRun(() -> serial.execute(() -> deliver(finish.result())));
        }

        @Override
        public void on(Command.Settle settle) {
            settled = true;
            settle();
        }
    }

    private static Duration limit(TaskResult result) {
        return result.verdict() == Verdict.CANCELLED ? TaskWriter.LIMIT_OF_A_CANCELLED_TASK : TaskWriter.LIMIT;
    }

    /** The lines before the result were written, or the log takes none. */
    private void deliver(TaskResult result) {
        delivering = false;
        if (detached) {
            return;
        }
        try {
            listener.finished(result);
        } catch (RuntimeException e) { // the task goes on all the same
            LOGGER.log(Level.SEVERE, "The listener of task " + task.id() + " could not take the result", e);
        }
        settle();
    }

    /** The result is delivered first. */
    private void settle() {
        if (settled && !delivering) {
            detached = true;
            release();
            admission.over(task.id(), clock.instant());
            transfers.deleteFiles().thenRun(listener::settled);
        }
    }

    private void say(String line) {
        writer.say(line);
    }

    private void wakeAt(Instant at) {
        wake.cancel();
        wake = timer.schedule(Duration.between(clock.instant(), at), () -> observe(new Observation.Woken()));
    }

    /**
     * The informer is asked only after the first save, and for the pod of the current attempt only. It is asked before the pod is
     * created: that it does not know the pod yet says nothing then.
     */
    private void followPod() {
        TaskState state = lifecycle.state();
        String name = state.attempt().podName();
        if (state.stage() == Stage.DONE || name.equals(followed)) {
            return;
        }
        watch.close();
        followed = name;
        watch = cluster.follow(state.namespace(), name, new PodSightings(this::observe));
    }

    private void publish() {
        TaskView before = view;
        TaskView now =
                new TaskView(lifecycle.state(), lifecycle.diagnosis(), lifecycle.obstacles(), lifecycle.transfer());
        view = now;
        if (before == null || !before.equals(now)) {
            try {
                listener.changed(now);
            } catch (RuntimeException e) {
                LOGGER.log(Level.SEVERE, "The listener of task " + task.id() + " failed", e);
            }
        }
    }

    /** What has been received of the logs is written; afterwards nothing of this task happens here any more. */
    private void release() {
        wake.cancel();
        watch.close();
        forget.accept(this);
        CompletionStage<Void> files = transfers.close();
        CompletionStage<Void> lines =
                writer == null ? CompletableFuture.completedFuture(null) : writer.close(TaskWriter.LIMIT);
        files.thenCombine(lines, (a, b) -> a).thenRun(() -> {
            saving.close();
            released.complete(null);
        });
    }
}
