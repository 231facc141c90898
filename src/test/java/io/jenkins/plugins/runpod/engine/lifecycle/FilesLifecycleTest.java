package io.jenkins.plugins.runpod.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.FileProgress.TakenFiles;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Files of a task: delivered before its container starts, taken after it has ended. */
class FilesLifecycleTest {
    private static final TakenFiles FILES = new TakenFiles(3, 4096, "ab".repeat(32));
    private static final TransferProblem NO_STASH = new TransferProblem(
            Verdict.PERMANENT, "InputMissing", "There is no stash \"sources\".", "Check the name of the stash.");
    private static final TransferProblem NOT_FOUND = new TransferProblem(
            Verdict.PERMANENT, "OutputMissing", "No file matches target/*.jar.", "Check the pattern.");

    private static Scene withFiles() {
        return Scene.withFiles(TaskPolicy.standard());
    }

    private static PodSnapshot running(Scene scene) {
        return scene.pods.afterInputs(scene.pods.running(scene.now), PodStates.running(Optional.of(scene.now)));
    }

    private static PodSnapshot ended(Scene scene, int code) {
        return scene.pods.afterInputs(scene.pods.ending(code, scene.now), PodStates.running(Optional.of(scene.now)));
    }

    private static Scene awaitingInputs() {
        Scene scene = withFiles();
        scene.seen(scene.pods.awaitingInputs(scene.now));
        return scene;
    }

    private static PodSnapshot released(Scene scene) {
        Optional<Instant> now = Optional.of(scene.now);
        return scene.pods.afterInputs(
                scene.pods.ending(0, scene.now), new ContainerState.Terminated(0, "Completed", "", now, now));
    }

    /** The container has ended and its log is written. */
    private static Scene collecting(TaskPolicy policy, int code) {
        Scene scene = Scene.withFiles(policy);
        scene.seen(scene.pods.awaitingInputs(scene.now)).transfer(new TransferNews.Delivered(2, 2048));
        scene.seen(running(scene)).seen(ended(scene, code));
        scene.pass("3s").logDrained();
        assertThat(scene.stage()).isEqualTo(Stage.COLLECT);
        return scene;
    }

    private static Scene collecting(int code) {
        return collecting(TaskPolicy.standard(), code);
    }

    @Nested
    class Inputs {
        @Test
        void inputsAreSentWhenThePodWaitsForThem() {
            Scene scene = withFiles();
            scene.seen(scene.pods.creating());
            assertThat(scene.asked(Command.SendInputs.class)).isEmpty();
            scene.seen(scene.pods.awaitingInputs(scene.now));
            assertThat(scene.mustAsk(Command.SendInputs.class)).isEqualTo(new Command.SendInputs("pod-1", "uid-1"));
        }

        @Test
        void inputsAreSentOnce() {
            Scene scene = awaitingInputs();
            scene.seen(scene.pods.awaitingInputs(scene.now));
            assertThat(scene.asked(Command.SendInputs.class)).isEmpty();
            scene.transfer(new TransferNews.Delivered(2, 2048)).seen(scene.pods.awaitingInputs(scene.now));
            assertThat(scene.asked(Command.SendInputs.class)).isEmpty();
        }

        @Test
        void inputsAreSentAgainAfterARestart() {
            Scene scene = awaitingInputs().restart(Duration.ofMinutes(1));
            scene.seen(scene.pods.awaitingInputs(scene.now));
            scene.mustAsk(Command.SendInputs.class);
        }

        @Test
        void deliveredInputsAreNotSentAgainAfterARestart() {
            Scene scene = awaitingInputs()
                    .transfer(new TransferNews.Delivered(2, 2048))
                    .restart(Duration.ofSeconds(1));
            scene.seen(scene.pods.awaitingInputs(scene.now));
            assertThat(scene.asked(Command.SendInputs.class)).isEmpty();
        }

