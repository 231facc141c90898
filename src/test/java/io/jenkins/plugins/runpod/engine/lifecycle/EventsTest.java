package io.jenkins.plugins.runpod.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Causes that are only in events. */
class EventsTest {
    private static final String LIMITED = "Failed to pull image \"example.com/app:1\": pull QPS exceeded";
    private static final String BACK_OFF = "Back-off pulling image \"example.com/app:1\"";

    @Test
    void ofAPodThatIsCreatedForLongTheEventsAreReadAndNothingElse() {
        Scene scene = Scene.following().seenCreating();
        scene.pass("9s");
        assertThat(scene.asked(Command.ReadEvents.class)).isEmpty();
        assertThat(scene.pass("1s").mustAsk(Command.ReadEvents.class).uid())
                .isEqualTo(scene.state().attempt().uid());
        scene.asksNothing();
    }

    @Test
    void whatTheEventsTellIsTheCause() {
        Scene scene = Scene.following();
        scene.seen(scene.pods.waiting("ImagePullBackOff", BACK_OFF)).mustAsk(Command.ReadEvents.class);
        read(scene, scene.state().attempt().uid());

        assertThat(scene.diagnosis().map(Diagnosis::verdict)).contains(Verdict.RATE_LIMITED);
    }

    @Test
    void whyAPodHasNoNodeIsInEventsWhereNoConditionTellsIt() {
        Scene scene = Scene.following();
        scene.seen(scene.pods.untold()).pass("10s").mustAsk(Command.ReadEvents.class);
        scene.observe(new Observation.EventsRead(
                scene.state().attempt().uid(),
                List.of(new PodEvent(
                        "FailedScheduling",
                        "Misconfigured Fargate Profile: fargate profile fp blocked",
                        scene.state().attempt().uid(),
                        "",
                        Optional.empty(),
                        Optional.empty()))));

        assertThat(scene.said)
                .anyMatch(line -> line.startsWith(
                        "Waiting: Unschedulable: Misconfigured Fargate Profile: fargate profile" + " fp blocked. 14m"));
        assertThat(scene.state().ledger().running()).isEqualTo(Budget.SCHEDULE);
    }

    @Test
    void theEventsOfAnotherPodTellNothing() {
        Scene scene = Scene.following();
        scene.seen(scene.pods.waiting("ImagePullBackOff", BACK_OFF)).mustAsk(Command.ReadEvents.class);
        read(scene, "another");

        assertThat(scene.diagnosis().map(Diagnosis::verdict)).contains(Verdict.AMBIGUOUS);
    }

    /** Each second time the pod and its log are read, too: a watch can be dead without a word. */
    @Test
    void theyAreReadLessAndLessOften() {
        Scene scene = Scene.following().seenCreating();
        List<Long> events = new ArrayList<>();
        List<Long> looks = new ArrayList<>();
        for (long second = 1; second < 590; second++) {
            if (scene.pass("1s").asked(Command.ReadEvents.class).isPresent()) {
                events.add(second);
                scene.observe(new Observation.EventsRead(scene.state().attempt().uid(), List.of()));
            } else if (scene.asked(Command.Look.class).isPresent()) {
                looks.add(second);
                scene.looked(scene.pods.creating());
            }
        }
        assertThat(events).containsExactly(10L, 70L, 310L);
        assertThat(looks).containsExactly(30L, 150L);
    }

    @Test
    void thatTheyCannotBeReadIsNoOutage() {
        Scene scene = Scene.following().seenCreating();
        scene.pass("10s").mustAsk(Command.ReadEvents.class);
        scene.observe(new Observation.EventsUnread());

        assertThat(scene.obstacles().outage()).isEmpty();
        scene.pass("20s").mustAsk(Command.Look.class);
    }

    @Test
    void aRequestThatWasNotAnsweredIsFollowedByALookThatClearsIt() {
        Scene scene = Scene.following().seenCreating();
        scene.pass("10s").mustAsk(Command.ReadEvents.class);
        scene.observe(new Observation.EventsUnread());
        scene.pass("20s").mustAsk(Command.Look.class);
        scene.observe(new Observation.CallFailed("HTTP 503", Optional.empty()));
        PodSnapshot running = scene.pods.running(scene.now);
        scene.seen(running);
        assertThat(scene.obstacles().outage()).isPresent();

        scene.pass("30s").mustAsk(Command.Look.class);
        scene.looked(running);
        assertThat(scene.obstacles().outage()).isEmpty();
    }

