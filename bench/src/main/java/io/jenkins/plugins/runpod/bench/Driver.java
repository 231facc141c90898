package io.jenkins.plugins.runpod.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The talk with the program that measures: words on standard output, commands on standard input, ends of pods in a file. */
final class Driver implements AutoCloseable {
    private final BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final Writer ends;

    /** @param file gets a line for each end: the pod, microseconds since 1970, how, and what else is known. A pod's last line counts */
    Driver(Path file) throws IOException {
        ends = Files.newBufferedWriter(file);
    }

    static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** Tells an event with its time. */
    void tell(String event) {
        synchronized (System.out) {
            System.out.println(event + " " + now());
        }
    }

    /** The end of a pod is known. Returns the microsecond. */
    long finished(String pod, String verdict) {
        long now = now();
        finished(pod, now, verdict);
        return now;
    }

    /** The end of a pod was known at a microsecond. */
    void finished(String pod, long known, String verdict) {
        try {
            synchronized (ends) {
                ends.write(pod + " " + known + " " + verdict + "\n");
                ends.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does what is asked until {@code quit} or the end of the input. */
    void obey() throws IOException {
        for (String line = commands.readLine(); line != null && !line.equals("quit"); line = commands.readLine()) {
            if (line.equals("heap")) {
                tell("heap " + heapAfterCollection());
            }
        }
    }

    private static long heapAfterCollection() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    @Override
    public void close() throws IOException {
        ends.close();
    }
}
