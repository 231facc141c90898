package io.jenkins.plugins.runpod.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

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
        LocalContainer container = container(spec);
        Process process = container.start(spec.command());
        process.onExit().thenRun(() -> {
            groups.kill(process);
            container.end();
        });
        readers.execute(() -> follow(process, log, container.message(), ended));
        return new LocalContainerHandle(container, Optional.of(process));
    }

    @Override
    public RunningContainer startEmpty(Spec spec) throws StartException {
        return new LocalContainerHandle(container(spec), Optional.empty());
    }

    private LocalContainer container(Spec spec) throws StartException {
        try {
            return new LocalContainer(spec, Files.createTempDirectory(directory, "container-"), groups);
        } catch (IOException e) {
            throw new StartException("exec: \"%s\": %s".formatted(spec.command(), e.getMessage()));
        }
    }

    private final class LocalContainerHandle implements RunningContainer {
        private final LocalContainer container;
        private final Optional<Process> program;

        LocalContainerHandle(LocalContainer container, Optional<Process> program) {
            this.container = container;
            this.program = program;
        }

        @Override
        public void stop(Duration grace) {
            program.ifPresentOrElse(process -> LocalProcesses.this.stop(process, grace), container::end);
        }

        @Override
        public Process exec(FakeExecOptions options) throws ExecException {
            return container.exec(options);
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
