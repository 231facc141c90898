package io.jenkins.plugins.runpod.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An API that answers wrongly, late, from an older state or not at all decides nothing. */
class ApiOutageTest {
    private static CreateAnswer tooMany(Duration retryAfter) {
        return new CreateAnswer.NotSent(429, "TooManyRequests", "too many requests", Optional.of(retryAfter));
    }

    @Test
    void anOverloadedServerCostsNoBudget() {
        Scene scene = new Scene().wake();
        for (int minute = 0; minute < 60; minute++) {
            scene.created(tooMany(Duration.ofSeconds(1)));
            scene.pass("1s").mustAsk(Command.Look.class);
            scene.observe(new Observation.CallFailed("too many requests", Optional.of(Duration.ofSeconds(59))));
            scene.pass("59s").mustAsk(Command.Look.class);
            scene.lookedAndFoundNothing().mustAsk(Command.Create.class);
        }
        assertThat(scene.hasResult()).isFalse();
        assertThat(scene.said).anyMatch(line -> line.contains("too many requests"));
    }

    @Test
    void anOverloadedServerIsLeftAloneForAsLongAsItAsks() {
        Scene scene = new Scene().wake().created(tooMany(Duration.ofSeconds(7)));
        scene.pass("6s").asksNothing();
        scene.pass("1s").mustAsk(Command.Look.class);
        scene.lookedAndFoundNothing().mustAsk(Command.Create.class);
    }

    @Test
    void aServerThatAsksForADayIsAskedAgainAfterMinutes() {
        Scene scene = new Scene().wake().created(tooMany(Duration.ofDays(1)));
        scene.pass("5m").mustAsk(Command.Look.class);
        scene.lookedAndFoundNothing().mustAsk(Command.Create.class);
    }

    @Test
    void aClusterRestoredFromABackupIsBelievedThoughItsVersionsAreOlder() {
        Scene scene = Scene.following().seenCreating();
        scene.seen(scene.pods.running(scene.now)).pass("1s");
        PodSnapshot restored = new PodStates("pod-1", "uid-1").ended(0, scene.now);
        scene.seen(restored).mustAsk(Command.Look.class);
        scene.pass("1s").looked(restored);
        assertThat(scene.stage()).isEqualTo(Stage.DRAIN);
    }

    @Test
    void anAnswerThatTheWatchHasOvertakenChangesNothing() {
        Scene scene = Scene.following();
        PodSnapshot creating = scene.pods.creating();
        scene.seen(creating).pass("10m").mustAsk(Command.Look.class);
        scene.seen(scene.pods.running(scene.now)).looked(creating);
        assertThat(scene.state().ledger().running()).isEqualTo(Budget.RUN);
    }

    @Test
    void aCreateWhoseAnswerTheWatchHasOvertakenCostsNoFurtherRequest() {
        Scene scene = new Scene().wake();
        PodSnapshot creating = scene.pods.creating();
        scene.seen(scene.pods.running(scene.now)).created(new CreateAnswer.Created(creating));
        scene.asksNothing();
        assertThat(scene.state().ledger().running()).isEqualTo(Budget.RUN);
    }

    @Test
    void aDeletionThatIsHeldBackOnOurSideIsToldOnceAndComesAgain() {
        Scene scene = Scene.following().seenCreating().cancel();
        scene.mustAsk(Command.Delete.class);
        scene.deleted(held(scene)).asksNothing();
        scene.pass("20s").mustAsk(Command.Delete.class);
        scene.deleted(held(scene)).asksNothing();
        assertThat(scene.said).filteredOn("held by another"::equals).hasSize(1);
        assertThat(scene.said).noneMatch(line -> line.contains("Kubernetes API"));
    }

