package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.admission.Admission;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnoser;
import io.jenkins.plugins.runpod.engine.diagnosis.PodSnapshot;
import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.kube.PodWatcher;
import io.jenkins.plugins.runpod.engine.lifecycle.Command;
import io.jenkins.plugins.runpod.engine.lifecycle.Lifecycle;
import io.jenkins.plugins.runpod.engine.lifecycle.Observation;
import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.log.OutputPosition;
import io.jenkins.plugins.runpod.engine.log.TaskOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The shell around the state machine of one task. Everything happens on the task's serial executor, one thing at a time: an
 * observation goes in, the state is saved, and only then the commands are carried out. While the state cannot be saved, no
 * command is.
 */
final class RunningTask implements TaskHandle {
    private static final Logger LOGGER = Logger.getLogger(RunningTask.class.getName());
    private static final Duration SAVE_AGAIN = Duration.ofSeconds(2);

    private final PodTask task;
    private final Cluster cluster;
    private final TaskStore store;
    private final TaskMedia media;
    private final PodTaskListener listener;
    private final Clock clock;
    private final Timer timer;
    private final Executor serial;
    private final Admission admission;
    private final Requests requests;
    private final Consumer<RunningTask> forget;
    private final Queue<Command> due = new ArrayDeque<>();

    private Lifecycle lifecycle;
    private TaskOutput output;
    private TaskOutput capture;
    private TaskLogs logs;
    private TaskState saved;
    private String followed = "";
    private Kube.Watch watch = () -> {};
    private Cancellation wake = () -> {};
    private boolean saveScheduled;
    private boolean delivered;
    private volatile boolean detached;
    private volatile TaskView view;

    RunningTask(
            PodTask task,
            Cluster cluster,
            Admission admission,
            TaskStore store,
            TaskMedia media,
            PodTaskListener listener,
            Clock clock,
            Timer timer,
            Executor workers,
            Consumer<RunningTask> forget) {
        this.task = task;
        this.cluster = cluster;
        this.store = store;
        this.media = media;
        this.listener = listener;
        this.clock = clock;
        this.timer = timer;
        this.serial = new SerialExecutor(workers);
        this.admission = admission;
        this.requests = new Requests(task, cluster, admission, clock, this::observe);
        this.forget = forget;
    }

    @Override
    public PodTask task() {
        return task;
    }

    @Override
    public Optional<TaskView> view() {
        return Optional.ofNullable(view);
    }

    @Override
    public void cancel(String why) {
        observe(new Observation.CancelRequested(why));
    }

    @Override
    public void detach() {
        detached = true;
        serial.execute(this::release);
    }

    void begin() {
        serial.execute(() -> {
            if (!detached && resume()) {
                boolean again = saved != null && saved.result() == null;
                step(new Observation.Woken());
                if (again && !detached) {
                    say("Going on after a restart: " + lifecycle.state().attempt().podName() + ".");
                }
            }
        });
    }

    /** Safe on any thread. */
    void observe(Observation observation) {
        serial.execute(() -> {
            if (!detached && lifecycle != null) {
                step(observation);
            }
        });
    }

    private boolean resume() {
        try {
            Optional<SavedTask> before = store.load();
            TaskState state = before.map(SavedTask::state)
                    .orElseGet(() -> TaskState.fresh(
                            task.specification().namespace(), task.podName(1), clock.instant()));
            output = new TaskOutput(
                    media.log(), before.map(SavedTask::output).orElseGet(OutputPosition::start), this::saveOutput);
            capture = new TaskOutput(
                    media.capture().orElse(media.log()),
                    before.map(SavedTask::capture).orElseGet(OutputPosition::start),
                    this::saveCapture);
            lifecycle = new Lifecycle(
                    task,
                    task.specification().policy(),
                    new Diagnoser(task.specification().imageErrorRules()),
                    state);
            logs = new TaskLogs(
                    task, cluster, output, media.capture().isPresent() ? capture : output, serial, timer, clock,
                    new TaskLogs.Listener() {
                        @Override
                        public void answered() {
                            observe(new Observation.LogAnswered());
                        }

                        @Override
                        public void drained() {
                            observe(new Observation.LogDrained());
                        }

                        @Override
                        public void trouble(String line) {
                            say(line);
                        }
                    });
            saved = before.map(SavedTask::state).orElse(null);
            return true;
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Cannot go on with task " + task.id(), e);
            release();
            forget.accept(this);
            listener.unreadable(e);
            return false;
        }
    }

