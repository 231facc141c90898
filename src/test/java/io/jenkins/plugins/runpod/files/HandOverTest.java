package io.jenkins.plugins.runpod.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import hudson.remoting.RequestAbortedException;
import io.jenkins.plugins.runpod.engine.exchange.UnusableOutputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandOverTest {
    private final List<String> taken = new ArrayList<>();

    private Path first;
    private Path second;

    @BeforeEach
    void unpack(@TempDir Path folder) throws IOException {
        first = Files.createDirectory(folder.resolve("outputs-1"));
        second = Files.createDirectory(folder.resolve("outputs-2"));
    }

    /** Says what it was given, and fails as told. */
    private final class Output extends PodOutput {
        private static final long serialVersionUID = 1L;

        private final String name;
        private final boolean allowEmpty;
        private final transient List<Throwable> failures = new ArrayList<>();

        Output(String name, boolean allowEmpty, Throwable... failures) {
            this.name = name;
            this.allowEmpty = allowEmpty;
            this.failures.addAll(List.of(failures));
        }

        @Override
        public String includes() {
            return "";
        }

        @Override
        public boolean allowEmpty() {
            return allowEmpty;
        }

        @Override
        public void take(FilesContext context, Path folder, List<String> paths) throws IOException {
            if (!failures.isEmpty()) {
                Throwable next = failures.remove(0);
                if (next instanceof IOException failure) {
                    throw failure;
                }
                if (next instanceof RuntimeException failure) {
                    throw failure;
                }
                throw (Error) next;
            }
            taken.add(name + paths);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static HandOver to(PodOutput... outputs) {
        return new HandOver(null, List.of(outputs));
    }

    @Test
    void eachOutputTakesItsFilesOnceInAProcess() throws Exception {
        HandOver handOver = to(new Output("a", false), new Output("none", false), new Output("empty", true));

        handOver.give(first, List.of(List.of("1", "2"), List.of(), List.of()));
        handOver.give(first, List.of(List.of("1", "2"), List.of(), List.of()));

        assertThat(taken).containsExactly("a[1, 2]", "empty[]");
    }

    @Test
    void filesOfAnotherAttemptAreTakenAnew() throws Exception {
        HandOver handOver = to(new Output("a", false));

        handOver.give(first, List.of(List.of("1")));
        handOver.give(second, List.of(List.of("2")));

        assertThat(taken).containsExactly("a[1]", "a[2]");
    }

    @Test
    void refusalsAreToldTogetherAndTheOthersTakeTheirFiles() {
        HandOver handOver = to(
                new Output("a", false, new AbortException("No space.")),
                new Output("b", false),
                new Output("c", false, new NoClassDefFoundError("gone")));

        assertThatThrownBy(() -> handOver.give(first, List.of(List.of("1"), List.of("2"), List.of("3"))))
                .isInstanceOf(UnusableOutputs.class)
                .hasMessage("a: No space; c: java.lang.NoClassDefFoundError: gone");
        assertThat(taken).containsExactly("b[2]");
    }

    @Test
    void agentThatIsAwayHasItsTimeThoughAnotherOutputFails() {
        HandOver handOver = to(
                new Output("a", false, new AgentAway("Agent x is away")),
                new Output("b", false, new IOException("no space")));

        assertThatThrownBy(() -> handOver.give(first, List.of(List.of("1"), List.of("2"))))
                .isInstanceOfSatisfying(
                        AgentAway.class, away -> assertThat(away.longestWait()).isEqualTo(AgentAway.LONGEST_WAIT))
                .hasMessage("a: Agent x is away");
    }

    /** Remoting says so with a RuntimeException. */
    @Test
    void agentThatGoesAwayInTheMiddleMayComeBack() throws Exception {
        HandOver handOver = to(new Output("a", false, new RequestAbortedException(new IOException("channel closed"))));

        assertThatThrownBy(() -> handOver.give(first, List.of(List.of("1"))))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(UnusableOutputs.class);
        handOver.give(first, List.of(List.of("1")));

        assertThat(taken).containsExactly("a[1]");
    }

    /** A folder of jobs that is renamed takes the folders of builds with it. What copies artifacts passes over files that are not there. */
    @Test
    void filesThatMovedAwayWithTheBuildAreTakenAgain(@TempDir Path renamed) throws Exception {
        PodOutput refuses = new Output("refuses", false, new AbortException("No file is there"));
        HandOver handOver = to(new Output("a", false), refuses);
        List<List<String>> selected = List.of(List.of("1"), List.of("2"));
        Path moved = Files.move(first, renamed.resolve("outputs-1"));

        assertThatThrownBy(() -> handOver.give(first, selected))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(UnusableOutputs.class)
                .hasMessageContaining("The folder of the build was moved meanwhile");
        handOver.give(moved, selected);

        assertThat(taken).containsExactly("a[1]", "a[1]", "refuses[2]");
    }

    @Test
    void onlyWhatMayPassIsTriedAgain() throws Exception {
        HandOver handOver = to(new Output("a", false), new Output("b", false, new AgentAway("Agent x is away")));
        List<List<String>> selected = List.of(List.of("1"), List.of("2"));

        assertThatThrownBy(() -> handOver.give(first, selected))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(UnusableOutputs.class)
                .hasMessage("b: Agent x is away");
        handOver.give(first, selected);

        assertThat(taken).containsExactly("a[1]", "b[2]");
    }
}
