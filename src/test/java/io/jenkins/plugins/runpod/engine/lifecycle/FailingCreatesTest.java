package io.jenkins.plugins.runpod.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Requests of which one kind always fails, while another kind is always answered and must not hide it. */
class FailingCreatesTest {
    private static final String WEBHOOK = "HTTP 500: failed calling webhook: connection refused";
    private static final String BAD_GATEWAY = "HTTP 502: Bad Gateway";

    /** The webhook is called before the pod is stored. */
    private static CreateAnswer webhookFails() {
        return new CreateAnswer.NotSent(500, "InternalError", WEBHOOK, Optional.empty());
    }

    /** The load balancer may have forwarded the create. */
    private static CreateAnswer badGateway() {
        return new CreateAnswer.Unknown(502, "", BAD_GATEWAY, Optional.empty());
    }

    private static Scene of(String scheduleTimeout) {
        return new Scene(TaskPolicy.standard().withLimit(Budget.SCHEDULE, Duration.parse("PT" + scheduleTimeout)));
    }

    /** The create fails, and the look that follows finds nothing. */
    private static Scene failed(Scene scene, CreateAnswer answer) {
        scene.mustAsk(Command.Create.class);
        scene.created(answer).mustAsk(Command.Look.class);
        return scene.lookedAndFoundNothing();
    }

    /** Passes time in steps of one second until this is asked for; how long that took. */
    private static Duration until(Scene scene, Class<? extends Command> kind, String most) {
        Instant begun = scene.now;
        while (scene.asked(kind).isEmpty()) {
            assertThat(scene.now).as("waiting for " + kind).isBefore(begun.plus(Duration.parse("PT" + most)));
            scene.pass("1s");
        }
        return Duration.between(begun, scene.now);
    }

    @Nested
    class OneTask {
        @Test
        void theServersWordsAreToldAtOnceAndWaitedForOnTheScheduleBudget() {
            Scene scene = failed(of("15M").wake(), webhookFails());
            assertThat(scene.said)
                    .anyMatch(line -> line.contains("CreateFails") && line.contains("failed calling webhook"));
            assertThat(scene.state().ledger().running()).isEqualTo(Budget.SCHEDULE);
            assertThat(scene.state().causes()).anyMatch(span -> span.cause().equals("CreateFails"));
        }

        @Test
        void pausesDoubleUpToHalfAMinute() {
            Scene scene = of("2H").wake();
            List<Long> pauses = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                failed(scene, webhookFails());
                pauses.add(until(scene, Command.Create.class, "31S").toSeconds());
            }
            assertThat(pauses).isSorted().startsWith(1L).allMatch(pause -> pause <= 30);
            assertThat(pauses.get(7)).isGreaterThan(20);
        }

        @Test
        void theScheduleBudgetEndsIt() {
            Scene scene = of("1M").wake();
            for (int creates = 0; !scene.hasResult(); creates++) {
                assertThat(creates).isLessThan(12);
                failed(scene, webhookFails());
                while (!scene.hasResult() && scene.asked(Command.Create.class).isEmpty()) {
                    scene.pass("1s");
                }
            }
            assertThat(scene.result().verdict()).isEqualTo(Verdict.NEVER_STARTED);
            assertThat(scene.result().reason()).isEqualTo("ScheduleTimeout");
            assertThat(scene.result().message()).contains("failed calling webhook");
        }

        @Test
        void whatWasNotAnsweredIsWaitedForBeforeTheBudgetEndsIt() {
            Scene scene = failed(of("10S").wake(), badGateway());
            scene.pass("10s").mustAsk(Command.Create.class);
            scene.created(badGateway()).mustAsk(Command.Look.class);
            scene.lookedAndFoundNothing();
            assertThat(scene.hasResult()).isFalse();
            assertThat(scene.said)
                    .filteredOn(line -> line.contains("may still take effect"))
                    .hasSize(1);
            assertThat(until(scene, Command.Look.class, "91S")).isGreaterThan(Duration.ofSeconds(85));
            assertThat(scene.lookedAndFoundNothing().result().verdict()).isEqualTo(Verdict.NEVER_STARTED);
            assertThat(scene.stage()).isEqualTo(Stage.DONE);
        }

        @Test
        void aPodThatCameAllTheSameIsFollowedAfterTheBudget() {
            Scene scene = failed(of("10S").wake(), badGateway());
            scene.pass("10s").created(badGateway()).lookedAndFoundNothing().pass("30s");
            scene.seen(scene.pods.running(scene.now));
            assertThat(scene.stage()).isEqualTo(Stage.FOLLOW);
            assertThat(scene.state().ledger().running()).isEqualTo(Budget.RUN);
        }

