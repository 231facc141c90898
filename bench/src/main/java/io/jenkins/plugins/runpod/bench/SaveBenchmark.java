package io.jenkins.plugins.runpod.bench;

import io.jenkins.plugins.runpod.engine.file.AtomicFile;
import io.jenkins.plugins.runpod.engine.file.AtomicFile.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it takes to replace the file of a task, by what the write outlives. Each thread has a file, in one folder. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SaveBenchmark {
    /** Of one thread. */
    @State(Scope.Thread)
    public static class OneFile {
        @Param
        private Durability durability;

        private final byte[] content = new byte[8 << 10];
        private AtomicFile file;

        @Setup
        public void place() {
            file = AtomicFile.at(
                    Path.of("target", "save", Thread.currentThread().getName() + ".json"));
        }
    }

    /** One save. */
    @Benchmark
    public void save(OneFile one) throws IOException {
        one.file.replace(one.content, one.durability);
    }
}
