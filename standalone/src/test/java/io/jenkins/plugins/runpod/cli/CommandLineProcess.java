package io.jenkins.plugins.runpod.cli;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.runpod.testing.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line as a process of its own, which can be killed. Closing it kills what is left of it. */
final class CommandLineProcess implements AutoCloseable {
    private final Process process;
    private final Path out;
    private final Path err;

    private CommandLineProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** @param folder gets its output */
    static CommandLineProcess start(Path folder, List<String> args) {
        return start(folder, Map.of(), args);
    }

    /** @param environment more variables of the process */
    static CommandLineProcess start(Path folder, Map<String, String> environment, List<String> args) {
        try {
            Path out = Files.createTempFile(folder, "out", "");
            Path err = Files.createTempFile(folder, "err", "");
            List<String> words = new ArrayList<>(List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-ea",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName()));
            words.addAll(args);
            ProcessBuilder builder =
                    new ProcessBuilder(words).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().putAll(environment);
            return new CommandLineProcess(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for its end. */
    int status() {
        try {
            if (!process.waitFor(Patience.HANG.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("has not ended; it said: " + out() + err());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    /** The last line of standard output. */
    JsonNode result() {
        return InProcess.result(out());
    }

    void awaitOut(String text) {
        await().until(() -> out().contains(text));
    }

    void awaitErr(String text) {
        await().until(() -> err().contains(text));
    }

    /** @param name {@code INT}, {@code TERM} or {@code KILL} */
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