        @Test
        void transferThatMakesProgressTakesAsLongAsItTakes() {
            Scene scene = awaitingInputs();
            for (int minute = 1; minute <= 60; minute++) {
                scene.pass("1m").transfer(new TransferNews.Advanced(minute, 100));
            }
            assertThat(scene.stage()).isEqualTo(Stage.FOLLOW);
            assertThat(scene.state().ledger().spent(Budget.START, scene.now)).isZero();
        }

        @Test
        void transferWithoutProgressEndsTheAttempt() {
            Scene scene = awaitingInputs();
            PodSnapshot waiting = scene.pods.awaitingInputs(scene.now);
            scene.seen(waiting).pass("5m").mustAsk(Command.Look.class);
            scene.looked(waiting).pass("20s").mustAsk(Command.Look.class);
            scene.looked(waiting).mustAsk(Command.Delete.class);
            scene.mustAsk(Command.DropTransfer.class);
            scene.deleted(new DeleteAnswer.Accepted()).gone(waiting);
            assertThat(scene.result().reason()).isEqualTo("TransferTimeout");
            assertThat(scene.result().verdict()).isEqualTo(Verdict.NEVER_STARTED);
            assertThat(scene.result().message()).contains("Nothing of the inputs has arrived for 5m.");
        }

        @Test
        void endOfAnAttemptTellsHowLongItsPodWorkedAndWhatInterruptedIt() {
            Scene scene = awaitingInputs().transfer(new TransferNews.Interrupted("connection reset."));
            PodSnapshot waiting = scene.pods.awaitingInputs(scene.now);
            scene.mustAsk(Command.Look.class);
            scene.looked(waiting);
            for (int i = 0; i < 30; i++) {
                scene.pass("30s").transfer(new TransferNews.Working());
            }
            scene.seen(waiting).pass("5m").mustAsk(Command.Look.class);
            scene.looked(waiting).pass("20s").mustAsk(Command.Look.class);
            scene.looked(waiting).mustAsk(Command.Delete.class);
            scene.deleted(new DeleteAnswer.Accepted()).gone(waiting);
            assertThat(scene.result().message())
                    .contains("Nothing of the inputs has arrived for 20m, and the pod worked for 15m of that"
                            + " (last interruption: connection reset).");
            assertThat(scene.result().remedy()).startsWith("Mend what has interrupted the transfer");
        }

        /** A watch that is not allowed stays so, and looks show the pod all the same. */
        @Test
        void watchThatIsForbiddenGivesNoMoreTime() {
            Scene scene = awaitingInputs();
            PodSnapshot waiting = scene.pods.awaitingInputs(scene.now);
            scene.observe(new Observation.WatchFailed("pods is forbidden"));
            for (int looks = 0; scene.asked(Command.Delete.class).isEmpty() && looks < 20; looks++) {
                scene.pass("30s");
                if (scene.asked(Command.Look.class).isPresent()) {
                    scene.mustAsk(Command.Look.class);
                    scene.looked(waiting);
                }
            }
            scene.mustAsk(Command.Delete.class);
        }

        @Test
        void placeInTheQueueCostsNothing() {
            Scene scene = awaitingInputs();
            scene.transfer(new TransferNews.Queued()).pass("2h");
            assertThat(scene.stage()).isEqualTo(Stage.FOLLOW);
            assertThat(scene.state().causes())
                    .last()
                    .extracting(CauseSpan::cause)
                    .isEqualTo(Cause.WAITING_FOR_TRANSFER.id());
        }

        @Test
        void leaseOfAnotherControllerCostsNothing() {
            Scene scene = awaitingInputs();
            for (int i = 0; i < 60; i++) {
                scene.transfer(new TransferNews.Contested("Another one has it.", scene.now.plusSeconds(20)))
                        .pass("20s");
            }
            assertThat(scene.asked(Command.Look.class)).isEmpty();
            assertThat(scene.said).filteredOn("Another one has it."::equals).hasSize(1);
            scene.pass("4m");
            assertThat(scene.asked(Command.Look.class)).isEmpty();
            scene.pass("1m").mustAsk(Command.Look.class);
        }

