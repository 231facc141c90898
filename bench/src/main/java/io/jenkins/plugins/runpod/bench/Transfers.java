package io.jenkins.plugins.runpod.bench;

import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.archive.OutwardLinks;
import io.jenkins.plugins.runpod.engine.archive.PackInput;
import io.jenkins.plugins.runpod.engine.archive.Packing;
import io.jenkins.plugins.runpod.engine.exchange.FileExchange;
import io.jenkins.plugins.runpod.engine.exchange.InputIndex;
import io.jenkins.plugins.runpod.engine.exchange.TransferSlots;
import io.jenkins.plugins.runpod.engine.kube.Verb;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.InvalidParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import io.jenkins.plugins.runpod.engine.transfer.FilePlan;
import io.jenkins.plugins.runpod.engine.transfer.OutputFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Tasks that get a file into their pod and give it back, all at once. Beside many of them a task without files runs, and then another
 * one. With the option {@code plain}, the many have no files either. A single one comes after some others, because a controller is warm.
 * Prints a line for each figure.
 */
final class Transfers {
    private static final String PAYLOAD = "payload";
    /** Tasks without files before any transfer: the first ones are for the compilers. */
    private static final int BEFORE = 20;
    /** Transfers before a single one, likewise. */
    private static final int TRANSFERS_BEFORE = 4;

    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final Options options;
    private final int count;
    private final long bytes;
    private final boolean plain;
    private final TransferSlots slots = new TransferSlots();
    private final List<TaskEnd> crowd = new ArrayList<>();
    private volatile long heap;

    Transfers(Options options) {
        this.options = options;
        count = options.number("count", 1);
        bytes = options.number("mebibytes", 10) * (1L << 20);
        plain = options.number("plain", 0) > 0;
    }

    /** Runs all tasks to their end. */
    void run() throws Exception {
        Path inputs = options.path("state");
        Path tree = Files.createDirectories(inputs.resolve("tree"));
        write(tree.resolve(PAYLOAD));
        Packing packing = new Packing(ArchiveLimits.DEFAULT, OutwardLinks.REFUSE, Packing.Permissions.OWNER_WRITES);
        InputIndex.pack(packing, List.of(PackInput.all(tree)), inputs);
        ExecutorService threads = Executors.newFixedThreadPool(4, work -> {
            Thread thread = new Thread(work, "run-pod-files");
            thread.setDaemon(true);
            return thread;
        });
        try (OurEngine engine = new OurEngine(options)) {
            boolean many = count > 1;
            if (many) {
                tell("alone", others(engine, "before", BEFORE, false));
            } else {
                for (int i = 0; i < TRANSFERS_BEFORE; i++) {
                    start(engine, "before" + i, inputs, threads).await(LONGEST);
                }
            }
            ManagementFactory.getThreadMXBean().resetPeakThreadCount();
            long began = System.nanoTime();
            for (int i = 0; i < count; i++) {
                crowd.add(plain ? start(engine, "p" + i) : start(engine, "m" + i, inputs, threads));
            }
            Thread sampler = new Thread(this::sample, "bench-sampler");
            sampler.setDaemon(true);
            sampler.start();
            if (many) {
                tell("beside the many", others(engine, "beside", Integer.MAX_VALUE, true));
            }
            for (TaskEnd one : crowd) {
                one.await(LONGEST);
            }
            figure("seconds", seconds(began, System.nanoTime()));
            figure("threads", ManagementFactory.getThreadMXBean().getPeakThreadCount());
            sampler.interrupt();
            sampler.join();
            figure("heap MiB", heap / (1 << 20));
            for (Verb verb : Verb.values()) {
                figure(verb + " requests", engine.cluster().requests().of(verb));
            }
            if (!many && crowd.get(0) instanceof MovedFiles moved) {
                figure("in s", moved.inSeconds());
                figure("out s", moved.outSeconds());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private MovedFiles start(OurEngine engine, String name, Path inputs, ExecutorService threads) throws Exception {
        Path folder = folder("task-" + name);
        MovedFiles one = new MovedFiles(folder, inputs, threads, slots, bytes);
        one.follow(engine.run(task(name, this::files), folder, one, one));
        return one;
    }

    /** With as many containers, but without files. */
    private TaskEnd start(OurEngine engine, String name) throws Exception {
        TaskEnd end = new TaskEnd();
        engine.run(task(name, this::containers), folder("task-" + name), FileExchange.none(), end);
        return end;
    }

    private static void figure(String name, Object value) {
        System.out.println(name + ": " + value);
    }

    private static double seconds(long from, long to) {
        return Math.round((to - from) / 1e6) / 1e3;
    }

    /** Bytes that no link on the way can shorten. */
    private void write(Path file) throws IOException {
        byte[] block = new byte[1 << 20];
        Random random = new Random(1);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long written = 0; written < bytes; written += block.length) {
                random.nextBytes(block);
                out.write(block);
            }
        }
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(options.path("state").resolve(name));
    }

    private PodTask task(String name, Consumer<TaskParameters> more) throws InvalidParameters {
        TaskParameters parameters = new TaskParameters();
        parameters.name = "bench";
        parameters.image = options.text("image", "busybox");
        parameters.command = "true";
        more.accept(parameters);
        TaskSpecification specification =
                TaskSpecification.of(parameters, options.text("namespace", "default"), TaskPolicy.standard());
        return new PodTask(
                new TaskId(OurEngine.CONTROLLER, options.text("prefix", "t") + name), specification, Map.of());
    }

    private void files(TaskParameters parameters) {
        parameters.files = new FilePlan(
                true, List.of(new OutputFiles("the output", PAYLOAD, "", false)), ArchiveLimits.DEFAULT);
        patient(parameters);
    }

    /** As many as a task with files has. */
    private void containers(TaskParameters parameters) {
        parameters.yaml = """
                spec:
                  initContainers: [{name: first, image: @IMAGE@, command: ["true"]}]
                  containers:
                  - {name: main}
                  - {name: beside, image: @IMAGE@, command: ["true"]}
                """.replace("@IMAGE@", parameters.image);
        patient(parameters);
    }

    private static void patient(TaskParameters parameters) {
        parameters.scheduleTimeout = LONGEST.toMinutes() + "m";
        parameters.startTimeout = LONGEST.toMinutes() + "m";
    }

    /** Tasks without files, one after the other, and how many milliseconds each took. */
    private List<Double> others(OurEngine engine, String name, int most, boolean whileMoving) throws Exception {
        List<Double> took = new ArrayList<>();
        for (int i = 0; i < most && !(whileMoving && crowd.stream().allMatch(TaskEnd::isOver)); i++) {
            TaskEnd end = new TaskEnd();
            long began = System.nanoTime();
            engine.run(task(name + i, parameters -> {}), folder(name + i), FileExchange.none(), end);
            end.await(LONGEST);
            took.add(seconds(began, System.nanoTime()) * 1000);
        }
        return took;
    }

    private static void tell(String when, List<Double> took) {
        List<Double> sorted = took.stream().skip(took.size() / 4).sorted().toList();
        if (!sorted.isEmpty()) {
            figure("a task without files, " + when + ", p50 ms", Math.round(sorted.get(sorted.size() / 2)));
            figure("a task without files, " + when + ", max ms", Math.round(sorted.get(sorted.size() - 1)));
            figure("tasks without files, " + when, took.size());
        }
    }

    private void sample() {
        try {
            for (; ; Thread.sleep(10)) {
                heap = Math.max(
                        heap,
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
                if (crowd.get(0) instanceof MovedFiles moved) {
                    moved.look();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
