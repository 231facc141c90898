package io.jenkins.plugins.runpod.bench;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnoser;
import io.jenkins.plugins.runpod.engine.diagnosis.ImageErrorRules;
import io.jenkins.plugins.runpod.engine.diagnosis.Memory;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Pods diagnosed per second on one core: six states, each with what was remembered of it (again) and without (first). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class DiagnosisBenchmark {
    private static final int STATES = 6;
    private static final Instant NOW = Instant.parse("2026-01-01T10:06:00Z");

    private final Diagnoser diagnoser = new Diagnoser(ImageErrorRules.none());
    private final Optional<String> container = Optional.of("main");
    private final List<PodSnapshot> pods = Pods.all();
    private final List<Memory> memories = new ArrayList<>();

    /** Lets each state be remembered. */
    public DiagnosisBenchmark() {
        for (PodSnapshot pod : pods) {
            memories.add(diagnoser.diagnose(pod, container, Memory.empty(), NOW).memory());
        }
    }

    /** A state that was seen before, as at each refresh. */
    @Benchmark
    @OperationsPerInvocation(STATES)
    public void again(Blackhole hole) {
        for (int i = 0; i < STATES; i++) {
            hole.consume(diagnoser.diagnose(pods.get(i), container, memories.get(i), NOW));
        }
    }

    /** A state that was not seen before, messages of registries included. */
    @Benchmark
    @OperationsPerInvocation(STATES)
    public void first(Blackhole hole) {
        for (int i = 0; i < STATES; i++) {
            hole.consume(diagnoser.diagnose(pods.get(i), container, Memory.empty(), NOW));
        }
    }
}