        @Test
        void interruptionIsToldOnceThePodWasLookedAt() {
            Scene scene = awaitingInputs();
            PodSnapshot waiting = scene.pods.awaitingInputs(scene.now);
            for (int i = 0; i < 2; i++) {
                scene.transfer(new TransferNews.Interrupted("connection reset")).mustAsk(Command.Look.class);
                assertThat(scene.said)
                        .filteredOn(line -> line.contains("interrupted"))
                        .hasSize(i);
                scene.looked(waiting);
                assertThat(scene.said)
                        .filteredOn(line -> line.contains("interrupted (connection reset)"))
                        .hasSize(1);
            }
        }

        @Test
        void endOfTheContainerIsNoInterruption() {
            Scene scene = awaitingInputs();
            scene.transfer(new TransferNews.Interrupted("container not found")).mustAsk(Command.Look.class);
            scene.looked(scene.pods.inputHelperEnded(80, scene.now));
            assertThat(scene.said).noneMatch(line -> line.contains("interrupted"));
        }

        @Test
        void outageThatBreaksATransferIsFoundAtOnceAndCostsNothing() {
            Scene scene = awaitingInputs();
            scene.transfer(new TransferNews.Interrupted("refused")).mustAsk(Command.Look.class);
            scene.observe(new Observation.CallFailed("refused", Optional.empty()));
            assertThat(scene.state().ledger().running()).isEqualTo(Budget.NONE);
        }

        @Test
        void inputsThatDoNotExistEndTheTaskAndThePod() {
            Scene scene = awaitingInputs();
            PodSnapshot waiting = scene.pods.awaitingInputs(scene.now);
            scene.seen(waiting).transfer(new TransferNews.Failed(NO_STASH)).mustAsk(Command.Look.class);
            scene.looked(waiting).mustAsk(Command.Delete.class);
            scene.deleted(new DeleteAnswer.Accepted()).gone(waiting);
            assertThat(scene.result().reason()).isEqualTo("InputMissing");
            assertThat(scene.result().message()).contains("sources");
            assertThat(scene.result().verdict()).isEqualTo(Verdict.PERMANENT);
        }

        @Test
        void podThatWaitsForInputsHasNotRun() {
            Scene scene = awaitingInputs();
            assertThat(scene.state().attempt().memory().ran()).isFalse();
            assertThat(scene.state().causes())
                    .last()
                    .extracting(CauseSpan::cause)
                    .isEqualTo(Cause.SENDING_FILES.id());
        }

        @Test
        void imageWithoutToolsEndsTheTask() {
            Scene scene = awaitingInputs();
            PodSnapshot ended = scene.pods.inputHelperEnded(80, scene.now);
            scene.seen(ended).mustAsk(Command.Look.class);
            scene.looked(ended).mustAsk(Command.Delete.class);
            scene.deleted(new DeleteAnswer.Accepted()).gone(ended);
            assertThat(scene.result().verdict()).isEqualTo(Verdict.PERMANENT);
            assertThat(scene.result().reason()).isEqualTo("FileToolMissing");
            assertThat(scene.result().remedy()).contains("filesImage");
        }

        @Test
        void helperThatFailsOtherwiseGetsAnotherAttempt() {
            Scene scene = awaitingInputs();
            scene.seen(scene.pods.inputHelperEnded(1, scene.now));
            assertThat(scene.hasResult()).isFalse();
            assertThat(scene.stage()).isEqualTo(Stage.REPLACE);
        }

        @Test
        void cancellationDropsTheTransfer() {
            Scene scene = awaitingInputs().cancel();
            scene.mustAsk(Command.DropTransfer.class);
            assertThat(scene.result().verdict()).isEqualTo(Verdict.CANCELLED);
        }
    }

