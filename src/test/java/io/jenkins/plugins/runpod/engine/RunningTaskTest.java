package io.jenkins.plugins.runpod.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.admission.Admission;
import io.jenkins.plugins.runpod.engine.exchange.FileExchange;
import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.kube.PodWatcher;
import io.jenkins.plugins.runpod.engine.lifecycle.Observation;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.log.StreamMedium;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.InvalidParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import io.jenkins.plugins.runpod.engine.time.ForwardClock;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunningTaskTest {
    private static final StreamMedium NOWHERE = new StreamMedium(OutputStream.nullOutputStream());

    private final List<String> requests = new ArrayList<>();
    private final List<TaskResult> results = new ArrayList<>();

    /** Notes what is asked of it; answers nothing. */
    private final Cluster cluster = new Cluster() {
        @Override
        public Kube kube() {
            requests.add("kube");
            throw new IllegalStateException("no client today");
        }

        @Override
        public Kube.Watch follow(String namespace, String podName, PodWatcher watcher) {
            requests.add("follow");
            return () -> {};
        }
    };

    private final PodTaskListener listener = new PodTaskListener() {
        @Override
        public void finished(TaskResult result) {
            results.add(result);
        }

        @Override
        public void unreadable(IOException why) {
            throw new IllegalStateException(why);
        }
    };

    private static PodTask task() throws InvalidParameters {
        TaskParameters parameters = new TaskParameters();
        parameters.image = "app:1";
        return new PodTask(
                new TaskId("controller", "task"),
                TaskSpecification.of(parameters, "default", TaskPolicy.standard()),
                Map.of());
    }

    private RunningTask running(PodTaskListener told, TaskStore store) throws InvalidParameters {
        return running(told, store, TaskMedia.together(NOWHERE));
    }

    private RunningTask running(PodTaskListener told, TaskStore store, TaskMedia media) throws InvalidParameters {
        return new RunningTask(
                task(),
                cluster,
                Admission.free(),
                store,
                media,
                FileExchange.none(),
                told,
                new ForwardClock(Clock.systemUTC()),
                (delay, action) -> () -> {},
                Threads.of(Runnable::run),
                gone -> {});
    }

    @Test
    void aFaultOfOursIsToldAndTheTaskGoesOn() throws Exception {
        List<String> told = new ArrayList<>();
        List<Duration> timers = new ArrayList<>();
        RunningTask task = new RunningTask(
                task(),
                cluster,
                Admission.free(),
                TaskStore.inMemory(),
                new TaskMedia(NOWHERE, Optional.empty(), Optional.of(told::add)),
                FileExchange.none(),
                listener,
                new ForwardClock(Clock.systemUTC()),
                (delay, action) -> {
                    timers.add(delay);
                    return () -> {};
                },
                Threads.of(Runnable::run),
                gone -> {});
        task.begin(Optional.empty());
        timers.clear();

        task.observe(new Observation.PodSeen(null));

        assertThat(told).last().asString().contains("failed unexpectedly", "retries in 30s");
        assertThat(timers).hasSize(1);
        task.cancel("aborted");
        assertThat(results).hasSize(1);
    }

    @Test
    void theLineThatATaskIsResumedComesBeforeAllOthers() throws Exception {
        TaskStore store = TaskStore.inMemory();
        store.save(SavedTasks.handingOver());
        List<String> told = new ArrayList<>();

        running(listener, store, new TaskMedia(NOWHERE, Optional.empty(), Optional.of(told::add)))
                .begin(Optional.of("The values are gone."));

        assertThat(told)
                .startsWith("Resuming after a restart: pod build-0123456789ab-1.", "The values are gone.")
                .anyMatch(line -> line.startsWith("Waiting: CollectingFiles"));
    }

    @Test
    void aCancellationThatComesBeforeTheTaskHasBegunIsNotLost() throws Exception {
        RunningTask task = running(listener, TaskStore.inMemory());
        task.cancel("too late for that");
        task.begin(Optional.empty());
        assertThat(results).singleElement().extracting(TaskResult::reason).isEqualTo("Cancelled");
        assertThat(requests).isEmpty();
    }

    @Test
    void aListenerThatFailsDoesNotStopTheTask() throws Exception {
        RunningTask task = running(
                new PodTaskListener() {
                    @Override
                    public void changed(TaskView view) {
                        throw new IllegalStateException("the listener is broken");
                    }

                    @Override
                    public void finished(TaskResult result) {}

                    @Override
                    public void unreadable(IOException why) {}
                },
                TaskStore.inMemory());
        task.begin(Optional.empty());
        assertThat(requests).contains("kube", "follow");
    }

    @Test
    void aRequestThatCannotEvenBeMadeIsAnsweredAsFailedAndComesAgain() throws Exception {
        RunningTask task = running(listener, TaskStore.inMemory());
        task.begin(Optional.empty());
        assertThat(task.view().orElseThrow().state().attempt().podName()).startsWith("app-");
        task.cancel("enough");
        assertThat(results).hasSize(1);
    }

    @Test
    void aResultThatTheListenerCannotTakeIsDeliveredAgainAfterARestart() throws Exception {
        TaskStore store = TaskStore.inMemory();
        RunningTask first = running(
                new PodTaskListener() {
                    @Override
                    public void finished(TaskResult result) {
                        throw new IllegalStateException("not now");
                    }

                    @Override
                    public void unreadable(IOException why) {}
                },
                store);
        first.begin(Optional.empty());
        first.cancel("enough");
        running(listener, store).begin(Optional.empty());
        assertThat(results).singleElement().extracting(TaskResult::reason).isEqualTo("Cancelled");
    }

    @Test
    void nothingIsAskedOfTheClusterBeforeTheStateIsSaved() throws Exception {
        RunningTask task = running(listener, new TaskStore() {
            @Override
            public Optional<SavedTask> load() {
                return Optional.empty();
            }

            @Override
            public void save(SavedTask saved) throws IOException {
                throw new IOException("No space left on device");
            }
        });
        task.begin(Optional.empty());
        task.cancel("a full disk");
        assertThat(requests).isEmpty();
        assertThat(results).isEmpty();
    }

    @Test
    void aTaskThatWasLetGoIsReleasedAtOnce() throws Exception {
        RunningTask task = running(listener, TaskStore.inMemory());
        task.begin(Optional.empty());
        assertThat(task.detach()).isCompleted();
    }
}
