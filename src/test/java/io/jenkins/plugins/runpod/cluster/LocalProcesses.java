package io.jenkins.plugins.runpod.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs containers as processes of this machine: their commands are looked up here, an image's own command is {@code sh}
 * with no input. Other than in a container, a program without a handler for SIGTERM ends by it (143). Paths of volumes and
 * of the termination message are replaced in arguments and environment by temporary ones.
 */
final class LocalProcesses implements ContainerRuntime {
    private static final int LONGEST_MESSAGE = 4096;

    private final Clock clock;
    private final Path directory;
    private final ProcessGroups groups;
    private final AtomicInteger threads = new AtomicInteger();
    private final ExecutorService readers = Executors.newCachedThreadPool(this::thread);
    private final ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor(this::thread);

    LocalProcesses(Clock clock) {
        this.clock = clock;
        try {
            this.directory = Files.createTempDirectory("embedded-cluster-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.groups = new ProcessGroups(directory);
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(null, task, "embedded-cluster-process-" + threads.incrementAndGet(), 128 * 1024);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public RunningContainer start(Spec spec, ContainerLog log, Consumer<Exit> ended) throws StartException {
        try {
            Path dir = Files.createTempDirectory(directory, "container-");
            Map<String, Path> paths = new HashMap<>(spec.paths());
            Path message = dir.resolve("termination-log");
            paths.put(spec.terminationMessagePath(), message);
            List<String> command = new ArrayList<>();
            spec.command().forEach(word -> command.add(replace(word, paths)));
            if (command.isEmpty()) {
                command.add("sh");
            }
            Map<String, String> env = new HashMap<>();
            env.put("PATH", System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
            env.put("HOME", dir.toString());
            spec.env().forEach((name, value) -> env.put(name, replace(value, paths)));
            Path workingDir = spec.workingDir()
                    .map(path -> Path.of(replace(path, paths)))
                    .filter(Files::isDirectory)
                    .orElse(dir);
            command.set(0, program(command.get(0), env.get("PATH"), workingDir));
            Process process = groups.start(command, env, workingDir);
            readers.execute(() -> follow(process, log, message, ended));
            return grace -> stop(process, grace);
        } catch (IOException e) {
            throw new StartException("exec: \"%s\": %s".formatted(spec.command(), e.getMessage()));
        }
    }

    @Override
    public Path volume(Map<String, byte[]> files) {
        try {
            Path folder = Files.createTempDirectory(directory, "volume-");
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void stop(Process process, Duration grace) {
        process.destroy();
        try {
            killer.schedule(() -> groups.kill(process), grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            groups.kill(process); // closed meanwhile
        }
    }

    private void follow(Process process, ContainerLog log, Path message, Consumer<Exit> ended) {
        process.onExit().thenRun(() -> groups.kill(process));
        try (InputStream output = process.getInputStream()) {
            byte[] buffer = new byte[16 * 1024];
            for (int n = output.read(buffer); n >= 0; n = output.read(buffer)) {
                log.write(clock.instant(), Arrays.copyOf(buffer, n));
            }
        } catch (IOException e) {
            // The process was killed: there is no more output.
        }
        try {
            int code = process.waitFor();
            log.end(clock.instant());
            ended.accept(new Exit(code, read(message)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String read(Path message) {
        try {
            byte[] bytes = Files.readAllBytes(message);
            return new String(Arrays.copyOf(bytes, Math.min(bytes.length, LONGEST_MESSAGE)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // none was written
        }
    }

    /** The program's file, or the complaint that runc has. */
    private static String program(String name, String path, Path dir) throws StartException {
        if (name.contains("/")) {
            Path file = dir.resolve(name);
            if (!Files.exists(file)) {
                throw new StartException("exec: \"%s\": stat %s: no such file or directory".formatted(name, name));
            }
            if (Files.isDirectory(file) || !Files.isExecutable(file)) {
                throw new StartException("exec: \"%s\": permission denied".formatted(name));
            }
            return file.toString();
        }
        return Stream.of(path.split(":"))
                .map(each -> Path.of(each, name))
                .filter(file -> Files.isExecutable(file) && !Files.isDirectory(file))
                .findFirst()
                .orElseThrow(
                        () -> new StartException("exec: \"%s\": executable file not found in $PATH".formatted(name)))
                .toString();
    }

    private static String replace(String text, Map<String, Path> paths) {
        String replaced = text;
        for (String path : paths.keySet().stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList()) {
            replaced = replaced.replace(path, paths.get(path).toString());
        }
        return replaced;
    }

    @Override
    public void close() {
        groups.close();
        killer.shutdownNow();
        readers.shutdown();
        try {
            readers.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