    @Nested
    class Deadlines {
        @Test
        void eventsOfTheFileContainersProveNoStart() {
            Scene scene = awaitingInputs();
            PodSnapshot waiting = scene.pods.awaitingInputs(scene.now);
            scene.seen(waiting).pass("5m").mustAsk(Command.Look.class);
            Instant then = scene.now;
            PodEvent started = new PodEvent(
                    "Started", "Started container", "uid-1", "run-pod-input", Optional.of(then), Optional.of(then));
            scene.observe(new Observation.Looked(
                    scene.podName(),
                    Optional.of(waiting),
                    Optional.of(new Observation.Details(List.of(started), false))));
            scene.pass("20s").mustAsk(Command.Look.class);
            scene.looked(waiting).mustAsk(Command.Delete.class);
            scene.deleted(new DeleteAnswer.Accepted()).gone(waiting);
            assertThat(scene.result().verdict()).isEqualTo(Verdict.NEVER_STARTED);
        }
    }

    @Nested
    class Outputs {
        @Test
        void outputsAreTakenAfterTheLogWhateverTheExitCode() {
            for (int code : new int[] {0, 1}) {
                Scene scene = collecting(code);
                scene.mustAsk(Command.TakeOutputs.class);
                scene.transfer(new TransferNews.Taken(FILES));
                scene.mustAsk(Command.ReleasePod.class);
                assertThat(scene.mustAsk(Command.HandOver.class))
                        .isEqualTo(new Command.HandOver("pod-1", "uid-1", FILES));
                assertThat(scene.hasResult()).isFalse();
                scene.transfer(new TransferNews.HandedOver());
                assertThat(scene.result().exitCode()).isEqualTo(code);
            }
        }

        @Test
        void resultIsDeliveredOnlyAfterTheOutputs() {
            Scene scene = collecting(0);
            scene.pass("4m").transfer(new TransferNews.Advanced(1, 2)).pass("4m");
            assertThat(scene.hasResult()).isFalse();
        }

        @Test
        void successWithoutOutputsIsNone() {
            Scene scene = collecting(0);
            scene.gone(ended(scene, 0));
            assertThat(scene.result().verdict()).isEqualTo(Verdict.TASK_FAILED);
            assertThat(scene.result().reason()).isEqualTo("OutputsLost");
            assertThat(scene.result().exitCode()).isZero();
            assertThat(scene.result().ownExitCode()).isEmpty();
        }

        @Test
        void failureStaysWhatItIsWithoutOutputs() {
            Scene scene = collecting(3);
            scene.gone(ended(scene, 3));
            assertThat(scene.result().reason()).isEqualTo("ExitCode");
            assertThat(scene.result().exitCode()).isEqualTo(3);
            assertThat(scene.said).anyMatch(line -> line.contains("outputs are lost"));
        }

        @Test
        void outputsThatHaveArrivedNeedNoPod() {
            Scene scene = collecting(0).transfer(new TransferNews.Taken(FILES));
            scene.gone(ended(scene, 0)).transfer(new TransferNews.HandedOver());
            assertThat(scene.result().succeeded()).isTrue();
        }

        @Test
        void handOverThatFailsIsNoInterruptedTransfer() {
            Scene scene = collecting(0).transfer(new TransferNews.Taken(FILES));
            scene.transfer(new TransferNews.Interrupted("The disk is full. run-pod retries for up to 5m"));
            scene.looked(ended(scene, 0));
            assertThat(scene.said)
                    .contains("The outputs could not be handed over: The disk is full. run-pod retries for up to 5m.");
        }

        @Test
        void handOverIsAskedForAgainAfterARestart() {
            Scene scene = collecting(0).transfer(new TransferNews.Taken(FILES)).restart(Duration.ofMinutes(1));
            scene.mustAsk(Command.HandOver.class);
        }

        @Test
        void outputsAreTakenAgainAfterARestart() {
            Scene scene = collecting(0).restart(Duration.ofMinutes(1));
            scene.mustAsk(Command.TakeOutputs.class);
        }

        private TaskPolicy retryingLostOutputs() {
            RetryOn lost = new RetryOn(true, false, Set.of(), false, true);
            TaskPolicy standard = TaskPolicy.standard();
            return new TaskPolicy(standard.limits(), 2, lost, standard.retention(), standard.terminationGrace());
        }

