package io.jenkins.plugins.runpod.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.kube.PodWatcher;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.log.OutputMedium;
import io.jenkins.plugins.runpod.engine.log.OutputPosition;
import io.jenkins.plugins.runpod.engine.log.StreamMedium;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.testing.Patience;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import slow.provider.SlowProvider;

/** A log that takes nothing, and a task that goes on. */
class TaskWriterTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final CountDownLatch called = new CountDownLatch(1);
    private final CountDownLatch takesLines = new CountDownLatch(1);
    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final List<Runnable> alarms = new ArrayList<>();
    private final AtomicInteger drained = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(1);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @AfterEach
    void stop() throws InterruptedException {
        takesLines.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(Patience.HANG.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    private static final class NoCluster implements Cluster {
        @Override
        public Kube kube() {
            throw new IllegalStateException("no client today");
        }

        @Override
        public Kube.Watch follow(String namespace, String podName, PodWatcher watcher) {
            return () -> {};
        }
    }

    private final class Listener implements TaskWriter.Listener {
        @Override
        public void answered(String uid) {}

        @Override
        public void drained() {
            drained.incrementAndGet();
        }
    }

    private TaskWriter writer(boolean slow) throws Exception {
        TaskParameters parameters = new TaskParameters();
        parameters.image = "app:1";
        PodTask task = new PodTask(
                new TaskId("controller", "task"),
                TaskSpecification.of(parameters, "default", TaskPolicy.standard()),
                Map.of());
        StreamMedium stream = new StreamMedium(written);
        OutputMedium medium = slow ? new SlowMedium(stream) : stream;
        TaskState state = TaskState.fresh("default", "pod", START);
        Saving saving = new Saving(task.id(), TaskStore.inMemory(), this::schedule, Runnable::run, () -> {});
        saving.beginWith(state);
        return new TaskWriter(
                task,
                new NoCluster(),
                slow ? TaskMedia.together(medium).writtenBy(threads) : TaskMedia.together(medium),
                new SavedTask(state, OutputPosition.start(), OutputPosition.start()),
                saving,
                threads,
                this::schedule,
                new MovedClock(),
                new Listener());
    }

    private Cancellation schedule(Duration delay, Runnable alarm) {
        synchronized (alarms) {
            alarms.add(alarm);
        }
        return () -> {
            synchronized (alarms) {
                alarms.remove(alarm);
            }
        };
    }

    private void pass(Duration time) {
        now.set(now.get().plus(time));
        List<Runnable> due;
        synchronized (alarms) {
            due = List.copyOf(alarms);
            alarms.clear();
        }
        due.forEach(Runnable::run);
    }

    private void awaitTheLog() throws InterruptedException {
        assertThat(called.await(Patience.HANG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void nobodyWaitsForALogThatTakesNothing() throws Exception {
        TaskWriter writer = writer(true);
        writer.say("a line");
        awaitTheLog();
        writer.say("another line");
        writer.seen(null);
        writer.follow("pod", "uid");
        assertThat(written.size()).isZero();
    }

    @Test
    void theEndOfALogThatTakesNothingComesAfterAMinute() throws Exception {
        TaskWriter writer = writer(true);
        writer.say("a line");
        awaitTheLog();
        writer.end(false);
        assertThat(drained).hasValue(0);
        pass(TaskWriter.LIMIT);
        assertThat(drained).hasValue(1);
        assertThat(writer.stalled(TaskWriter.LIMIT))
                .contains("The log has taken no line for 1m (it waits in slow.provider.SlowProvider.read).");
        takesLines.countDown();
        awaitWriter(writer);
        assertThat(drained).as("told once").hasValue(1);
    }

    @Test
    void aLogThatIsOnlySlowIsWaitedFor() throws Exception {
        TaskWriter writer = writer(true);
        writer.say("a line");
        awaitTheLog();
        writer.end(false);
        pass(TaskWriter.LIMIT.dividedBy(2));
        assertThat(drained).hasValue(0);
        takesLines.countDown();
        await().untilAtomic(drained, equalTo(1));
    }

    @Test
    void theResultComesAMinuteAfterALogStoppedTakingLines() throws Exception {
        TaskWriter writer = writer(true);
        writer.say("a line");
        awaitTheLog();
        CompletableFuture<Void> closed = writer.close(TaskWriter.LIMIT).toCompletableFuture();
        assertThat(closed).isNotDone();
        pass(TaskWriter.LIMIT);
        assertThat(closed).isCompleted();
    }

    @Test
    void aLogThatTakesNothingIsNotWaitedForTwice() throws Exception {
        TaskWriter writer = writer(true);
        writer.say("a line");
        awaitTheLog();
        writer.end(false);
        pass(TaskWriter.LIMIT);
        assertThat(writer.close(TaskWriter.LIMIT).toCompletableFuture()).isCompleted();
    }

    @Test
    void everyLineBeforeTheEndIsWritten() throws Exception {
        TaskWriter writer = writer(false);
        writer.say("one");
        writer.say("two");
        awaitWriter(writer);
        assertThat(written).hasToString("one\ntwo\n");
    }

    private static void awaitWriter(TaskWriter writer) {
        writer.close(TaskWriter.LIMIT)
                .toCompletableFuture()
                .orTimeout(Patience.HANG.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private final class MovedClock extends Clock {
        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** A medium that waits for somebody else. */
    private final class SlowMedium implements OutputMedium {
        private final OutputMedium medium;

        SlowMedium(OutputMedium medium) {
            this.medium = medium;
        }

        @Override
        public long length() throws IOException {
            return medium.length();
        }

        @Override
        public void append(byte[] text, int offset, int count) throws IOException {
            SlowProvider.read(called, takesLines);
            medium.append(text, offset, count);
        }

        @Override
        public boolean isReadable() {
            return true;
        }

        @Override
        public boolean cutBack(long length) throws IOException {
            return medium.cutBack(length);
        }

        @Override
        public long newlinesAfter(long length) throws IOException {
            return medium.newlinesAfter(length);
        }
    }
}
