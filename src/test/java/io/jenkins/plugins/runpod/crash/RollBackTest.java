package io.jenkins.plugins.runpod.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hudson.ExtensionList;
import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import io.jenkins.plugins.runpod.step.RunPodStepExecution;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.jenkinsci.plugins.workflow.pickles.Pickle;
import org.jenkinsci.plugins.workflow.pickles.PickleFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * A controller is killed after a step has started and before the program with that step is saved. The program then goes on from an
 * earlier moment, and the ids of its nodes are given out once more, perhaps to other steps.
 */
@WithCluster
class RollBackTest {
    private static final String JOB = "roll-back";
    private static final int LINES = 30;

    @RegisterExtension
    final RealJenkinsExtension jenkins = new RealJenkinsExtension().withTimeout(600);

    @TempDir
    Path folder;

    private EmbeddedCluster cluster;
    private JobPods births;

    @BeforeEach
    void countBirths() {
        births = new JobPods(cluster);
    }

    @AfterEach
    void stop() {
        births.close();
    }

    /** @param saved how many of the steps have been saved before */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void stepThatWasNeverSavedStartsOverAndLeavesNoPodBehind(int saved) throws Throwable {
        Path halted = folder.resolve("halted");
        jenkins.startJenkins();
        CrashScene scene = new CrashScene(cluster, new Home(jenkins.getHome().toPath()), folder);
        jenkins.runRemotely(Jobs::configure, cluster.url());
        jenkins.runRemotely(RollBackTest::haltSaving, saved, halted.toFile());
        jenkins.runRemotely(
                Jobs::begin,
                new ArrayList<>(List.of(new Jobs.Job(JOB, FlowDurabilityHint.MAX_SURVIVABILITY, pipeline(scene)))));
        await().until(() -> Files.exists(halted));
        await().until(() -> scene.home().states(JOB).stream()
                        .filter(state -> state.stage() == Stage.FOLLOW)
                        .count()
                == saved);
        jenkins.stopJenkinsForcibly();
        assertThat(births.count()).as("pods of steps that were saved").isEqualTo(saved);

        jenkins.startJenkins();
        Jobs.Ended ended =
                jenkins.runRemotely(Jobs::end, new ArrayList<>(List.of(JOB))).get(0);

        assertThat(ended.is(Result.SUCCESS)).as(ended.log()).isTrue();
        assertThat(ended.log()).contains("a=3 b=5");
        assertThat(births.of(JOB)).extracting(pod -> pod.name().charAt(0)).containsExactlyInAnyOrder('a', 'b');
        assertThat(scene.started("a") + scene.started("b")).isEqualTo(2);
        for (String branch : List.of("a", "b")) {
            assertThat(ended.log().lines().filter(line -> line.startsWith(branch + " ")))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, LINES)
                            .mapToObj(n -> branch + " line " + n)
                            .toList());
        }
        await().until(() ->
                cluster.store().list(Resource.PODS, "", pod -> true).items().isEmpty());
    }

    /** The later of the two sleeps ends while the controller is down: afterwards the branches may come in another order. */
    private static String pipeline(CrashScene scene) {
        return """
                def a, b
                sleep 1
                parallel a: {
                    sleep 2
                    a = runPod(image: 'busybox', name: 'a', returnStatus: true, command: '%s')
                }, b: {
                    sleep 4
                    b = runPod(image: 'busybox', name: 'b', returnStatus: true, command: '%s')
                }
                echo "a=$a b=$b"
                """.formatted(numbered(scene, "a", 3), numbered(scene, "b", 5));
    }

    private static String numbered(CrashScene scene, String branch, int exitCode) {
        return scene.command(branch, "", LINES, exitCode).replace("echo line", "echo " + branch + " line");
    }

    /** In the controller, until it is killed. */
    private static void haltSaving(JenkinsRule r, Integer saved, File halted) {
        ExtensionList.lookup(PickleFactory.class).add(0, new HaltedSaving(saved, halted.toPath()));
    }

    /** Saving a program does not come to an end once there are more of our steps in it than were allowed. */
    private static final class HaltedSaving extends PickleFactory {
        private final Set<Object> steps = Collections.newSetFromMap(new IdentityHashMap<>());
        private final int allowed;
        private final Path halted;

        HaltedSaving(int allowed, Path halted) {
            this.allowed = allowed;
            this.halted = halted;
        }

        @Override
        public synchronized Pickle writeReplace(Object object) {
            if (object instanceof RunPodStepExecution && steps.add(object) && steps.size() > allowed) {
                try {
                    Files.createFile(halted);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                while (true) {
                    LockSupport.park();
                }
            }
            return null;
        }
    }
}