        @Test
        void lostOutputsAreRetriedIfTheUserSaysSo() {
            Scene scene = collecting(retryingLostOutputs(), 0);
            scene.gone(ended(scene, 0));
            assertThat(scene.hasResult()).isFalse();
            assertThat(scene.stage()).isEqualTo(Stage.PAUSE);
        }

        @Test
        void noAttemptFollowsOnceOutputsMayBeHandedOver() {
            Scene scene = collecting(retryingLostOutputs(), 0).transfer(new TransferNews.Taken(FILES));
            scene.transfer(new TransferNews.Failed(NOT_FOUND));
            assertThat(scene.result().reason()).isEqualTo("OutputsLost");
        }

        @Test
        void attemptThatIsTriedAgainIsNotCollected() {
            RetryOn code = new RetryOn(true, false, Set.of(75), false, false);
            TaskPolicy standard = TaskPolicy.standard();
            Scene scene = Scene.withFiles(
                    new TaskPolicy(standard.limits(), 2, code, standard.retention(), standard.terminationGrace()));
            scene.seen(scene.pods.awaitingInputs(scene.now)).transfer(new TransferNews.Delivered(2, 2048));
            scene.seen(running(scene)).seen(ended(scene, 75)).pass("3s").logDrained();
            assertThat(scene.stage()).isEqualTo(Stage.REPLACE);
        }

        @Test
        void transferWithoutProgressLosesTheOutputs() {
            Scene scene = collecting(0);
            scene.pass("5m").mustAsk(Command.Look.class);
            scene.looked(ended(scene, 0));
            assertThat(scene.result().reason()).isEqualTo("OutputsLost");
            scene.mustAsk(Command.ReleasePod.class);
        }

        @Test
        void patternThatMatchesNothingFailsTheTask() {
            Scene scene = collecting(0).transfer(new TransferNews.Taken(FILES));
            scene.transfer(new TransferNews.Failed(NOT_FOUND));
            assertThat(scene.result().succeeded()).isFalse();
            assertThat(scene.result().message()).contains("target/*.jar");
        }

        @Test
        void exitCodeCountsAtOnceWhileTheHelperRuns() {
            Scene scene = withFiles();
            scene.seen(scene.pods.awaitingInputs(scene.now)).transfer(new TransferNews.Delivered(2, 2048));
            scene.seen(running(scene)).seen(ended(scene, 0)).logDrained();
            assertThat(scene.stage()).isEqualTo(Stage.COLLECT);
        }

        @Test
        void keptPodIsReleasedAndKept() {
            TaskPolicy standard = TaskPolicy.standard();
            Scene scene = collecting(
                    new TaskPolicy(
                            standard.limits(), 1, standard.retryOn(), Retention.KEEP, standard.terminationGrace()),
                    0);
            scene.transfer(new TransferNews.Taken(FILES)).mustAsk(Command.ReleasePod.class);
            scene.transfer(new TransferNews.HandedOver());
            assertThat(scene.hasResult()).isTrue();
            assertThat(scene.stage()).isEqualTo(Stage.KEEP);
            scene.restart(Duration.ofMinutes(1)).seen(ended(scene, 0)).mustAsk(Command.ReleasePod.class);
            scene.seen(released(scene));
            assertThat(scene.stage()).isEqualTo(Stage.DONE);
        }

        @Test
        void podIsReleasedAlsoIfItsOutputsAreLost() {
            TaskPolicy standard = TaskPolicy.standard();
            Scene scene = collecting(
                    new TaskPolicy(
                            standard.limits(),
                            1,
                            standard.retryOn(),
                            Retention.KEEP_FAILED,
                            standard.terminationGrace()),
                    0);
            scene.transfer(new TransferNews.Failed(NOT_FOUND)).mustAsk(Command.ReleasePod.class);
            assertThat(scene.stage()).isEqualTo(Stage.KEEP);
            scene.seen(released(scene));
            assertThat(scene.stage()).isEqualTo(Stage.DONE);
        }

