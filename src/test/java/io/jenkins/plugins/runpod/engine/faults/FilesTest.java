package io.jenkins.plugins.runpod.engine.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Faults;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.engine.TaskView;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.exchange.TransferSlots;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferView;
import io.jenkins.plugins.runpod.engine.secret.SecretSource;
import io.jenkins.plugins.runpod.engine.secret.SecretValues;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.transfer.FilePlan;
import io.jenkins.plugins.runpod.engine.transfer.OutputFiles;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in and out of pods whose scripts really run. */
@WithCluster
class FilesTest {
    private static final String EXEC = "get pods/exec";
    private static final String COPY = "mkdir target; cp data/large.bin target/";
    /** A silent connection is given up after 30 s of the machine. The budget of 5 min must last longer. */
    private static final int SPEED = 5;

    @TempDir
    Path folder;

    private EmbeddedCluster cluster;
    private Path inputs;
    /** Whether a command came that was to be hit. */
    private final AtomicBoolean hit = new AtomicBoolean();

    @BeforeEach
    void inputs() throws IOException {
        inputs = folder.resolve("inputs");
        write("src/Main.java", "class Main {}".getBytes());
        byte[] large = new byte[3 << 20];
        new Random(1).nextBytes(large);
        write("data/large.bin", large);
        write("empty", new byte[0]);
    }