    private void step(Observation observation) {
        due.addAll(lifecycle.next(observation, clock.instant()));
        if (observation instanceof Observation.PodSeen seen) {
            logs.seen(seen.pod());
            lifecycle.diagnosis().ifPresent(d -> admission.seen(task.id(), seen.pod(), d, clock.instant()));
        }
        publish();
        carryOut();
    }

    private void carryOut() {
        if (!save()) {
            return;
        }
        for (Command command = due.poll(); command != null && !detached; command = due.poll()) {
            carryOut(command);
        }
        if (!detached) {
            followPod();
        }
    }

    private boolean save() {
        TaskState state = lifecycle.state();
        if (state.equals(saved)) {
            return true;
        }
        try {
            store.save(new SavedTask(state, output.position(), capture.position()));
            saved = state;
            return true;
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Cannot save task " + task.id() + "; it waits", e);
            if (!saveScheduled) {
                saveScheduled = true;
                timer.schedule(SAVE_AGAIN, () -> serial.execute(() -> {
                    saveScheduled = false;
                    if (!detached) {
                        carryOut();
                    }
                }));
            }
            return false;
        }
    }

    private void saveOutput(OutputPosition position) {
        saveWith(position, capture.position());
    }

    private void saveCapture(OutputPosition position) {
        saveWith(output.position(), position);
    }

    private void saveWith(OutputPosition log, OutputPosition captured) {
        try {
            TaskState state = lifecycle.state();
            store.save(new SavedTask(state, log, captured));
            saved = state;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void carryOut(Command command) {
        if (command instanceof Command.Create create) {
            requests.create(create);
        } else if (command instanceof Command.Look look) {
            requests.look(look);
        } else if (command instanceof Command.Delete delete) {
            requests.delete(delete);
        } else if (command instanceof Command.FollowLog follow) {
            logs.follow(follow.podName(), follow.uid());
        } else if (command instanceof Command.EndLog end) {
            logs.end(end.gone());
        } else if (command instanceof Command.Say say) {
            say(say.line());
        } else if (command instanceof Command.Wake at) {
            wakeAt(at.at());
        } else if (command instanceof Command.Finish finish) {
            logs.close();
            delivered = true;
            listener.finished(finish.result());
        } else if (command instanceof Command.Settle) {
            release();
            detached = true;
            admission.over(task.id());
            forget.accept(this);
            listener.settled();
        }
    }

    /** After the result nobody listens to the log any more. */
    private void say(String line) {
        if (media.status().isPresent()) {
            media.status().get().accept(line);
        } else if (!delivered) {
            output.say(media.mark() + line);
        } else {
            LOGGER.log(Level.FINE, "{0}: {1}", new Object[] {task.id(), line});
        }
    }

    private void wakeAt(Instant at) {
        wake.cancel();
        wake = timer.schedule(
                Duration.between(clock.instant(), at), () -> observe(new Observation.Woken()));
    }

    /** The informer is asked only after the first save, and for the pod of the current attempt only. */
    private void followPod() {
        TaskState state = lifecycle.state();
        String name = state.attempt().podName();
        if (state.stage() == Stage.DONE || name.equals(followed)) {
            return;
        }
        watch.close();
        followed = name;
        watch = cluster.follow(state.namespace(), name, new Watcher());
    }

    private void publish() {
        TaskView before = view;
        TaskView now = new TaskView(lifecycle.state(), lifecycle.diagnosis());
        view = now;
        if (before == null || !before.equals(now)) {
            listener.changed(now);
        }
    }

    private void release() {
        wake.cancel();
        watch.close();
        if (logs != null) {
            logs.close();
        }
    }

    private final class Watcher implements PodWatcher {
        private boolean found;

        @Override
        public void seen(PodSnapshot pod) {
            found = true;
            observe(new Observation.PodSeen(pod));
        }

        @Override
        public void deleted(PodSnapshot last) {
            found = true;
            observe(new Observation.PodDeleted(last));
        }

        @Override
        public void vanished(PodSnapshot before) {
            found = true;
            observe(new Observation.PodMissing());
        }

        @Override
        public void troubled(String why) {
            observe(new Observation.WatchTroubled(why));
        }

        @Override
        public void works() {
            observe(new Observation.WatchWorks());
        }

        @Override
        public void synced() {
            if (!found) {
                observe(new Observation.PodMissing());
            }
        }
    }

}
