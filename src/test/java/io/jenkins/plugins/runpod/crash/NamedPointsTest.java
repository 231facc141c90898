package io.jenkins.plugins.runpod.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.engine.lifecycle.CauseSpan;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A controller goes down while it is held at each named point of a task's life: one build for each of them. */
@WithCluster
class NamedPointsTest {
    /** A pod whose create was never answered keeps its name for 90 s. */
    @RegisterExtension
    final RealJenkinsExtension jenkins = new RealJenkinsExtension().withTimeout(900);

    @TempDir
    Path folder;

    private EmbeddedCluster cluster;
    private JobPods births;
    private CrashScene scene;

    @BeforeEach
    void countBirths() {
        births = new JobPods(cluster);
    }

    @AfterEach
    void stop() {
        births.close();
    }

    @Test
    void killedAtAnyNamedPointATaskHasOnePodForEachAttemptAndItsResultAndEachLineOnce() throws Throwable {
        begin(FlowDurabilityHint.MAX_SURVIVABILITY, FlowDurabilityHint.SURVIVABLE_NONATOMIC);
        jenkins.stopJenkinsForcibly();
        goOn();
        awaitGone(pod -> true);
    }

    @Test
    void restartedAtAnyNamedPointATaskHasOnePodForEachAttemptAndItsResultAndEachLineOnce() throws Throwable {
        begin(FlowDurabilityHint.values());
        jenkins.stopJenkins();
        goOn();
        Set<String> keepTheirNames = Set.of(Point.BEFORE_CREATE.job(), Point.BETWEEN_CREATE_AND_ANSWER.job());
        awaitGone(pod -> !keepTheirNames.contains(pod.at("/metadata/namespace").asText()));
    }

    /** @param durability in turn */
    private void begin(FlowDurabilityHint... durability) throws Throwable {
        jenkins.startJenkins();
        scene = new CrashScene(cluster, new Home(jenkins.getHome().toPath()), folder);
        jenkins.runRemotely(Jobs::configure, cluster.url());
        ArrayList<Jobs.Job> jobs = new ArrayList<>();
        for (Point point : Point.values()) {
            scene.namespace(point.job());
            point.prepare(scene);
            jobs.add(new Jobs.Job(point.job(), durability[point.ordinal() % durability.length], point.script(scene)));
        }
        jenkins.runRemotely(Jobs::begin, jobs);
        awaitAll();
        jenkins.runRemotely(Jobs::abort, jobs(Point::cancelled));
        for (Point point : Point.values()) {
            point.halt(scene);
        }
    }

    private void goOn() throws Throwable {
        for (Point point : Point.values()) {
            assertThat(scene.home().state(point.job()).map(TaskState::stage))
                    .as("where %s was halted", point)
                    .contains(point.stage());
        }
        scene.clear();
        for (Point point : Point.values()) {
            point.meanwhile(scene);
        }
        jenkins.startJenkins();
        Instant resumed = Instant.now();
        Map<String, Jobs.Ended> ended = jenkins.runRemotely(Jobs::end, jobs(point -> true)).stream()
                .collect(Collectors.toMap(Jobs.Ended::name, Function.identity()));
        SoftAssertions all = new SoftAssertions();
        for (Point point : Point.values()) {
            check(point, ended.get(point.job()), all);
            all.check(() -> point.check(scene));
        }
        all.assertThat(endOfTheBudget())
                .as("end of a budget of 45 s of which more than 5 s were spent before")
                .isBefore(resumed.plusSeconds(45 - 5));
        all.assertAll();
        assertThat(births.count())
                .isEqualTo(Arrays.stream(Point.values())
                        .mapToInt(point -> point.expected().pods())
                        .sum());
    }

    private void awaitGone(Predicate<ObjectNode> pods) {
        await().until(() ->
                cluster.store().list(Resource.PODS, "", pods).items().isEmpty());
    }

    private Instant endOfTheBudget() {
        List<CauseSpan> causes = scene.home()
                .state(Point.SPENDING_ITS_BUDGET.job())
                .orElseThrow()
                .causes();
        return causes.get(causes.size() - 1).until();
    }

    private void awaitAll() {
        Set<Point> missing = EnumSet.allOf(Point.class);
        await().pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            missing.removeIf(point -> point.reached(scene));
            assertThat(missing).isEmpty();
        });
    }

    private static ArrayList<String> jobs(Predicate<Point> which) {
        return new ArrayList<>(
                Arrays.stream(Point.values()).filter(which).map(Point::job).toList());
    }

    private void check(Point point, Jobs.Ended ended, SoftAssertions all) {
        Point.Expected expected = point.expected();
        all.assertThat(ended.result())
                .as("result of %s%n%s", point, ended.log())
                .isEqualTo(expected.result().toString());
        all.assertThat(ended.log()).as("log of %s", point).contains(expected.words());
        all.assertThat(births.of(point.job())).as("pods of %s", point).hasSize(expected.pods());
        all.assertThat(scene.started(point.job())).as("starts of %s", point).isEqualTo(expected.starts());
        List<String> lines =
                ended.log().lines().filter(line -> line.startsWith("line ")).toList();
        int wanted = expected.complete() ? point.lines() : lines.size();
        all.assertThat(lines)
                .as("lines of %s", point)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, wanted)
                        .mapToObj(n -> "line " + n)
                        .toList());
    }
}