    @Test
    void aPodWhoseDeletionIsHeldBackOnOurSideMayStillStart() {
        Scene scene = Scene.givingUp();
        scene.deleted(held(scene)).asksNothing();
        scene.pass("20s").mustAsk(Command.Look.class);
        scene.looked(scene.pods.running(scene.now));
        assertThat(scene.stage()).isEqualTo(Stage.FOLLOW);
    }

    private static DeleteAnswer held(Scene scene) {
        return new DeleteAnswer.Contested("held by another", scene.now.plusSeconds(20));
    }

    @Test
    void aDeletionThatIsRefusedBecauseAnotherPodHasTheNameIsNotRepeatedBlindly() {
        Scene scene = Scene.following().seenCreating().cancel();
        scene.mustAsk(Command.Delete.class);
        scene.deleted(new DeleteAnswer.Conflict());
        assertThat(scene.asked(Command.Delete.class)).isEmpty();
        scene.mustAsk(Command.Look.class);
        scene.looked(new PodStates("pod-1", "uid-2").creating());
        assertThat(scene.stage()).isEqualTo(Stage.DONE);
    }

    @Test
    void aCreateRepeatedAtTheSameMomentByTheClockIsNotTakenForTheFirst() {
        Scene scene = new Scene().wake();
        scene.restart(Duration.ZERO).mustAsk(Command.Create.class);
        scene.cancel().created(new CreateAnswer.Exists());
        scene.mustAsk(Command.Look.class);
        scene.looked(scene.pods.creating());
        assertThat(scene.mustAsk(Command.Delete.class).uid()).isEqualTo("uid-1");
    }

    @Test
    void aLateCreateThatHasTakenTheNameOfAPodThatIsGoneIsRemovedToo() {
        Scene scene = new Scene().wake();
        scene.restart(Duration.ofSeconds(1)).mustAsk(Command.Create.class);
        scene.created(scene.pods.creating());
        scene.seen(scene.pods.running(scene.now)).pass("1h");
        PodSnapshot late = new PodStates("pod-1", "uid-2").creating();
        scene.seen(late).logDrained();
        assertThat(scene.result().uid()).isEqualTo("uid-1");
        scene.mustAsk(Command.Look.class);
        scene.looked(late);
        assertThat(scene.mustAsk(Command.Delete.class).uid()).isEqualTo("uid-2");
    }

    @Test
    void aLateCreateIsNotTakenForThePodWhoseLogIsWritten() {
        Scene scene = new Scene().wake();
        scene.restart(Duration.ofSeconds(1)).mustAsk(Command.Create.class);
        scene.created(scene.pods.creating());
        scene.seen(scene.pods.running(scene.now)).pass("1h");
        PodStates late = new PodStates("pod-1", "uid-2");
        scene.seen(late.creating());
        assertThat(scene.stage()).isEqualTo(Stage.DRAIN);
        scene.seen(late.running(scene.now)).logDrained();
        assertThat(scene.result().uid()).isEqualTo("uid-1");
        scene.mustAsk(Command.Look.class);
    }

    @Test
    void aLateCreateIsRemovedAlsoIfTheTaskIsCancelledBefore() {
        Scene scene = new Scene().wake();
        scene.restart(Duration.ofSeconds(1)).mustAsk(Command.Create.class);
        scene.created(scene.pods.creating());
        scene.seen(scene.pods.running(scene.now)).pass("1h");
        scene.seen(new PodStates("pod-1", "uid-2").creating()).cancel();
        assertThat(scene.stage()).isEqualTo(Stage.CLEAN);
        scene.mustAsk(Command.Look.class);
    }

    @Test
    void whatALookFindsOfAnotherPodIsNoProofThatOursRan() {
        Scene scene = Scene.following().seenCreating();
        scene.pass("10m").mustAsk(Command.Look.class);
        scene.lookedAndLogAnswered(new PodStates("pod-1", "uid-2").running(scene.now));
        assertThat(scene.state().attempt().memory().resultRan()).isFalse();
    }