    private void write(String name, byte[] content) throws IOException {
        Path file = inputs.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private static OutputFiles output(String includes) {
        return new OutputFiles("workspace '" + includes + "'", includes, "", false);
    }

    private static TaskParameters task(String command, OutputFiles... outputs) {
        TaskParameters parameters = new TaskParameters();
        parameters.image = "app:1";
        parameters.command = command;
        parameters.files = new FilePlan(true, List.of(outputs), ArchiveLimits.DEFAULT);
        return parameters;
    }

    private FolderExchange exchange(Controller controller) {
        return new FolderExchange(folder, controller.threads(), new TransferSlots());
    }

    private Controller.Run run(Controller controller, TaskParameters parameters) {
        return controller.run(
                "task", parameters, new Controller.Told(), exchange(controller).pack(inputs));
    }

    private Path out(int number, String name) {
        return folder.resolve("output-" + number).resolve(name);
    }

    @Test
    void filesGoInAndComeOutByteForByte() throws IOException {
        try (Controller controller = Controller.with().start(cluster, folder)) {
            Controller.Run run = run(
                    controller,
                    task(
                            "mkdir -p target/reports; cp data/large.bin target/; cp src/Main.java target/reports/a.txt; ls",
                            output("target/*.bin"),
                            output("**/*.txt"),
                            output("empty")));
            assertThat(run.result().verdict())
                    .as("%s %s", run.result(), run.status())
                    .isEqualTo(Verdict.SUCCEEDED);
            run.awaitSettled();
            assertThat(run.log()).contains("src", "data", "empty");
        }
        assertThat(out(0, "target/large.bin")).hasSameBinaryContentAs(inputs.resolve("data/large.bin"));
        assertThat(out(1, "target/reports/a.txt")).hasContent("class Main {}");
        assertThat(out(2, "empty")).isEmptyFile();
        assertThat(folder.resolve("exchange")).doesNotExist();
    }

    private void assertCopied() {
        assertThat(out(0, "target/large.bin")).hasSameBinaryContentAs(inputs.resolve("data/large.bin"));
    }

    /** Hits one command of the scripts. */
    private Faults.Arming on(String command) {
        return cluster.faults()
                .on(request -> {
                    boolean meant = request.command().contains(command);
                    hit.compareAndSet(false, meant);
                    return meant;
                })
                .times(1);
    }

    static List<Arguments> disturbances() {
        List<Arguments> all = new ArrayList<>();
        for (String command : List.of("status", "put", "collect", "get", "taken")) {
            all.add(Arguments.of(command, "reset", (Consumer<Faults.Arming>) Faults.Arming::reset));
            all.add(Arguments.of(command, "lost reply", (Consumer<Faults.Arming>) Faults.Arming::loseStatus));
        }
        all.add(Arguments.of("put", "cut", (Consumer<Faults.Arming>) fault -> fault.cutInputAfter(1_000_000)));
        all.add(Arguments.of("get", "cut", (Consumer<Faults.Arming>) fault -> fault.cutAfter(1_000_000)));
        all.add(Arguments.of(
                "get", "lost output", (Consumer<Faults.Arming>) fault -> fault.loseOutputAfter(1_000_000)));
        all.add(Arguments.of("collect", "lost output", (Consumer<Faults.Arming>) fault -> fault.loseOutputAfter(10)));
        return all;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("disturbances")
    void transferGoesOnAfter(String command, String name, Consumer<Faults.Arming> disturbance) {
        disturbance.accept(on(command));
        try (Controller controller = Controller.with().speed(SPEED).start(cluster, folder)) {
            Controller.Run run = run(controller, task(COPY, output("target/*")));
            assertThat(run.result().verdict())
                    .as("%s %s", run.result(), run.status())
                    .isEqualTo(Verdict.SUCCEEDED);
            run.awaitSettled();
        }
        assertThat(hit).isTrue();
        assertCopied();
    }

    /** One command hangs until the controller is gone. */
    @ParameterizedTest
    @ValueSource(strings = {"status", "put", "collect", "get"})
    void anotherControllerGoesOn(String command) {
        on(command).hang();
        try (Controller first = Controller.with().start(cluster, folder)) {
            run(first, task(COPY, output("target/*")));
            await().untilTrue(hit);
        }
        try (Controller second = Controller.with().speed(SPEED).start(cluster, folder)) {
            Controller.Run run =
                    second.run("task", task(COPY, output("target/*")), new Controller.Told(), exchange(second));
            assertThat(run.result().verdict())
                    .as("%s %s", run.result(), run.status())
                    .isEqualTo(Verdict.SUCCEEDED);
            run.awaitSettled();
        }
        assertCopied();
        assertThat(folder.resolve("exchange")).doesNotExist();
    }

    @Test
    void apiServerThatIsRestartedCostsNoFile() throws IOException {
        on("get").cutAfter(500_000);
        on("put").cutInputAfter(500_000);
        try (Controller controller = Controller.with().speed(SPEED).start(cluster, folder)) {
            Controller.Run run = run(controller, task(COPY, output("target/*")));
            await().until(() -> run.status().stream().anyMatch(line -> line.contains("inputs was interrupted")));
            cluster.server().stop();
            cluster.server().start();
            assertThat(run.result().verdict())
                    .as("%s %s", run.result(), run.status())
                    .isEqualTo(Verdict.SUCCEEDED);
        }
        assertCopied();
    }

    @Test
    void outputsOfAFailedTaskAreTaken() {
        try (Controller controller = Controller.with().start(cluster, folder)) {
            Controller.Run run = run(controller, task(COPY + "; exit 3", output("*.jar"), output("target/*")));
            assertThat(run.result().exitCode()).isEqualTo(3);
            assertThat(run.result().reason()).isEqualTo("ExitCode");
            assertThat(run.status()).anyMatch(line -> line.contains("No file matches workspace '*.jar'"));
        }
        assertThat(out(1, "target/large.bin")).hasSameBinaryContentAs(inputs.resolve("data/large.bin"));
    }

    @Test
    void patternsWithoutAMatchFailATaskAndAreAllNamed() {
        try (Controller controller = Controller.with().start(cluster, folder)) {
            Controller.Run run = run(controller, task(COPY, output("*.jar"), output("target/*"), output("*.war")));
            assertThat(run.result().reason()).isEqualTo("OutputsLost");
            assertThat(run.result().message()).contains("workspace '*.jar', workspace '*.war'");
        }
        assertThat(out(1, "target/large.bin")).exists();
    }

    @Test
    void tooManyFilesAreCountedAndNotTaken() {
        TaskParameters parameters = task("touch a.txt b.txt c.txt", output("*.txt"));
        parameters.files = new FilePlan(true, parameters.files.outputs(), new ArchiveLimits(1 << 20, 2, 10));
        try (Controller controller = Controller.with().start(cluster, folder)) {
            Controller.Run run = run(controller, parameters);
            assertThat(run.result().message()).contains("too many files, 3", "limit is 2 files", "workspace '*.txt' 3");
        }
    }

    /** A secret of a block around the step, which is no variable of the pod. */
    private static final SecretSource SECRET = new SecretSource() {
        @Override
        public CompletionStage<SecretValues> read() {
            return CompletableFuture.completedFuture(new SecretValues(Map.of(), List.of("lamplighter")));
        }

        @Override
        public boolean hidesMore() {
            return true;
        }
    };

    @Test
    void secretInTheNameOfARefusedFileIsMaskedEverywhere() throws IOException {
        try (Controller controller = Controller.with().start(cluster, folder)) {
            Controller.Run run = controller.run(
                    "task",
                    task("mkdir target; lamp=lamp; touch target/${lamp}lighter'\\1'", output("target/*")),
                    new Controller.Told(),
                    exchange(controller).pack(inputs),
                    SECRET);
            assertThat(run.result().message())
                    .contains("'./target/****")
                    .contains("has a backslash in its name")
                    .doesNotContain("lamplighter");
            run.awaitSettled();
            assertThat(run.status()).noneMatch(line -> line.contains("lamplighter"));
        }
        assertThat(folder.resolve("task.json")).content().doesNotContain("lamplighter");
    }

    @Test
    void controllerThatMayNotRunCommandsSaysWhatHelps() {
        cluster.server().deny(request -> request.what().equals(EXEC));
        try (Controller controller = Controller.with().speed(SPEED).start(cluster, folder)) {
            Controller.Run run = run(controller, task(COPY, output("target/*")));
            assertThat(run.result().reason()).isEqualTo("ExecForbidden");
            assertThat(run.result().verdict()).isEqualTo(Verdict.PERMANENT);
            assertThat(run.result().remedy()).contains("get and create on pods/exec");
        }
    }

    @Test
    void placesAreGivenInTurnAndGivenBack() {
        TransferSlots slots = new TransferSlots(1);
        CountDownLatch gate = new CountDownLatch(1);
        on("put").delay(gate::await);
        try (Controller controller = Controller.with().start(cluster, folder)) {
            List<Controller.Run> runs = new ArrayList<>();
            for (String id : List.of("one", "two")) {
                FolderExchange exchange = new FolderExchange(folder.resolve(id), controller.threads(), slots);
                runs.add(controller.run(
                        id, task(COPY, output("target/*")), new Controller.Told(), exchange.pack(inputs)));
            }
            await().until(() -> runs.stream()
                    .anyMatch(run -> run.handle()
                            .view()
                            .flatMap(TaskView::transfer)
                            .filter(TransferView::queued)
                            .isPresent()));
            gate.countDown();
            for (Controller.Run run : runs) {
                assertThat(run.result().verdict())
                        .as("%s %s", run.result(), run.status())
                        .isEqualTo(Verdict.SUCCEEDED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"put", "get"})
    void cancellationEndsATransferAtOnce(String command) {
        on(command).hang();
        TransferSlots slots = new TransferSlots(1);
        try (Controller controller = Controller.with().start(cluster, folder)) {
            FolderExchange exchange = new FolderExchange(folder, controller.threads(), slots).pack(inputs);
            Controller.Run run =
                    controller.run("task", task(COPY, output("target/*")), new Controller.Told(), exchange);
            await().untilTrue(hit);
            run.handle().cancel("aborted by a test");
            assertThat(run.result().verdict()).isEqualTo(Verdict.CANCELLED);
            run.awaitSettled();
            assertThat(cluster.store().find(Resource.PODS, "default", run.podName()))
                    .isEmpty();
            CountDownLatch free = new CountDownLatch(1);
            slots.take(free::countDown);
            assertThat(free.getCount()).isZero();
        }
        assertThat(folder.resolve("exchange")).doesNotExist();
    }

    @Test
    void keptPodEndsByItself() {
        TaskParameters parameters = task(COPY, output("target/*"));
        parameters.retention = "keep";
        on("taken").reset();
        try (Controller controller = Controller.with().speed(SPEED).start(cluster, folder)) {
            Controller.Run run = run(controller, parameters);
            assertThat(run.result().verdict()).isEqualTo(Verdict.SUCCEEDED);
            run.awaitSettled();
            await().until(() -> cluster.store()
                    .find(Resource.PODS, "default", run.podName())
                    .filter(pod -> pod.path("status").path("phase").asText().equals("Succeeded"))
                    .isPresent());
        }
    }
}
