package io.jenkins.plugins.runpod.bench;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnoser;
import io.jenkins.plugins.runpod.engine.diagnosis.ImageErrorRules;
import io.jenkins.plugins.runpod.engine.lifecycle.CreateAnswer;
import io.jenkins.plugins.runpod.engine.lifecycle.DeleteAnswer;
import io.jenkins.plugins.runpod.engine.lifecycle.Lifecycle;
import io.jenkins.plugins.runpod.engine.lifecycle.Observation;
import io.jenkins.plugins.runpod.engine.lifecycle.PodVariant;
import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import io.jenkins.plugins.runpod.engine.lifecycle.Task;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Whole lives of tasks per second on one core, without any I/O: create, wait, a rate limit, run, end, log, delete. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class LifecycleBenchmark {
    private static final Instant START = Instant.parse("2026-01-01T09:59:00Z");

    private final Task task = new Task() {
        @Override
        public Optional<String> resultContainer() {
            return Optional.of("main");
        }

        @Override
        public boolean hasSecret() {
            return false;
        }

        @Override
        public String podName(int attempt) {
            return "pod-" + attempt;
        }

        @Override
        public boolean owns(PodSnapshot pod, int attempt, PodVariant variant) {
            return true;
        }
    };

    private final Diagnoser diagnoser = new Diagnoser(ImageErrorRules.none());
    private final TaskPolicy policy = TaskPolicy.standard();
    private final PodSnapshot waiting = Pods.waiting("pod-1");
    private final PodSnapshot limited = Pods.limited("pod-1");
    private final PodSnapshot running = Pods.running("pod-1");
    private final PodSnapshot succeeded = Pods.succeeded("pod-1");

    /** Ten observations from the first wish to the end. */
    @Benchmark
    public void life(Blackhole hole) {
        Lifecycle life = new Lifecycle(task, policy, diagnoser, TaskState.fresh("bench", "pod-1", START));
        hole.consume(life.next(new Observation.Woken(), START));
        hole.consume(life.next(
                new Observation.CreateAnswered("pod-1", new CreateAnswer.Created(waiting)),
                START.plusMillis(5)));
        hole.consume(life.next(new Observation.PodSeen(waiting), START.plusSeconds(1)));
        hole.consume(life.next(new Observation.PodSeen(limited), START.plusSeconds(3)));
        hole.consume(life.next(new Observation.PodSeen(running), START.plusSeconds(60)));
        hole.consume(life.next(new Observation.LogAnswered(), START.plusSeconds(61)));
        hole.consume(life.next(new Observation.PodSeen(succeeded), START.plusSeconds(360)));
        hole.consume(life.next(new Observation.LogDrained(), START.plusSeconds(361)));
        hole.consume(life.next(
                new Observation.DeleteAnswered(succeeded.uid(), new DeleteAnswer.Accepted()),
                START.plusSeconds(361)));
        hole.consume(life.next(new Observation.PodDeleted(succeeded), START.plusSeconds(362)));
        if (life.state().stage() != Stage.DONE) {
            throw new IllegalStateException("the life has not come to its end: " + life.state());
        }
    }
}