    @Test
    void whatMayNotBeReadIsToldOnce() {
        Scene scene = Scene.following();
        scene.observe(new Observation.Forbidden("HTTP 403: events is forbidden"));
        scene.observe(new Observation.Forbidden("HTTP 403: events is forbidden"));
        assertThat(scene.said)
                .filteredOn(line -> line.contains("events is forbidden"))
                .hasSize(1);
    }

    @Test
    void aPodIsLookedAtNowAndThenWhileTheWatchTellsNothing() {
        Scene scene = Scene.following().seenCreating();
        scene.observe(new Observation.WatchFailed("HTTP 403: pods is forbidden"))
                .asksNothing();
        scene.pass("30s").mustAsk(Command.Look.class);
        scene.looked(scene.pods.running(scene.now)).asksNothing();
        scene.pass("30s").mustAsk(Command.Look.class);
        scene.looked(scene.pods.ended(0, scene.now));
        assertThat(scene.stage()).isEqualTo(Stage.DRAIN);
    }

    @Test
    void aWatchThatIsForbiddenIsNoApiThatDoesNotAnswer() {
        Scene scene = Scene.following(TaskPolicy.standard().withLimit(Budget.API_UNAVAILABLE, Duration.ofMinutes(5)));
        scene.seen(scene.pods.running(scene.now));
        scene.observe(new Observation.WatchFailed("HTTP 403: pods is forbidden"));
        for (int look = 0; look < 20; look++) {
            scene.pass("30s").mustAsk(Command.Look.class);
            scene.looked(scene.pods.running(scene.now));
        }
        assertThat(scene.hasResult()).isFalse();
        for (int minute = 0; minute < 5; minute++) {
            scene.pass("60s").observe(new Observation.CallFailed("connection refused", Optional.empty()));
        }
        assertThat(scene.result().reason()).isEqualTo("ApiUnavailableTimeout");
    }

    @Test
    void aPodIsNotLookedAtWhileTheWatchWorks() {
        Scene scene = Scene.following();
        scene.seen(scene.pods.running(scene.now));
        scene.observe(new Observation.WatchFailed("reset")).observe(new Observation.WatchWorks());
        scene.pass("2m").asksNothing();
    }

    @Test
    void aKnownEndIsTheResultEvenIfTheApiGoesAwayBeforeItsLogIsRead() {
        Scene scene = Scene.following(TaskPolicy.standard().withLimit(Budget.API_UNAVAILABLE, Duration.ofMinutes(5)));
        scene.seen(scene.pods.running(scene.now)).seen(scene.pods.ended(0, scene.now));
        scene.observe(new Observation.WatchFailed("connection refused")).pass("5m");
        assertThat(scene.result().verdict()).isEqualTo(Verdict.SUCCEEDED);
    }

    @Test
    void anUnknownEndIsNotGuessedWhenTheApiIsGivenUp() {
        Scene scene = Scene.following(TaskPolicy.standard().withLimit(Budget.API_UNAVAILABLE, Duration.ofMinutes(5)));
        scene.seen(scene.pods.running(scene.now));
        scene.observe(new Observation.WatchFailed("connection refused")).pass("5m");
        assertThat(scene.result().verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
        assertThat(scene.result().reason()).isEqualTo("ApiUnavailableTimeout");
    }

    @Test
    void aCancellationSaysThatThePodIsBeingDeleted() {
        Scene scene = Scene.following().seenCreating().cancel();
        assertThat(scene.result().message()).isEqualTo("Cancelled: aborted. run-pod is deleting the pod.");
    }

    @Test
    void aCancellationWithoutAnApiSaysThatThePodWillBeDeletedLater() {
        Scene scene = Scene.following().seenCreating();
        scene.pass("10m").mustAsk(Command.Look.class);
        scene.observe(new Observation.CallFailed("connection refused", Optional.empty()))
                .cancel();
        assertThat(scene.result().message()).contains("run-pod deletes the pod as soon as it does");
    }
}
