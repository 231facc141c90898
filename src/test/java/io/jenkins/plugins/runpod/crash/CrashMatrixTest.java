package io.jenkins.plugins.runpod.crash;

import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.core.ConditionTimeoutException;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * A controller is killed again and again while its builds are in random phases.
 *
 * <p>{@code -Dcrash.kills=10 -Dcrash.builds=50} is the full size, {@code -Dcrash.seed=N} repeats a run's dice.
 */
@WithCluster
class CrashMatrixTest {
    private static final int KILLS = Integer.getInteger("crash.kills", 2);
    private static final int BUILDS = Integer.getInteger("crash.builds", 12);
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
    /** A pod whose create was never answered keeps its name for 90 s. */
    private static final int LONGEST_WAIT_MILLIS = 6_000;
    /**
     * Not CREATE: a kill then costs a minute and a half, and comes often enough by chance. Not DRAIN: it is over before it is saved, and
     * {@link NamedPointsTest} kills there.
     */
    private static final List<Stage> SHORT_STAGES = List.of(Stage.GIVE_UP, Stage.REPLACE, Stage.PAUSE, Stage.CLEAN);

    @RegisterExtension
    final RealJenkinsExtension jenkins = new RealJenkinsExtension().withTimeout(3600);

    @TempDir
    Path folder;

    private EmbeddedCluster cluster;
    private JobPods births;
    private final Random dice = new Random(SEED);
    private final Map<String, Integer> killedAt = new TreeMap<>();
    private final List<Build> begun = new ArrayList<>();
    private CrashScene scene;

    /** @param life in which it begins */
    private record Build(String job, Fate fate, int lines, int life) {}

    @BeforeEach
    void countBirths() {
        births = new JobPods(cluster);
    }

    @AfterEach
    void stop() {
        births.close();
    }

    @Test
    void buildsWhoseControllerIsKilledAgainAndAgainHaveTheirPodsTheirResultsAndEachLineOnce() throws Throwable {
        System.out.println("crash matrix: " + KILLS + " kills, " + BUILDS + " builds, -Dcrash.seed=" + SEED);
        List<Build> builds = IntStream.range(0, BUILDS).mapToObj(this::build).toList();
        for (int life = 0; life < KILLS; life++) {
            live(life, builds);
        }
        jenkins.startJenkins();
        jenkins.runRemotely(Jobs::abort, jobs(builds.stream().filter(build -> build.fate() == Fate.ABORTED)));
        List<Jobs.Ended> ended = jenkins.runRemotely(Jobs::end, jobs(builds.stream()));
        check(builds, ended);
        await().until(() ->
                cluster.store().list(Resource.PODS, "", pod -> true).items().isEmpty());
    }

    private Build build(int number) {
        Fate[] fates = Fate.values();
        Fate fate = number < fates.length ? fates[number] : fates[dice.nextInt(fates.length)];
        int lines = fate == Fate.ABORTED ? 6_000 : 50 + dice.nextInt(250);
        return new Build("b%02d".formatted(number), fate, lines, dice.nextInt(KILLS));
    }

    private void live(int life, List<Build> builds) throws Throwable {
        jenkins.startJenkins();
        if (scene == null) {
            scene = new CrashScene(cluster, new Home(jenkins.getHome().toPath()), folder);
            jenkins.runRemotely(Jobs::configure, cluster.url());
        }
        ArrayList<Jobs.Job> jobs = new ArrayList<>();
        for (Build build : builds) {
            if (build.life() == life) {
                build.fate().script(scene, build.job(), dice);
                begun.add(build);
                jobs.add(new Jobs.Job(
                        build.job(),
                        dice.nextBoolean()
                                ? FlowDurabilityHint.MAX_SURVIVABILITY
                                : FlowDurabilityHint.SURVIVABLE_NONATOMIC,
                        build.fate().pipeline(scene, build.job(), build.lines())));
            }
        }
        jenkins.runRemotely(Jobs::begin, jobs);
        awaitBegun();
        awaitSomeMoment();
        jenkins.runRemotely(
                Jobs::abort,
                jobs(begun.stream().filter(build -> build.fate() == Fate.ABORTED && dice.nextInt(3) == 0)));
        awaitSomeMoment();
        jenkins.stopJenkinsForcibly();
        begun.forEach(build -> killedAt.merge(where(build), 1, Integer::sum));
    }

