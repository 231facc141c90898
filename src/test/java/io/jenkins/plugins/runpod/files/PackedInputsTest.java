package io.jenkins.plugins.runpod.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.exchange.FileExchange;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedInputsTest {
    @TempDir
    private Path folder;

    /** One file. */
    private static final class Input extends PodInput {
        private static final long serialVersionUID = 1L;

        @Override
        public void provide(FilesContext context, Path into) throws IOException {
            Files.writeString(into.resolve("in.txt"), "content");
        }
    }

    private static PackedInputs inputs() throws Exception {
        FilesOfTask files = new FilesOfTask(List.of(new Input()), List.of());
        TaskParameters parameters = new TaskParameters();
        parameters.image = "busybox";
        parameters.files = files.plan(ArchiveLimits.DEFAULT);
        return new PackedInputs(files.inputs(), TaskSpecification.of(parameters, "ns", TaskPolicy.standard()));
    }

    @Test
    void archiveIsInTheFolderOfTheTaskAlone() throws Exception {
        Path build = Files.createDirectory(folder.resolve("7"));

        inputs().pack(null, () -> build.resolve("run-pod/id.files"));

        assertThat(build.resolve("run-pod/id.files")).isDirectoryContaining("glob:**/" + FileExchange.INPUTS);
        try (var files = Files.list(build.resolve("run-pod/id.files"))) {
            assertThat(files).hasSize(2);
        }
    }

    /** A folder of jobs that is renamed takes the folders of builds with it. */
    @Test
    void packingStartsOverWhereTheBuildHasMoved() throws Exception {
        Path before = folder.resolve("before");
        Path after = Files.createDirectory(folder.resolve("after"));
        Iterator<Path> places = List.of(before, after, after, after, after).iterator();

        inputs().pack(null, () -> places.next().resolve("run-pod/id.files"));

        assertThat(after.resolve("run-pod/id.files")).isDirectoryContaining("glob:**/" + FileExchange.INPUTS);
        assertThat(before).doesNotExist();
    }

    @Test
    void folderOfADeletedBuildDoesNotComeBack() {
        Path build = folder.resolve("7");

        assertThatThrownBy(() -> inputs().pack(null, () -> build.resolve("run-pod/id.files")))
                .isInstanceOf(AbortException.class)
                .hasMessageContaining("inputs: the build was deleted. There is no folder " + build);

        assertThat(build).doesNotExist();
    }
}
