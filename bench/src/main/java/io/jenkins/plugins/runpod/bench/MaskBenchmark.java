package io.jenkins.plugins.runpod.bench;

import io.jenkins.plugins.runpod.engine.secret.SecretValues;
import io.jenkins.plugins.runpod.engine.secret.TaskSecrets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it takes to mask 1 MiB of a log, by the number of secrets of 4 KiB and by what the log has. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
public class MaskBenchmark {
    private static final int SECRET = 4 << 10;
    private static final int LOG = 1 << 20;

    /** What a log has. */
    public enum Log {
        /** Lines of a build. */
        WORDS,
        /** Backslashes, percent signs and quotes everywhere. */
        ESCAPES,
        /** The beginning of a secret everywhere. */
        NEARLY_SECRET
    }

    @Param({"1", "100"})
    private int secrets;

    @Param
    private Log log;

    private List<String> values;
    private TaskSecrets masks;
    private String text;

    @Setup
    public void make() {
        Random random = new Random(1);
        values = IntStream.range(0, secrets)
                .mapToObj(i -> random.ints(SECRET, '!', '~')
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining()))
                .toList();
        text = switch (log) {
            case WORDS -> "[INFO] Downloading from central: https://repo.example.com/org/example/a/1.0/a-1.0.pom (2.1 kB)\n"
                    .repeat(LOG / 96);
            case ESCAPES -> "{\"p\":\"C:\\\\dir\\/x%20y+z 'q'\\u00e9\"}\n".repeat(LOG / 36);
            case NEARLY_SECRET -> (values.get(0).substring(0, SECRET - 1) + "\n").repeat(LOG / SECRET);
        };
        masks = masks();
    }

    private TaskSecrets masks() {
        TaskSecrets made =
                new TaskSecrets(() -> CompletableFuture.completedFuture(new SecretValues(Map.of(), values)));
        made.read().toCompletableFuture().join();
        return made;
    }

    /** At each start of a task. */
    @Benchmark
    public TaskSecrets prepare() {
        return masks();
    }

    /** For each megabyte. */
    @Benchmark
    public String mask() {
        return masks.mask(text);
    }
}