        @Test
        void aStopAfterAnAnswerOfAWebhookIsOverAtOnce() {
            Scene scene = failed(of("15M").wake(), webhookFails()).cancel();
            assertThat(scene.stage()).isEqualTo(Stage.DONE);
        }

        @Test
        void aStopAfterAGatewaysAnswerSaysThatAPodMayStillCome() {
            Scene scene = failed(of("15M").wake(), badGateway()).cancel();
            assertThat(scene.result().message()).contains("If it makes a pod");
            assertThat(scene.stage()).isEqualTo(Stage.CLEAN);
        }

        @Test
        void anOutageOfTheWholeApiCostsNothing() {
            Scene scene = of("1M").wake().created(badGateway());
            for (int i = 0; i < 60; i++) {
                scene.mustAsk(Command.Look.class);
                scene.observe(new Observation.CallFailed(BAD_GATEWAY, Optional.empty()));
                assertThat(scene.state().ledger().running()).isEqualTo(Budget.NONE);
                scene.pass("30s");
            }
            assertThat(scene.hasResult()).isFalse();
            assertThat(scene.said).anyMatch(line -> line.contains("Requests to the Kubernetes API fail"));
        }

        @Test
        void aFailingSecretIsTheSame() {
            Scene scene = Scene.withSecret().wake();
            scene.mustAsk(Command.MakeSecret.class);
            scene.secret(new SecretAnswer.Unknown(BAD_GATEWAY)).mustAsk(Command.Look.class);
            scene.lookedAndFoundNothing();
            assertThat(scene.said).anyMatch(line -> line.contains("CreateFails") && line.contains("Bad Gateway"));
            assertThat(scene.state().ledger().running()).isEqualTo(Budget.SCHEDULE);
        }