        @Test
        void whatIsSentAgainIsNoProgress() {
            Scene scene = collecting(0);
            for (int i = 0; i < 10; i++) {
                scene.transfer(new TransferNews.Advanced(10, 100))
                        .pass("15s")
                        .transfer(new TransferNews.Interrupted("cut"))
                        .looked(ended(scene, 0))
                        .transfer(new TransferNews.Advanced(5, 100))
                        .pass("15s");
            }
            scene.mustAsk(Command.Look.class);
            scene.looked(ended(scene, 0));
            assertThat(scene.result().reason()).isEqualTo("OutputsLost");
        }

        private Duration spentAfterTakingAll(Scene scene) {
            for (int minute = 0; minute <= 4; minute++) {
                scene.transfer(new TransferNews.Advanced(25 * minute, 100)).pass("1m");
            }
            return scene.state().ledger().spent(Budget.TRANSFER, scene.now);
        }

        @Test
        void whatIsMovedAgainAfterAWrongSha256IsProgressAFewTimes() {
            Scene scene = collecting(0);
            for (int i = 0; i < 3; i++) {
                assertThat(spentAfterTakingAll(scene)).isLessThan(Duration.ofMinutes(2));
            }
            assertThat(spentAfterTakingAll(scene)).isGreaterThan(Duration.ofMinutes(5));
        }

        @Test
        void cancellationDropsTheTransfer() {
            Scene scene = collecting(0).cancel();
            scene.mustAsk(Command.DropTransfer.class);
            assertThat(scene.result().verdict()).isEqualTo(Verdict.CANCELLED);
        }

        @Test
        void podThatNeverRanHasNoOutputs() {
            Scene scene = awaitingInputs();
            scene.gone(scene.pods.rejected("Evicted"));
            assertThat(scene.asked(Command.TakeOutputs.class)).isEmpty();
            assertThat(scene.stage()).isNotEqualTo(Stage.COLLECT);
        }
    }

    /** What can come in the way of outputs that are still in the pod. */
    @Nested
    class OutputsInDanger {
        private ContainerState.Terminated stopped(Scene scene, String reason) {
            return new ContainerState.Terminated(137, reason, "", Optional.of(scene.now), Optional.of(scene.now));
        }

        private PodSnapshot endedBeside(Scene scene, ContainerState output) {
            return scene.pods.afterInputs(scene.pods.ending(0, scene.now), output);
        }

        private Scene endedWhileOutputWaits(ContainerState output) {
            Scene scene = Scene.withFiles(TaskPolicy.standard());
            scene.seen(scene.pods.awaitingInputs(scene.now)).transfer(new TransferNews.Delivered(2, 2048));
            scene.seen(scene.pods.afterInputs(scene.pods.running(scene.now), output));
            return scene.seen(endedBeside(scene, output)).logDrained();
        }

        private void isLost(Scene scene, String message) {
            assertThat(scene.result().reason()).isEqualTo("OutputsLost");
            assertThat(scene.result().verdict()).isEqualTo(Verdict.TASK_FAILED);
            assertThat(scene.result().message()).contains(message);
        }

        @Test
        void outputsAreLostAtOnceIfTheirContainerEnds() {
            Scene scene = collecting(0);
            scene.seen(endedBeside(scene, stopped(scene, "OOMKilled")));
            scene.mustAsk(Command.DropTransfer.class);
            isLost(scene, "run-pod-output ended with exit code 137 (OOMKilled) before the outputs were taken");
            assertThat(scene.result().remedy()).contains("memory limit");
        }

        @Test
        void outputsOfAnEvictedPodAreLost() {
            Scene scene = collecting(0);
            scene.seen(scene.pods.rejected("Evicted"));
            isLost(scene, "The pod is gone");
        }

        @Test
        void outputsThatWereTakenOutliveTheirContainer() {
            Scene scene = collecting(0).transfer(new TransferNews.Taken(FILES));
            scene.seen(endedBeside(scene, stopped(scene, "Error")));
            assertThat(scene.hasResult()).isFalse();
            scene.transfer(new TransferNews.HandedOver());
            assertThat(scene.result().succeeded()).isTrue();
        }

