package io.jenkins.plugins.runpod.engine.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.exchange.TransferSlots;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.transfer.FilePlan;
import io.jenkins.plugins.runpod.engine.transfer.OutputFiles;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in and out of pods whose scripts really run. */
@WithCluster
class FilesTest {
    private static final String EXEC = "get pods/exec";

    @TempDir
    Path folder;

    private EmbeddedCluster cluster;
    private Path inputs;

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
}