        @Test
        void aLongHoldIsNotTakenForAPodThatVanished() {
            Scene scene = failed(of("1H").wake(), badGateway());
            scene.admits = false;
            until(scene, Command.Admit.class, "2S");
            while (!scene.hasResult() && scene.now.isBefore(Instant.parse("2026-01-01T00:10:00Z"))) {
                if (scene.asked(Command.Admit.class).isPresent()) {
                    scene.observe(new Observation.Held(
                            Diagnosis.waiting(Cause.CREATE_FAILS, BAD_GATEWAY), scene.now.plusSeconds(30)));
                } else if (scene.asked(Command.Look.class).isPresent()) {
                    scene.lookedAndFoundNothing();
                } else {
                    scene.pass("1s");
                }
            }
            assertThat(scene.hasResult()).isFalse();
            assertThat(scene.state().attempt().firstSentAt()).isNull();
        }
    }

    @Nested
    class OtherTasks {
        @Test
        void areToldOfEachFailureThatALookConfirms() {
            Scene scene = failed(of("15M").wake(), webhookFails());
            assertThat(scene.mustAsk(Command.CreatesFail.class).why()).isEqualTo(WEBHOOK);
            scene.pass("1s").created(scene.pods.unscheduled());
            assertThat(scene.asked(Command.CreatesWork.class)).isPresent();
        }

        @Test
        void areNotToldOfATasksOwnTrouble() {
            Scene scene = Scene.withSecret().wake().secret(new SecretAnswer.Unread("the provider hangs"));
            scene.mustAsk(Command.Look.class);
            scene.lookedAndFoundNothing();
            assertThat(scene.asked(Command.CreatesFail.class)).isEmpty();
            assertThat(scene.said).anyMatch(line -> line.startsWith("Waiting: SecretEnvUnread: the provider hangs."));
        }

        @Test
        void areNotToldOfAnOutage() {
            Scene scene = of("15M").wake().created(badGateway());
            assertThat(scene.asked(Command.CreatesFail.class)).isEmpty();
            scene.observe(new Observation.CallFailed(BAD_GATEWAY, Optional.empty()));
            assertThat(scene.asked(Command.CreatesFail.class)).isEmpty();
        }

        @Test
        void waitOnTheScheduleBudgetAsTheFirstDoes() {
            Scene scene = of("1M");
            scene.admits = false;
            scene.wake();
            while (!scene.hasResult()) {
                assertThat(scene.now).isBefore(Instant.parse("2026-01-01T00:02:00Z"));
                if (scene.asked(Command.Look.class).isPresent()) {
                    scene.lookedAndFoundNothing();
                    continue;
                }
                scene.observe(new Observation.Held(
                        Diagnosis.waiting(Cause.CREATE_FAILS, WEBHOOK), scene.now.plusSeconds(31)));
                scene.pass("30s");
            }
            assertThat(scene.said)
                    .filteredOn(line -> line.contains("CreateFails"))
                    .hasSize(1);
            assertThat(scene.result().reason()).isEqualTo("ScheduleTimeout");
            assertThat(scene.result().message()).contains("failed calling webhook");
        }

        @Test
        void whoIsHeldPaysNothingWhileTheWatchTellsNothing() {
            Scene scene = of("1M");
            scene.admits = false;
            scene.wake().observe(new Observation.WatchFailed("connection refused"));
            scene.observe(new Observation.Held(
                    Diagnosis.waiting(Cause.CREATE_FAILS, WEBHOOK), scene.now.plus(Duration.ofHours(1))));
            assertThat(scene.pass("30m").hasResult()).isFalse();
            assertThat(scene.state().ledger().running()).isEqualTo(Budget.NONE);
        }
    }

    @Nested
    class Deletions {
        private final Scene scene = Scene.givingUp();
        private final PodSnapshot judged = scene.pods.creating();

        private void deletionFails() {
            scene.mustAsk(Command.Delete.class);
            scene.deleted(new DeleteAnswer.Unknown(WEBHOOK, Optional.empty())).mustAsk(Command.Look.class);
            scene.looked(judged);
        }

        @Test
        void areRepeatedLessAndLessOftenThoughThePodCanBeRead() {
            List<Long> pauses = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                deletionFails();
                pauses.add(until(scene, Command.Delete.class, "31S").toSeconds());
            }
            assertThat(pauses).isSorted();
            assertThat(pauses.get(7)).isGreaterThan(20);
            assertThat(scene.said)
                    .filteredOn(line -> line.contains("does not carry out"))
                    .hasSize(1);
            assertThat(scene.obstacles().outage()).isPresent();
        }

        @Test
        void thatNeverWorkEndWithTheStuckPodBudget() {
            for (int i = 0; !scene.hasResult(); i++) {
                assertThat(i).isLessThan(60);
                deletionFails();
                while (!scene.hasResult() && scene.asked(Command.Delete.class).isEmpty()) {
                    if (scene.pass("1s").asked(Command.Look.class).isPresent()) {
                        scene.mustAsk(Command.Look.class);
                        scene.looked(judged);
                    }
                }
            }
            assertThat(scene.result().verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
            assertThat(scene.result().message())
                    .contains("has not deleted the pod")
                    .contains("failed calling webhook");
        }

        @Test
        void thatAreDeniedWithAConflictPauseToo() {
            scene.mustAsk(Command.Delete.class);
            scene.deleted(new DeleteAnswer.Conflict()).mustAsk(Command.Look.class);
            scene.looked(judged);
            assertThat(scene.asked(Command.Delete.class)).isEmpty();
        }

        @Test
        void thatAreHeldBackOnOurSideCostNothing() {
            for (int i = 0; i < 60; i++) {
                scene.mustAsk(Command.Delete.class);
                scene.deleted(new DeleteAnswer.Contested("held by another", scene.now.plusSeconds(20)));
                scene.pass("20s").mustAsk(Command.Look.class);
                scene.looked(judged);
            }
            assertThat(scene.hasResult()).isFalse();
        }

        @Test
        void thatAreThrottledAreAskedForAfterAnotherLook() {
            scene.mustAsk(Command.Delete.class);
            scene.deleted(new DeleteAnswer.Throttled("HTTP 429", Optional.of(Duration.ofSeconds(1))))
                    .asksNothing();
            scene.pass("1s").mustAsk(Command.Look.class);
            scene.looked(scene.pods.running(scene.now));
            assertThat(scene.stage()).isEqualTo(Stage.FOLLOW);
        }

        @Test
        void thatFailDoNotKeepAPodFromStarting() {
            deletionFails();
            scene.seen(scene.pods.running(scene.now));
            assertThat(scene.stage()).isEqualTo(Stage.FOLLOW);
            assertThat(scene.state().ledger().running()).isEqualTo(Budget.RUN);
        }
    }

    @Test
    void aSecretThatCannotBeGivenToItsPodIsNoOutageOfTheApi() {
        Scene scene = Scene.withSecret(TaskPolicy.standard().withLimit(Budget.API_UNAVAILABLE, Duration.ofMinutes(1)));
        scene.wake().secret(new SecretAnswer.Made("s-1")).created(scene.pods.unscheduled());
        scene.mustAsk(Command.GiveSecret.class);
        scene.secret(new SecretAnswer.NotGiven(BAD_GATEWAY, Optional.empty(), SecretAnswer.Outlook.RETRY));
        scene.seen(scene.pods.running(scene.now)).pass("2m");
        assertThat(scene.hasResult()).isFalse();
    }
}