        @Test
        void silentNodeLosesTheOutputsOnTheTransferBudget() {
            Scene scene = collecting(0);
            scene.seen(ended(scene, 0)).pass("4m");
            assertThat(scene.hasResult()).isFalse();
            scene.pass("1m").mustAsk(Command.Look.class);
            scene.looked(ended(scene, 0));
            isLost(scene, "Nothing of the outputs has arrived for 5m");
        }

        @Test
        void containerWhoseImageIsStillPulledIsWaitedForOnTheStartBudget() {
            ContainerState creating = new ContainerState.Waiting("ContainerCreating", "");
            Scene scene = endedWhileOutputWaits(creating);
            assertThat(scene.asked(Command.TakeOutputs.class)).isEmpty();
            assertThat(scene.state().ledger().running()).isEqualTo(Budget.START);
            scene.seen(ended(scene, 0)).mustAsk(Command.TakeOutputs.class);
            assertThat(scene.state().ledger().running()).isEqualTo(Budget.TRANSFER);
        }

        @Test
        void rateLimitOfItsImageIsWaitedFor() {
            ContainerState limited = new ContainerState.Waiting("ErrImagePull", "toomanyrequests: rate limit exceeded");
            Scene scene = endedWhileOutputWaits(limited);
            assertThat(scene.state().ledger().running()).isEqualTo(Budget.RATE_LIMIT);
            scene.pass("59m");
            assertThat(scene.hasResult()).isFalse();
            scene.pass("1m").mustAsk(Command.Look.class);
            scene.looked(endedBeside(scene, limited));
            isLost(scene, "did not start within the rate limit budget");
        }

        @Test
        void imageThatCannotBeUsedLosesTheOutputsAtOnce() {
            Scene scene = endedWhileOutputWaits(new ContainerState.Waiting("InvalidImageName", "couldn't parse it"));
            isLost(scene, "run-pod-output cannot start (InvalidImageName)");
        }

        @Test
        void downtimeCostsNothingOfTheTransferBudget() {
            Scene scene = collecting(0).restart(Duration.ofHours(1));
            scene.mustAsk(Command.TakeOutputs.class);
            assertThat(scene.asked(Command.Look.class)).isEmpty();
            scene.looked(ended(scene, 0));
            assertThat(scene.hasResult()).isFalse();
            assertThat(scene.state().ledger().spent(Budget.TRANSFER, scene.now)).isZero();
        }

        @Test
        void inputsGoOnAfterALongDowntime() {
            Scene scene = awaitingInputs().restart(Duration.ofHours(1));
            PodSnapshot waiting = scene.pods.awaitingInputs(scene.now);
            scene.seen(waiting).mustAsk(Command.SendInputs.class);
            scene.pass("4m").looked(waiting).pass("30s").looked(waiting);
            assertThat(scene.asked(Command.Delete.class)).isEmpty();
            assertThat(scene.stage()).isEqualTo(Stage.FOLLOW);
        }

        @Test
        void podThatWentDuringADowntimeIsLookedFor() {
            Scene scene = collecting(0).restart(Duration.ofMinutes(1));
            scene.observe(new Observation.PodMissing()).mustAsk(Command.Look.class);
            scene.lookedAndFoundNothing();
            isLost(scene, "The pod is gone");
        }

        @Test
        void shortTransferTimeoutIsRenewedByProgress() {
            TaskPolicy policy = TaskPolicy.standard().withLimit(Budget.TRANSFER, Duration.ofSeconds(10));
            Scene scene = collecting(policy, 0);
            for (int i = 1; i <= 10; i++) {
                scene.pass("5s").transfer(new TransferNews.Advanced(i, 100));
            }
            assertThat(scene.asked(Command.Look.class)).isEmpty();
            assertThat(scene.hasResult()).isFalse();
        }

        @Test
        void apiThatIsAwayTooLongNeverMakesASuccessWithoutOutputs() {
            TaskPolicy policy = TaskPolicy.standard().withLimit(Budget.API_UNAVAILABLE, Duration.ofMinutes(10));
            Scene scene = collecting(policy, 0);
            scene.observe(new Observation.WatchFailed("refused")).pass("10m");
            isLost(scene, "has not answered for 10m");
        }

