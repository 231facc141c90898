package io.jenkins.plugins.runpod.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.FileProgress.TakenFiles;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import java.time.Instant;
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
        void handOverIsAskedForAgainAfterARestart() {
            Scene scene = collecting(0).transfer(new TransferNews.Taken(FILES)).restart(Duration.ofMinutes(1));
            scene.mustAsk(Command.HandOver.class);
        }

        @Test
        void outputsAreTakenAgainAfterARestart() {
            Scene scene = collecting(0).restart(Duration.ofMinutes(1));
            scene.mustAsk(Command.TakeOutputs.class);
        }

        @Test
        void lostOutputsAreRetriedIfTheUserSaysSo() {
            RetryOn lost = new RetryOn(true, false, Set.of(), false, true);
            TaskPolicy standard = TaskPolicy.standard();
            Scene scene = collecting(
                    new TaskPolicy(standard.limits(), 2, lost, standard.retention(), standard.terminationGrace()), 0);
            scene.gone(ended(scene, 0));
            assertThat(scene.hasResult()).isFalse();
            assertThat(scene.stage()).isEqualTo(Stage.PAUSE);
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
                        .transfer(new TransferNews.Advanced(5, 100))
                        .pass("15s");
            }
            scene.mustAsk(Command.Look.class);
            scene.looked(ended(scene, 0));
            assertThat(scene.result().reason()).isEqualTo("OutputsLost");
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

    @Test
    void containerStateOfAHelperIsUnknownToNobody() {
        assertThat(PodStates.running(Optional.empty())).isInstanceOf(ContainerState.Running.class);
    }
}