    @Test
    void troubleThatLastsIsToldOnceMore() {
        Scene scene = Scene.following().seenCreating();
        Instant first = scene.now;
        for (int second = 0; second < 400; second++) {
            if (scene.pass("1s").asked(Command.ReadEvents.class).isPresent()) {
                String uid = scene.state().attempt().uid();
                PodEvent failed = new PodEvent(
                        "FailedCreatePodSandBox",
                        "no IP addresses",
                        uid,
                        "",
                        Optional.of(first),
                        Optional.of(scene.now));
                scene.observe(new Observation.EventsRead(uid, List.of(failed)));
            } else if (scene.asked(Command.Look.class).isPresent()) {
                scene.looked(scene.pods.creating());
            }
        }
        assertThat(scene.said.stream().filter(line -> line.contains("PodSandboxError")))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("Temporary problem: PodSandboxError"),
                        line -> assertThat(line)
                                .startsWith("Lasting problem: PodSandboxError")
                                .contains("(again and again since " + first.truncatedTo(ChronoUnit.SECONDS) + ")"));
    }

    // --- after the end ------------------------------------------------------------------------------------------

    private static PodEvent event(Scene scene, String reason, String message) {
        return new PodEvent(reason, message, "uid-1", "main", Optional.of(scene.now), Optional.of(scene.now));
    }

    private static List<String> told(Scene scene) {
        return scene.said.stream().filter(line -> line.startsWith("Event ")).toList();
    }

    private static Scene running() {
        Scene scene = Scene.following();
        scene.seen(scene.pods.running(scene.now)).pass("5s");
        return scene;
    }

    @Test
    void ofAPodThatRanAndFailedTheLastEventsAreRead() {
        Scene scene = running();
        scene.lastEvents = Optional.of(
                List.of(event(scene, "Started", ""), event(scene, "Unhealthy", "Readiness probe failed: no")));
        scene.seen(scene.pods.ended(3, scene.now)).mustAsk(Command.ReadEvents.class);
        scene.logDrained();

        assertThat(told(scene)).containsExactly("Event Unhealthy: Readiness probe failed: no");
        assertThat(scene.result().exitCode()).isEqualTo(3);
    }

    @Test
    void ofAPodThatSucceededNothingIsRead() {
        Scene scene = running();
        scene.seen(scene.pods.ended(0, scene.now));
        assertThat(scene.asked(Command.ReadEvents.class)).isEmpty();
        scene.logDrained();

        assertThat(scene.result().succeeded()).isTrue();
    }

    @Test
    void aKillForAProbeIsTheCauseOfTheEnd() {
        Scene scene = running();
        scene.lastEvents = Optional.of(List.of(event(scene, "Killing", "Container main failed liveness probe")));
        scene.seen(scene.pods.ended(137, scene.now)).logDrained();

        assertThat(scene.result().reason()).isEqualTo("ProbeFailed");
        assertThat(scene.result().message()).contains("exit code 137 (ProbeFailed)");
        assertThat(told(scene)).hasSize(1);
    }

    @Test
    void theResultWaitsForOneReadOnlyWhateverItsAnswer() {
        Scene scene = running();
        scene.lastEvents = Optional.empty();
        scene.seen(scene.pods.ended(3, scene.now)).logDrained();
        assertThat(scene.hasResult()).isFalse();
        scene.observe(new Observation.EventsUnread());

        assertThat(scene.result().exitCode()).isEqualTo(3);
        assertThat(told(scene)).isEmpty();
    }

    @Test
    void whileTheApiFailsNothingIsRead() {
        Scene scene = running();
        scene.observe(new Observation.WatchFailed("refused")).pass("30s").mustAsk(Command.Look.class);
        scene.observe(new Observation.CallFailed("refused", Optional.empty()));
        scene.seen(scene.pods.ended(3, scene.now));
        assertThat(scene.asked(Command.ReadEvents.class)).isEmpty();
        scene.logDrained();

        assertThat(scene.result().exitCode()).isEqualTo(3);
    }

    private static void read(Scene scene, String uid) {
        PodEvent failed = new PodEvent("Failed", LIMITED, uid, "main", Optional.of(scene.now), Optional.of(scene.now));
        scene.observe(new Observation.EventsRead(uid, List.of(failed)));
    }
}
