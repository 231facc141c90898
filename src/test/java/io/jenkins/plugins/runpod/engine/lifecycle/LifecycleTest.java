package io.jenkins.plugins.runpod.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.SnapshotBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    @Test
    void whatTheContainerWroteForItsCallerOutlivesThePodAndTheController() {
        Scene scene = Scene.following();
        scene.seen(scene.pods.running(scene.now)).pass("10s");
        PodSnapshot ended = SnapshotBuilder.like(scene.pods.ended(3, scene.now))
                .main(
                        "example.com/app:1",
                        new ContainerState.Terminated(
                                3, "Error", "{\"a\": 1}\n", Optional.of(scene.now), Optional.of(scene.now)))
                .build();
        scene.seen(ended).restart(Duration.ofMinutes(1)).lookedAndFoundNothing().logDrained();

        assertThat(scene.result().exitCode()).isEqualTo(3);
        assertThat(scene.result().terminationMessage().text()).isEqualTo("{\"a\": 1}\n");
        assertThat(scene.result().terminationMessage().map()).contains(Map.of("a", 1));
    }

    private static final String BACK_OFF = "Back-off pulling image \"registry.example/app:1\"";

    @Nested
    class Creating {
        @Test
        void theIntentIsInTheStateBeforeTheCreateIsAskedFor() {
            Scene scene = new Scene().wake();
            assertThat(scene.mustAsk(Command.Create.class).podName()).isEqualTo("pod-1");
            assertThat(scene.state().attempt().firstSentAt()).isEqualTo(scene.now);
        }

        @Test
        void aCreateWithoutAnAnswerIsResolvedByLookingAndRepeatedUnderTheSameName() {
            Scene scene = new Scene().wake().created(new CreateAnswer.Unknown(0, "", "timeout", Optional.empty()));
            assertThat(scene.mustAsk(Command.Look.class).podName()).isEqualTo("pod-1");
            scene.lookedAndFoundNothing().asksNothing();
            scene.pass("1s");
            assertThat(scene.mustAsk(Command.Create.class).podName()).isEqualTo("pod-1");
        }

        @Test
        void alreadyExistsAdoptsThePodThatAnEarlierCreateMade() {
            Scene scene = new Scene().wake().created(new CreateAnswer.Exists());
            scene.mustAsk(Command.Look.class);
            scene.looked(scene.pods.creating());
            assertThat(scene.stage()).isEqualTo(Stage.FOLLOW);
            assertThat(scene.state().attempt().uid()).isEqualTo("uid-1");
        }

        @Test
        void aPodOfSomebodyElseUnderTheNameIsNeverTouched() {
            Scene scene = new Scene().wake().created(new CreateAnswer.Exists());
            PodSnapshot p = scene.pods.creating();
            scene.looked(SnapshotBuilder.aPod()
                    .named("ns", "pod-1", "other")
                    .version("7")
                    .containers(p.containers())
                    .build());
            assertThat(scene.result().reason()).isEqualTo("NameTaken");
            assertThat(scene.asked(Command.Delete.class)).isEmpty();
            assertThat(scene.stage()).isEqualTo(Stage.DONE);
        }

        @Test
        void aPodOfAnEarlierRunThatIsBeingDeletedIsWaitedForAndNotAdopted() {
            Scene scene = new Scene().wake().created(new CreateAnswer.Exists());
            scene.mustAsk(Command.Look.class);
            PodStates old = new PodStates("pod-1", "old");
            scene.looked(old.terminating(old.ended(0, scene.now), scene.now));
            assertThat(scene.stage()).isEqualTo(Stage.CREATE);
            scene.pass("3s");
            scene.mustAsk(Command.Create.class);
            scene.created(scene.pods.creating());
            assertThat(scene.state().attempt().uid()).isEqualTo("uid-1");
        }

        @Test
        void aTerminatingPodThatAnUnansweredCreateMayHaveMadeIsOurs() {
            Scene scene = new Scene().wake();
            scene.restart(Duration.ofSeconds(5)).mustAsk(Command.Create.class);
            scene.created(new CreateAnswer.Exists());
            scene.mustAsk(Command.Look.class);
            scene.looked(scene.pods.terminating(scene.pods.creating(), scene.now));
            assertThat(scene.state().attempt().uid()).isEqualTo("uid-1");
        }

        @Test
        void longAfterTheIntentAMissingPodIsNotCreatedAgain() {
            Scene scene = new Scene().wake();
            scene.restart(Duration.ofMinutes(6));
            scene.mustAsk(Command.Look.class);
            scene.lookedAndFoundNothing();
            assertThat(scene.result().verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
        }

        @Test
        void anExceededQuotaWaitsUnderTheScheduleBudget() {
            Scene scene = new Scene().wake();
            CreateAnswer quota = new CreateAnswer.Refused(
                    403,
                    "Forbidden",
                    "pods \"pod-1\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=3, limited: pods=3",
                    Optional.empty());
            scene.created(quota);
            assertThat(scene.hasResult()).isFalse();
            assertThat(scene.state().ledger().running()).isEqualTo(Budget.SCHEDULE);
            scene.pass("3s").mustAsk(Command.Create.class);
            scene.created(quota);
            scene.pass("15m").mustAsk(Command.Create.class);
            scene.created(quota);
            assertThat(scene.result().reason()).isEqualTo("ScheduleTimeout");
            assertThat(scene.result().expired()).isTrue();
        }

        @Test
        void aBusyServerAndAConflictAreToldAndWaitUnderTheScheduleBudget() {
            Scene scene = new Scene().wake();
            scene.created(new CreateAnswer.NotSent(
                    429, "TooManyRequests", "try again later", Optional.of(Duration.ofSeconds(7))));
            scene.pass("6s").asksNothing();
            scene.pass("1s").mustAsk(Command.Look.class);
            scene.lookedAndFoundNothing();
            assertThat(scene.state().ledger().running()).isEqualTo(Budget.SCHEDULE);
            assertThat(scene.said).anyMatch(line -> line.startsWith("Waiting: ApiThrottled: try again later."));
            scene.mustAsk(Command.Create.class);
            scene.created(new CreateAnswer.NotSent(409, "Conflict", "the object has been modified", Optional.empty()));
            scene.mustAsk(Command.Look.class);
            scene.lookedAndFoundNothing();
            assertThat(scene.said)
                    .anyMatch(line -> line.startsWith("Waiting: CreateFails: the object has been modified."));
        }

        @Test
        void aServiceAccountThatDoesNotComeUsesUpTheGraceBudget() {
            Scene scene = new Scene(TaskPolicy.standard().withLimit(Budget.GRACE, Duration.ofMinutes(5))).wake();
            CreateAnswer missing = new CreateAnswer.Refused(
                    403,
                    "Forbidden",
                    "pods \"pod-1\" is forbidden: error looking up service account ns/builder:"
                            + " serviceaccount \"builder\" not found",
                    Optional.empty());
            scene.created(missing);
            assertThat(scene.state().ledger().running()).isEqualTo(Budget.GRACE);
            assertThat(scene.said)
                    .anyMatch(line -> line.startsWith("Possibly temporary problem: ServiceAccountNotFound")
                            && line.endsWith(" run-pod retries the create. 5m of the grace budget (5m) left."));
            scene.pass("4m").mustAsk(Command.Create.class);
            scene.created(missing);
            assertThat(scene.hasResult()).isFalse();
            scene.pass("1m").mustAsk(Command.Create.class);
            scene.created(missing);
            assertThat(scene.result().verdict()).isEqualTo(Verdict.PERMANENT);
            assertThat(scene.result().reason()).isEqualTo("ServiceAccountNotFound");
            assertThat(scene.result().message()).endsWith("The problem did not clear within 5m (graceTimeout).");
            assertThat(scene.result().remedy())
                    .startsWith("Create the service account")
                    .contains("Raise graceTimeout");
        }

        @Test
        void aQuotaThatIsFullAfterAServiceAccountHasComeUsesTheScheduleBudget() {
            Scene scene = new Scene().wake();
            scene.created(new CreateAnswer.Refused(
                    403,
                    "Forbidden",
                    "error looking up service account ns/builder: serviceaccount \"builder\" not found",
                    Optional.empty()));
            scene.pass("1m").mustAsk(Command.Create.class);
            CreateAnswer full = new CreateAnswer.Refused(403, "Forbidden", "exceeded quota: q", Optional.empty());
            scene.created(full);
            assertThat(scene.state().ledger().running()).isEqualTo(Budget.SCHEDULE);
            scene.pass("5m").mustAsk(Command.Create.class);
            scene.created(full);
            assertThat(scene.hasResult()).isFalse();
        }

        @Test
        void anyOtherRefusalFailsAtOnce() {
            Scene scene = new Scene().wake();
            scene.created(
                    new CreateAnswer.Refused(403, "Forbidden", "pods is forbidden: no permission", Optional.empty()));
            assertThat(scene.result().verdict()).isEqualTo(Verdict.PERMANENT);
            assertThat(scene.result().message()).contains("no permission");
        }

        @Test
        void anApiThatDoesNotAnswerCostsNoBudget() {
            Scene scene = new Scene().wake();
            CreateAnswer refused = new CreateAnswer.NotSent(0, "", "connection refused", Optional.empty());
            for (int i = 0; i < 100; i++) {
                scene.created(refused).mustAsk(Command.Look.class);
                for (int looks = 0; looks < 10; looks++) {
                    scene.observe(new Observation.CallFailed("connection refused", Optional.empty()));
                    scene.pass("1m").mustAsk(Command.Look.class);
                }
                scene.lookedAndFoundNothing().mustAsk(Command.Create.class);
            }
            assertThat(scene.hasResult()).isFalse();
            assertThat(scene.said).anyMatch(line -> line.contains("connection refused"));
        }
    }

    @Nested
    class Deadlines {
        @Test
        void aDeadlineOnlyAsksForALook() {
            Scene scene = Scene.following().seenCreating();
            scene.pass("10m");
            assertThat(scene.mustAsk(Command.Look.class).scope()).isEqualTo(Command.Look.Scope.EVERYTHING);
            assertThat(scene.asked(Command.Delete.class)).isEmpty();
            assertThat(scene.hasResult()).isFalse();
        }

        @Test
        void aPodThatStartedBeforeTheLookIsAttachedTo() {
            Scene scene = Scene.following().seenCreating();
            scene.pass("10m").mustAsk(Command.Look.class);
            scene.looked(scene.pods.running(scene.now));
            scene.mustAsk(Command.FollowLog.class);
            assertThat(scene.said).anyMatch(line -> line.contains("continues with this pod"));
            scene.seen(scene.pods.ended(0, scene.now)).logDrained();
            assertThat(scene.result().verdict()).isEqualTo(Verdict.SUCCEEDED);
        }

        @Test
        void aPodShownAsBeingCreatedWhoseLogAnswersHasStarted() {
            Scene scene = Scene.following();
            PodSnapshot creating = scene.pods.creating();
            scene.seen(creating).pass("10m").mustAsk(Command.Look.class);
            scene.lookedAndLogAnswered(creating);
            scene.pass("60s").pass("60s");
            assertThat(scene.asked(Command.Delete.class)).isEmpty();
            assertThat(scene.hasResult()).isFalse();
        }

        @Test
        void theDeletionIsBoundToTheStateThatWasJudged() {
            Scene scene = Scene.following();
            PodSnapshot creating = scene.pods.creating();
            scene.seen(creating).pass("10m").mustAsk(Command.Look.class);
            scene.looked(creating).asksNothing();
            scene.pass("20s").mustAsk(Command.Look.class);
            scene.looked(creating);
            Command.Delete delete = scene.mustAsk(Command.Delete.class);
            assertThat(delete.uid()).isEqualTo("uid-1");
            assertThat(delete.resourceVersion()).contains(creating.resourceVersion());
        }

        @Test
        void aConflictLeadsBackToLooking() {
            Scene scene = Scene.givingUp();
            scene.deleted(new DeleteAnswer.Conflict());
            scene.mustAsk(Command.Look.class);
            scene.looked(scene.pods.running(scene.now));
            assertThat(scene.stage()).isEqualTo(Stage.FOLLOW);
            scene.seen(scene.pods.ended(3, scene.now)).pass("11s").logDrained();
            assertThat(scene.result().exitCode()).isEqualTo(3);
        }

        @Test
        void thereIsNoVerdictBeforeThePodIsGone() {
            Scene scene = Scene.givingUp();
            scene.deleted(new DeleteAnswer.Accepted());
            assertThat(scene.hasResult()).isFalse();
            PodSnapshot last = scene.pods.terminating(scene.pods.creating(), scene.now);
            scene.seen(last);
            assertThat(scene.hasResult()).isFalse();
            scene.gone(last);
            assertThat(scene.result().verdict()).isEqualTo(Verdict.NEVER_STARTED);
            assertThat(scene.result().reason()).isEqualTo("StartTimeout");
        }

        @Test
        void aPodThatRanAfterItWasGivenUpHasAnUnknownOutcome() {
            Scene scene = Scene.givingUp();
            scene.deleted(new DeleteAnswer.Accepted());
            PodSnapshot last = scene.pods.terminating(scene.pods.running(scene.now), scene.now);
            scene.seen(last).gone(last).logDrained();
            assertThat(scene.result().verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
            assertThat(scene.result().message()).contains("ran before run-pod deleted it");
        }

        @Test
        void anExpiredBudgetIsNeverTriedAgain() {
            Scene scene = Scene.givingUp();
            scene.deleted(new DeleteAnswer.Accepted()).gone(scene.pods.creating());
            assertThat(scene.stage()).isEqualTo(Stage.DONE);
        }

        @Test
        void aTaskThatRunsTooLongIsStoppedAndItsPodFollowedUntilItIsGone() {
            Scene scene = Scene.following(TaskPolicy.standard().withLimit(Budget.RUN, Duration.ofMinutes(5)));
            PodSnapshot running = scene.pods.running(scene.now);
            scene.seen(running).pass("5m").mustAsk(Command.Look.class);
            scene.looked(running).mustAsk(Command.Delete.class);
            scene.deleted(new DeleteAnswer.Accepted());
            scene.gone(scene.pods.terminating(running, scene.now)).logDrained();
            assertThat(scene.result().reason()).isEqualTo("RunTimeout");
            assertThat(scene.result().verdict()).isEqualTo(Verdict.TASK_FAILED);
        }
    }

    @Nested
    class Budgets {
        @Test
        void aRateLimitDoesNotCostTheStartBudget() {
            Scene scene = Scene.following();
            scene.seen(scene.pods.waiting("ErrImagePull", "toomanyrequests: Rate exceeded"));
            scene.pass("50m").asksNothing();
            assertThat(scene.state().ledger().spent(Budget.START, scene.now)).isZero();
            assertThat(scene.state().ledger().spent(Budget.RATE_LIMIT, scene.now))
                    .isEqualTo(Duration.ofMinutes(50));
        }

        @Test
        void aBareBackOffKeepsTheRememberedCause() {
            Scene scene = Scene.following();
            scene.seen(scene.pods.waiting("ErrImagePull", "pull QPS exceeded"));
            scene.seen(scene.pods.waiting("ImagePullBackOff", BACK_OFF));
            scene.pass("30m");
            assertThat(scene.state().ledger().running()).isEqualTo(Budget.RATE_LIMIT);
            assertThat(scene.hasResult()).isFalse();
        }

        @Test
        void aDowntimeIsChargedToTheLastKnownClassAndNoOther() {
            Scene scene = Scene.following();
            PodSnapshot limited = scene.pods.waiting("ErrImagePull", "pull QPS exceeded");
            scene.seen(limited).restart(Duration.ofMinutes(40)).seen(limited);
            assertThat(scene.state().ledger().spent(Budget.RATE_LIMIT, scene.now))
                    .isEqualTo(Duration.ofMinutes(40));
            assertThat(scene.state().ledger().spent(Budget.START, scene.now)).isZero();
            assertThat(scene.hasResult()).isFalse();
        }

        @Test
        void afterADowntimeNothingExpiresBeforeAFreshLook() {
            Scene scene = Scene.following().seenCreating();
            scene.restart(Duration.ofHours(5)).asksNothing();
            scene.seen(scene.pods.running(scene.now));
            assertThat(scene.hasResult()).isFalse();
            scene.mustAsk(Command.FollowLog.class);
        }

        @Test
        void aClockThatIsSetBackReturnsNothing() {
            Scene scene = Scene.following().seenCreating();
            scene.pass("5m");
            scene.now = scene.now.minusSeconds(3600);
            scene.seen(scene.pods.waiting("ErrImagePull", "pull QPS exceeded"));
            assertThat(scene.state().ledger().spent(Budget.START, scene.now)).isGreaterThanOrEqualTo(Duration.ZERO);
        }
    }

    @Nested
    class Ends {
        @Test
        void successWantsExitCodeZero() {
            Scene scene = Scene.following();
            scene.seen(scene.pods.running(scene.now))
                    .seen(scene.pods.ended(0, scene.now))
                    .logDrained();
            assertThat(scene.result().succeeded()).isTrue();
            assertThat(scene.mustAsk(Command.Delete.class).resourceVersion()).isEmpty();
        }

        @Test
        void theLogIsReadToItsEndBeforeTheResultIsDelivered() {
            Scene scene = Scene.following();
            scene.seen(scene.pods.running(scene.now)).seen(scene.pods.ended(0, scene.now));
            assertThat(scene.hasResult()).isFalse();
            scene.mustAsk(Command.EndLog.class);
            scene.logDrained();
            assertThat(scene.hasResult()).isTrue();
        }

        @Test
        void aRecordedEndOutlivesThePod() {
            Scene scene = Scene.following();
            PodSnapshot ended = scene.pods.ended(0, scene.now);
            scene.seen(scene.pods.running(scene.now)).seen(ended).restart(Duration.ofMinutes(1));
            scene.gone(ended).logDrained();
            assertThat(scene.result().succeeded()).isTrue();
        }

        @Test
        void aPodDeletedBySomebodyWhileItRanHasAnUnknownOutcomeWhateverItsExitCode() {
            Scene scene = Scene.following();
            scene.seen(scene.pods.running(scene.now));
            PodSnapshot last = scene.pods.terminating(scene.pods.ended(0, scene.now), scene.now.plusSeconds(30));
            scene.seen(last).gone(last).logDrained();
            assertThat(scene.result().verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
        }

        @Test
        void aPodThatVanishedUnseenIsNoSuccess() {
            Scene scene = Scene.following();
            scene.seen(scene.pods.running(scene.now));
            scene.observe(new Observation.PodMissing()).mustAsk(Command.Look.class);
            scene.lookedAndFoundNothing().logDrained();
            assertThat(scene.result().verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
        }

        @Test
        void aPodOfAnotherUidIsNotOurs() {
            Scene scene = Scene.following();
            scene.seen(scene.pods.running(scene.now));
            scene.seen(new PodStates("pod-1", "another").ended(0, scene.now)).logDrained();
            assertThat(scene.result().verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
        }

        @Test
        void aLostNodeIsWaitedForAndThenReportedAsUnknown() {
            Scene scene = Scene.following();
            scene.seen(scene.pods.running(scene.now));
            PodSnapshot silent = scene.pods.nodeSilent(scene.now);
            scene.seen(silent).pass("9m").asksNothing();
            scene.pass("2m").mustAsk(Command.Look.class);
            scene.looked(silent).logDrained();
            assertThat(scene.result().reason()).isEqualTo("NodeLost");
            assertThat(scene.result().verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
        }

        @Test
        void aFailedPodIsKeptWhenTheUserWantsToLookAtIt() {
            TaskPolicy standard = TaskPolicy.standard();
            Scene scene = Scene.following(
                    new TaskPolicy(standard.limits(), 1, RetryOn.standard(), Retention.KEEP_FAILED, Optional.empty()));
            scene.seen(scene.pods.running(scene.now))
                    .seen(scene.pods.ended(3, scene.now))
                    .logDrained();
            assertThat(scene.result().exitCode()).isEqualTo(3);
            assertThat(scene.stage()).isEqualTo(Stage.DONE);
            assertThat(scene.asked(Command.Delete.class)).isEmpty();
        }
    }

    @Nested
    class Attempts {
        @Test
        void aPodOfWhichNothingRanIsFollowedByAnotherOneAfterItIsGone() {
            Scene scene = Scene.following();
            PodSnapshot rejected = scene.pods.rejected("OutOfmemory");
            scene.seen(rejected).mustAsk(Command.Delete.class);
            scene.deleted(new DeleteAnswer.Accepted()).asksNothing();
            scene.gone(rejected).asksNothing();
            scene.pass("10s");
            assertThat(scene.mustAsk(Command.Create.class).podName()).isEqualTo("pod-2");
            assertThat(scene.said).anyMatch(line -> line.contains("Attempt 2 of 3"));
        }

        @Test
        void anExitCodeIsOnlyTriedAgainWhenTheUserNamedIt() {
            Scene scene = Scene.following(withRetry(new RetryOn(false, false, Set.of(137), false, false)));
            scene.seen(scene.pods.running(scene.now))
                    .seen(scene.pods.ended(137, scene.now))
                    .logDrained();
            assertThat(scene.hasResult()).isFalse();
            assertThat(scene.stage()).isEqualTo(Stage.REPLACE);
        }

        @Test
        void anUnknownOutcomeIsNotTriedAgainByDefault() {
            Scene scene = Scene.following();
            scene.seen(scene.pods.running(scene.now));
            scene.gone(scene.pods.running(scene.now)).logDrained();
            assertThat(scene.result().verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
        }

        /** It may run meanwhile, and then there must be no other attempt. */
        @Test
        void aPodIsLookedAtBeforeAThrottledDeletionIsAskedForAgain() {
            Scene scene = Scene.following();
            scene.seen(scene.pods.rejected("OutOfmemory")).mustAsk(Command.Delete.class);
            scene.deleted(new DeleteAnswer.Throttled("HTTP 429", Optional.of(Duration.ofSeconds(1))));
            assertThat(scene.stage()).isEqualTo(Stage.REPLACE);
            scene.pass("1s").mustAsk(Command.Look.class);
        }

        @Test
        void theLastAttemptsEndIsTheResult() {
            Scene scene = Scene.following(withRetry(RetryOn.standard(), 1));
            scene.seen(scene.pods.rejected("OutOfcpu"));
            assertThat(scene.result().verdict()).isEqualTo(Verdict.NEVER_STARTED);
        }

        @Test
        void anAnswerToTheLastAttemptDoesNotHarmTheNextOne() {
            Scene scene = Scene.following();
            PodSnapshot rejected = scene.pods.rejected("OutOfmemory");
            scene.seen(rejected).mustAsk(Command.Delete.class);
            scene.gone(rejected).pass("10s");
            scene.observe(new Observation.DeleteAnswered("uid-1", new DeleteAnswer.NotFound()));
            assertThat(scene.mustAsk(Command.Create.class).podName()).isEqualTo("pod-2");
            assertThat(scene.state().attempt().gone()).isFalse();
        }
    }

    @Nested
    class Cancelling {
        @Test
        void theResultIsDeliveredAtOnceAndThePodDeletedUntilItIsGone() {
            Scene scene = Scene.following();
            PodSnapshot running = scene.pods.running(scene.now);
            scene.seen(running).cancel();
            assertThat(scene.result().verdict()).isEqualTo(Verdict.CANCELLED);
            scene.mustAsk(Command.Delete.class);
            scene.deleted(new DeleteAnswer.Unknown("reset", Optional.empty()));
            scene.mustAsk(Command.Look.class);
            scene.looked(running).asksNothing();
            scene.pass("1s").mustAsk(Command.Delete.class);
            scene.deleted(new DeleteAnswer.Accepted());
            assertThat(scene.stage()).isEqualTo(Stage.CLEAN);
            scene.gone(scene.pods.terminating(running, scene.now));
            assertThat(scene.stage()).isEqualTo(Stage.DONE);
        }

        @Test
        void theLogOfADeletedPodIsReadToItsEndWhileThePodIsThere() {
            Scene scene = Scene.following(TaskPolicy.standard().withLimit(Budget.RUN, Duration.ofMinutes(1)));
            PodSnapshot running = scene.pods.running(scene.now);
            scene.seen(running).pass("61s");
            while (scene.stage() != Stage.AWAIT_REMOVAL) {
                if (scene.asked(Command.Look.class).isPresent()) {
                    scene.mustAsk(Command.Look.class);
                    scene.looked(running);
                } else if (scene.asked(Command.Delete.class).isPresent()) {
                    scene.deleted(new DeleteAnswer.Accepted());
                } else {
                    scene.pass("1s");
                }
            }
            scene.seen(scene.pods.terminating(running, scene.now));
            assertThat(scene.asked(Command.EndLog.class)).isEmpty();
            scene.seen(scene.pods.terminating(scene.pods.ended(137, scene.now), scene.now));
            assertThat(scene.mustAsk(Command.EndLog.class).gone()).isFalse();
        }

        @Test
        void aThrottledDeletionIsAskedForAgainAsSoonAsTheServerWishes() {
            Scene scene = Scene.following();
            scene.seen(scene.pods.running(scene.now)).cancel();
            for (int i = 0; i < 10; i++) {
                scene.mustAsk(Command.Delete.class);
                scene.deleted(new DeleteAnswer.Throttled("HTTP 429", Optional.of(Duration.ofSeconds(1))))
                        .asksNothing();
                scene.pass("1s");
            }
            scene.mustAsk(Command.Delete.class);
        }

        @Test
        void aCancelledTaskThatEndsWithZeroStaysCancelled() {
            Scene scene = Scene.following();
            scene.seen(scene.pods.running(scene.now)).cancel();
            scene.seen(scene.pods.ended(0, scene.now));
            assertThat(scene.result().verdict()).isEqualTo(Verdict.CANCELLED);
        }

        @Test
        void aCreateThatLandsAMinuteAfterTheCancelIsCaught() {
            Scene scene = new Scene().wake().cancel();
            assertThat(scene.result().verdict()).isEqualTo(Verdict.CANCELLED);
            scene.created(new CreateAnswer.Unknown(0, "", "timeout", Optional.empty()));
            scene.mustAsk(Command.Look.class);
            scene.lookedAndFoundNothing();
            assertThat(scene.stage()).isEqualTo(Stage.CLEAN);
            scene.pass("61s").mustAsk(Command.Look.class);
            scene.looked(scene.pods.creating());
            assertThat(scene.mustAsk(Command.Delete.class).uid()).isEqualTo("uid-1");
        }

        @Test
        void aCancelIsFinishedAfterARestart() {
            Scene scene = Scene.following();
            scene.seen(scene.pods.running(scene.now)).cancel().restart(Duration.ofMinutes(3));
            scene.mustAsk(Command.Delete.class);
            assertThat(scene.result().verdict()).isEqualTo(Verdict.CANCELLED);
        }

        @Test
        void beforeAnythingWasSentNothingIsLeftToDo() {
            Scene scene = new Scene();
            scene.cancel();
            assertThat(scene.stage()).isEqualTo(Stage.DONE);
            assertThat(scene.asked(Command.Create.class)).isEmpty();
        }
    }

    private static TaskPolicy withRetry(RetryOn retryOn) {
        return withRetry(retryOn, 3);
    }

    private static TaskPolicy withRetry(RetryOn retryOn, int attempts) {
        return new TaskPolicy(TaskPolicy.standard().limits(), attempts, retryOn, Retention.DELETE, Optional.empty());
    }
}