        @Test
        void handOverNeedsNoApi() {
            TaskPolicy policy = TaskPolicy.standard().withLimit(Budget.API_UNAVAILABLE, Duration.ofMinutes(10));
            Scene scene = collecting(policy, 0).transfer(new TransferNews.Taken(FILES));
            scene.observe(new Observation.WatchFailed("refused")).pass("20m");
            assertThat(scene.hasResult()).isFalse();
            assertThat(scene.state().ledger().running()).isEqualTo(Budget.NONE);
            scene.transfer(new TransferNews.HandedOver());
            assertThat(scene.result().succeeded()).isTrue();
        }

        @Test
        void transferCostsNothingWhileTheApiIsAway() {
            Scene scene = collecting(0);
            scene.observe(new Observation.CallFailed("refused", Optional.empty()))
                    .pass("1h");
            assertThat(scene.hasResult()).isFalse();
            assertThat(scene.state().ledger().spent(Budget.TRANSFER, scene.now)).isZero();
        }

        @Test
        void transferHasItsWholeBudgetAfterTheApiWasAway() {
            Scene scene = collecting(0);
            scene.pass("4m").observe(new Observation.WatchFailed("refused"));
            scene.pass("30s").mustAsk(Command.Look.class);
            scene.observe(new Observation.CallFailed("refused", Optional.empty()))
                    .pass("1h");
            scene.looked(ended(scene, 0)).observe(new Observation.WatchWorks());
            scene.pass("4m").looked(ended(scene, 0));
            assertThat(scene.hasResult()).isFalse();
            scene.pass("1m").looked(ended(scene, 0));
            isLost(scene, "Nothing of the outputs has arrived for 5m");
        }

        @Test
        void podThatWorksIsWaitedForAFewTimesAsLong() {
            Scene scene = collecting(0);
            for (int i = 0; i < 6 * 19; i++) {
                scene.pass("10s").transfer(new TransferNews.Working());
            }
            assertThat(scene.asked(Command.Look.class)).isEmpty();
            assertThat(scene.hasResult()).isFalse();
            for (int i = 0; scene.asked(Command.Look.class).isEmpty() && i < 7; i++) {
                scene.pass("10s");
                if (scene.asked(Command.Look.class).isEmpty()) {
                    scene.transfer(new TransferNews.Working());
                }
            }
            scene.mustAsk(Command.Look.class);
            scene.looked(ended(scene, 0));
            isLost(scene, "Nothing of the outputs has arrived for 20m, and the pod worked for 15m of that.");
        }

        @Test
        void bytesThatMoveGiveThePodTimeToWorkAgain() {
            Scene scene = collecting(0);
            for (int i = 1; i <= 5; i++) {
                for (int j = 0; j < 30; j++) {
                    scene.pass("30s").transfer(new TransferNews.Working());
                    assertThat(scene.asked(Command.Look.class)).isEmpty();
                }
                scene.transfer(new TransferNews.Advanced(i, 100));
            }
            assertThat(scene.hasResult()).isFalse();
        }

        @Test
        void newsAfterTheEndOfATransferChangeNothing() {
            Scene scene = collecting(0);
            scene.seen(endedBeside(scene, stopped(scene, "Error")));
            TaskState before = scene.state();
            scene.transfer(new TransferNews.Taken(FILES));
            assertThat(scene.state().attempt().fileProgress())
                    .isEqualTo(before.attempt().fileProgress());
        }

        @Test
        void nextPodGetsTheInputsAgain() {
            Scene scene = awaitingInputs().transfer(new TransferNews.Delivered(2, 2048));
            scene.seen(scene.pods.inputHelperEnded(1, scene.now)).gone(scene.pods.inputHelperEnded(1, scene.now));
            assertThat(scene.stage()).isEqualTo(Stage.PAUSE);
            scene.pass("10s");
            assertThat(scene.state().attempt().fileProgress()).isEqualTo(FileProgress.none());
        }
    }
}
