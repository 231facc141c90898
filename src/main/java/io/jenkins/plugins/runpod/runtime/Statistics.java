package io.jenkins.plugins.runpod.runtime;

import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.TaskView;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.log.OutputMedium;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Counts what happened since this controller started. Safe for use by many threads. */
@Restricted(NoExternalUse.class)
public final class Statistics {
    private final Map<Verdict, LongAdder> verdicts = new EnumMap<>(Verdict.class);
    private final LongAdder logBytes = new LongAdder();
    private volatile Consumer<Duration> latencies = latency -> {};

    Statistics() {
        for (Verdict verdict : Verdict.values()) {
            verdicts.put(verdict, new LongAdder());
        }
    }

    /**
     * The states of tasks at one moment.
     *
     * @param running the tasks whose container runs
     * @param waiting the other tasks that have not ended, by the name of the cause
     */
    public record Standing(long running, Map<String, Long> waiting) {
        static Standing of(Collection<TaskHandle> tasks) {
            long running = 0;
            Map<String, Long> waiting = new TreeMap<>();
            for (TaskHandle task : tasks) {
                TaskView view =
                        task.view().filter(v -> v.state().result() == null).orElse(null);
                if (view != null && view.diagnosis().isPresent()) {
                    if (view.diagnosis().get().verdict() == Verdict.RUNNING) {
                        running++;
                    } else {
                        waiting.merge(view.diagnosis().get().cause(), 1L, Long::sum);
                    }
                }
            }
            return new Standing(running, Map.copyOf(waiting));
        }
    }

    TaskMedia counted(TaskMedia media) {
        return media.with(this::counted, this::counted, status -> status);
    }

    private OutputMedium counted(OutputMedium medium) {
        return new CountedMedium(medium, logBytes);
    }

    void finished(TaskResult result, Instant now) {
        verdicts.get(result.verdict()).increment();
        if (result.end().finishedAt() != null) {
            Duration latency = Duration.between(result.end().finishedAt(), now);
            latencies.accept(latency.isNegative() ? Duration.ZERO : latency);
        }
    }

    /** The number of tasks that ended with a verdict. */
    public long verdicts(Verdict verdict) {
        return verdicts.get(verdict).sum();
    }

    /** The number of bytes that were written to logs and captured outputs. */
    public long logBytes() {
        return logBytes.sum();
    }

    /**
     * Sets a consumer for the time from the end of a container, by the node's clock, until the delivery of its result.
     */
    public void latencies(Consumer<Duration> consumer) {
        latencies = consumer;
    }
}