    /** What happens to a build that Pipeline has not saved yet is another test's: {@link RollBackTest}. */
    private void awaitBegun() {
        await().until(() -> begun.stream()
                .map(Build::job)
                .allMatch(job ->
                        scene.home().state(job).isPresent() && scene.home().survives(job)));
    }

    /** Any moment, or the one in which a task comes to a stage that is soon over. */
    private void awaitSomeMoment() {
        Stage wanted = SHORT_STAGES.get(dice.nextInt(SHORT_STAGES.size()));
        Set<String> before = in(wanted);
        try {
            await().atMost(Duration.ofMillis(1 + dice.nextInt(LONGEST_WAIT_MILLIS)))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> !before.containsAll(in(wanted)));
        } catch (ConditionTimeoutException e) {
            // Any moment will do.
        }
    }

    private Set<String> in(Stage stage) {
        return begun.stream()
                .map(Build::job)
                .filter(job -> scene.home().states(job).stream().anyMatch(state -> state.stage() == stage))
                .collect(Collectors.toSet());
    }

    private String where(Build build) {
        return scene.home()
                .state(build.job())
                .map(state -> state.stage() == Stage.FOLLOW
                        ? following(state)
                        : state.stage().toString())
                .orElseThrow();
    }

    private static String following(TaskState state) {
        return state.causes().isEmpty()
                ? "FOLLOW"
                : "FOLLOW " + state.causes().get(state.causes().size() - 1).verdict();
    }

    private void check(List<Build> builds, List<Jobs.Ended> ended) {
        SoftAssertions all = new SoftAssertions();
        long lines = 0;
        long starts = 0;
        for (int i = 0; i < builds.size(); i++) {
            Build build = builds.get(i);
            lines += check(build, ended.get(i), all);
            starts += scene.started(build.job());
        }
        System.out.printf(
                "crash matrix: %d kills, %d builds, %d pods, %d starts, %d lines;"
                        + " tasks were killed at %s; requests %s%n",
                KILLS,
                BUILDS,
                births.count(),
                starts,
                lines,
                killedAt,
                cluster.requests().all());
        all.assertAll();
    }

    private long check(Build build, Jobs.Ended ended, SoftAssertions all) {
        Fate fate = build.fate();
        all.assertThat(ended.result())
                .as("result of %s%n%s", build, ended.log())
                .isEqualTo(fate.result.toString());
        List<String> attempts =
                births.of(build.job()).stream().map(JobPods.Pod::attempt).toList();
        List<String> expected =
                IntStream.rangeClosed(1, fate.pods).mapToObj(Integer::toString).toList();
        List<String> lines =
                ended.log().lines().filter(line -> line.startsWith("line ")).toList();
        if (fate == Fate.ABORTED) {
            all.assertThat(attempts).as("attempts of %s", build).isIn(List.of(), expected);
            all.assertThat(scene.started(build.job())).as("starts of %s", build).isLessThanOrEqualTo(attempts.size());
            all.assertThat(lines).as("lines of %s", build).isEqualTo(numbered(1, lines.size()));
        } else {
            all.assertThat(attempts).as("attempts of %s", build).isEqualTo(expected);
            all.assertThat(scene.started(build.job())).as("starts of %s", build).isEqualTo(fate.starts);
            all.assertThat(lines).as("lines of %s", build).isEqualTo(numbered(fate.starts, build.lines()));
        }
        return lines.size();
    }

    private static List<String> numbered(int times, int lines) {
        return IntStream.range(0, times)
                .boxed()
                .flatMap(time -> IntStream.rangeClosed(1, lines).mapToObj(n -> "line " + n))
                .toList();
    }

    private static ArrayList<String> jobs(Stream<Build> builds) {
        return new ArrayList<>(builds.map(Build::job).toList());
    }
}
