package io.jenkins.plugins.runpod.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.engine.lifecycle.CauseSpan;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.step.Pods;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A controller is killed while it is held at each named point of a task's life: one build for each of them. */
class NamedPointsTest {
    /** A pod whose create was never answered keeps its name for 90 s. */
    private static final Duration UNTIL_ALL_ARE_GONE = Duration.ofMinutes(3);

    @RegisterExtension
    final RealJenkinsExtension jenkins = new RealJenkinsExtension().withTimeout(900);

    @TempDir
    Path folder;

    private final EmbeddedCluster cluster = EmbeddedCluster.start();
    private final Births births = new Births(cluster);

    @AfterEach
    void stop() {
        births.close();
        cluster.close();
    }

    @Test
    void killed_at_any_named_point_a_task_has_one_pod_for_each_attempt_and_its_result_and_each_line_once()
            throws Throwable {
        jenkins.startJenkins();
        Scene scene = new Scene(cluster, new Home(jenkins.getHome().toPath()), folder);
        jenkins.runRemotely(Jobs::configure, cluster.url());
        beginAll(scene);
        awaitAll(scene);
        jenkins.runRemotely(
                Jobs::abort,
                new ArrayList<>(Arrays.stream(Point.values())
                        .filter(Point::cancelled)
                        .map(Point::job)
                        .toList()));
        for (Point point : Point.values()) {
            point.halt(scene);
        }
        jenkins.stopJenkinsForcibly();
        for (Point point : Point.values()) {
            assertThat(scene.home().state(point.job()).map(TaskState::stage))
                    .as("where %s was killed", point)
                    .contains(point.stage());
        }

        scene.clear();
        jenkins.startJenkins();
        Instant resumed = Instant.now();
        Map<String, Jobs.Ended> ended = jenkins.runRemotely(Jobs::end, names()).stream()
                .collect(Collectors.toMap(Jobs.Ended::name, Function.identity()));
        SoftAssertions all = new SoftAssertions();
        for (Point point : Point.values()) {
            check(point, ended.get(point.job()), scene, all);
        }
        CauseSpan last = scene.home().state(Point.SPENDING_ITS_BUDGET.job()).orElseThrow().causes().stream()
                .reduce((one, other) -> other)
                .orElseThrow();
        all.assertThat(last.until())
                .as("end of a budget of which some was spent before the kill")
                .isBefore(resumed.plusSeconds(45 - 5));
        all.assertAll();
        await().atMost(UNTIL_ALL_ARE_GONE)
                .until(() -> cluster.store()
                        .list(Resource.PODS, "", pod -> true)
                        .items()
                        .isEmpty());
        assertThat(births.count())
                .isEqualTo(Arrays.stream(Point.values())
                        .mapToInt(point -> point.expected().pods())
                        .sum());
    }

    private void beginAll(Scene scene) throws Throwable {
        ArrayList<Jobs.Job> jobs = new ArrayList<>();
        for (Point point : Point.values()) {
            scene.namespace(point.job());
            point.prepare(scene);
            jobs.add(new Jobs.Job(
                    point.job(),
                    point.ordinal() % 2 == 0
                            ? FlowDurabilityHint.MAX_SURVIVABILITY
                            : FlowDurabilityHint.SURVIVABLE_NONATOMIC,
                    point.script(scene)));
        }
        jenkins.runRemotely(Jobs::begin, jobs);
    }

    private static void awaitAll(Scene scene) {
        Set<Point> missing = EnumSet.allOf(Point.class);
        await().atMost(Pods.PATIENCE).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            missing.removeIf(point -> point.reached(scene));
            assertThat(missing).isEmpty();
        });
    }

    private static ArrayList<String> names() {
        return new ArrayList<>(Arrays.stream(Point.values()).map(Point::job).toList());
    }

    private void check(Point point, Jobs.Ended ended, Scene scene, SoftAssertions all) {
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
