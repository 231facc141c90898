package io.jenkins.plugins.runpod.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SecretLifecycleTest {
    private static final SecretAnswer MADE = new SecretAnswer.Made("s-1");

    private static Scene made() {
        return Scene.withSecret().wake().secret(MADE);
    }

    private static Scene given(TaskPolicy policy) {
        Scene scene = Scene.withSecret(policy).wake().secret(MADE);
        return scene.created(scene.pods.creating()).secret(new SecretAnswer.Given());
    }

    private static TaskPolicy keeping() {
        TaskPolicy standard = TaskPolicy.standard();
        return new TaskPolicy(standard.limits(), 1, standard.retryOn(), Retention.KEEP, Optional.empty());
    }

    /** The server refuses it for so long that it counts. */
    private static Scene cannotBeGiven() {
        SecretAnswer forbidden =
                new SecretAnswer.NotGiven("cannot patch", Optional.empty(), SecretAnswer.Outlook.FORBIDDEN);
        Scene scene = made();
        scene.created(scene.pods.creating()).secret(forbidden);
        scene.pass("30s").mustAsk(Command.GiveSecret.class);
        scene.secret(forbidden).mustAsk(Command.ReadEvents.class);
        return scene.observe(new Observation.EventsRead("uid-1", List.of()));
    }

    private static Scene ended(Scene scene) {
        PodSnapshot running = scene.pods.running(scene.now);
        return scene.seen(running).seen(scene.pods.ended(0, scene.now)).observe(new Observation.LogDrained());
    }

    @Nested
    class Making {
        @Test
        void theSecretIsAskedForBeforeThePod() {
            Scene scene = Scene.withSecret().wake();
            assertThat(scene.mustAsk(Command.MakeSecret.class).podName()).isEqualTo("pod-1");
            assertThat(scene.asked(Command.Create.class)).isEmpty();
        }

        @Test
        void theIntentIsInTheStateBeforeTheSecretIsAskedFor() {
            assertThat(Scene.withSecret().wake().state().attempt().secret().sentAt())
                    .isNotNull();
        }

        @Test
        void thePodIsAskedForWhenTheSecretIsThere() {
            assertThat(made().mustAsk(Command.Create.class).podName()).isEqualTo("pod-1");
        }

        @Test
        void aTaskWithoutSecretsAsksForNone() {
            assertThat(new Scene().wake().asked(Command.MakeSecret.class)).isEmpty();
        }

        @Test
        void aCreateWithoutAnAnswerIsRepeatedUnderTheSameName() {
            Scene scene = Scene.withSecret().wake().secret(new SecretAnswer.Unknown("timeout"));
            scene.mustAsk(Command.Look.class);
            scene.lookedAndFoundNothing().pass("1s");
            assertThat(scene.mustAsk(Command.MakeSecret.class).podName()).isEqualTo("pod-1");
        }

        @Test
        void aQuotaThatRefusesItIsWaitedForOnTheScheduleBudget() {
            Scene scene = Scene.withSecret()
                    .wake()
                    .secret(new SecretAnswer.Refused(
                            403,
                            "Forbidden",
                            "exceeded quota: q, requested: secrets=1, used: secrets=5, limited: secrets=5",
                            Optional.empty()));
            assertThat(scene.hasResult()).isFalse();
            assertThat(scene.state().ledger().running()).isEqualTo(Budget.SCHEDULE);
            scene.pass("3s");
            scene.mustAsk(Command.MakeSecret.class);
        }

        @Test
        void aQuotaThatRefusesItForTooLongEndsTheTask() {
            SecretAnswer full = new SecretAnswer.Refused(
                    403,
                    "Forbidden",
                    "exceeded quota: q, requested: secrets=1, used: secrets=5, limited: secrets=5",
                    Optional.empty());
            Scene scene = Scene.withSecret().wake().secret(full).pass("15m");
            scene.mustAsk(Command.MakeSecret.class);
            assertThat(scene.secret(full).result().reason()).isEqualTo("ScheduleTimeout");
        }

        @Test
        void aRoleThatMayNotMakeSecretsEndsTheTaskInTheServersWords() {
            SecretAnswer forbidden = new SecretAnswer.Refused(
                    403,
                    "Forbidden",
                    "secrets is forbidden: User \"u\" cannot create resource \"secrets\"",
                    Optional.empty());
            Scene scene = Scene.withSecret().wake().secret(forbidden);
            assertThat(scene.hasResult()).isFalse();
            scene.pass("2m").mustAsk(Command.MakeSecret.class);
            scene.secret(forbidden);
            assertThat(scene.result().verdict()).isEqualTo(Verdict.PERMANENT);
            assertThat(scene.result().message()).contains("cannot create resource \"secrets\"");
            assertThat(scene.stage()).isEqualTo(Stage.DONE);
        }

        @Test
        void credentialsThatAreNotThereEndTheTaskAtOnce() {
            Scene scene = Scene.withSecret().wake().secret(new SecretAnswer.Unreadable("no credentials x"));
            assertThat(scene.result().message()).contains("no credentials x");
            assertThat(scene.stage()).isEqualTo(Stage.DONE);
        }

        @Test
        void aSecretOfSomebodyElseIsNeverTouched() {
            Scene scene = Scene.withSecret().wake().secret(new SecretAnswer.Taken());
            assertThat(scene.result().reason()).isEqualTo("NameTaken");
            assertThat(scene.asked(Command.DeleteSecret.class)).isEmpty();
            assertThat(scene.stage()).isEqualTo(Stage.DONE);
        }
    }

    @Nested
    class Giving {
        @Test
        void theSecretIsGivenToThePodAsSoonAsThePodIsKnown() {
            Scene scene = made();
            scene.created(scene.pods.creating());
            assertThat(scene.mustAsk(Command.GiveSecret.class))
                    .isEqualTo(new Command.GiveSecret("pod-1", "s-1", "uid-1"));
        }

        @Test
        void aControllerThatComesBackGivesItToThePod() {
            Scene scene = made();
            scene.created(scene.pods.creating()).restart(Duration.ofMinutes(1));
            scene.seen(scene.pods.creating());
            scene.mustAsk(Command.GiveSecret.class);
        }

        @Test
        void whatCouldNotBeGivenIsTriedAgainLater() {
            Scene scene = made();
            scene.created(scene.pods.creating())
                    .secret(new SecretAnswer.NotGiven("internal error", Optional.empty(), SecretAnswer.Outlook.RETRY));
            assertThat(scene.asked(Command.GiveSecret.class)).isEmpty();
            scene.pass("15s");
            scene.mustAsk(Command.GiveSecret.class);
        }

        @Test
        void whatMayNotBeGivenIsToldOnceAndDeletedAtTheEnd() {
            Scene scene = cannotBeGiven();
            ended(scene);
            assertThat(scene.result().succeeded()).isTrue();
            scene.mustAsk(Command.Delete.class);
            scene.deleted(new DeleteAnswer.NotFound());
            assertThat(scene.mustAsk(Command.DeleteSecret.class).uid()).contains("s-1");
            assertThat(scene.said)
                    .filteredOn(line -> line.contains("cannot patch"))
                    .hasSize(1);
        }
    }

    @Nested
    class Ending {
        @Test
        void aSecretThatThePodOwnsGoesWithThePod() {
            Scene scene = ended(given(TaskPolicy.standard()));
            scene.mustAsk(Command.Delete.class);
            scene.deleted(new DeleteAnswer.NotFound());
            assertThat(scene.asked(Command.DeleteSecret.class)).isEmpty();
            assertThat(scene.stage()).isEqualTo(Stage.DONE);
        }

        @Test
        void aPodThatIsKeptKeepsItsSecret() {
            Scene scene = ended(given(keeping()));
            assertThat(scene.stage()).isEqualTo(Stage.DONE);
            assertThat(scene.asked(Command.DeleteSecret.class)).isEmpty();
        }

        @Test
        void aPodThatIsKeptNeedsNoFinalPhase() {
            Scene scene = given(keeping());
            scene.seen(scene.pods.running(scene.now))
                    .seen(scene.pods.ending(0, scene.now))
                    .pass("11s")
                    .observe(new Observation.LogDrained());
            assertThat(scene.stage()).isEqualTo(Stage.DONE);
            assertThat(scene.asked(Command.Delete.class)).isEmpty();
        }

        @Test
        void aPodOfWhichSomethingRunsOnIsNotKept() {
            Scene scene = given(keeping());
            scene.seen(scene.pods.running(scene.now))
                    .seen(scene.pods.endingBesideAnother(0, scene.now))
                    .pass("11s")
                    .observe(new Observation.LogDrained());
            scene.mustAsk(Command.Delete.class);
        }

        @Test
        void aPodThatIsKeptIsGivenItsSecretBeforeTheTaskIsForgotten() {
            Scene scene = Scene.withSecret(keeping()).wake().secret(MADE);
            scene.created(scene.pods.creating())
                    .secret(new SecretAnswer.NotGiven("internal error", Optional.empty(), SecretAnswer.Outlook.RETRY));
            ended(scene);
            assertThat(scene.stage()).isEqualTo(Stage.KEEP);
            scene.pass("30s").mustAsk(Command.GiveSecret.class);
            assertThat(scene.secret(new SecretAnswer.Given()).stage()).isEqualTo(Stage.DONE);
        }

        /** A create without an answer can still take the Secret over, and then no pod owns it. */
        @Test
        void aPodThatIsKeptIsGivenItsSecretAgainAfterACreateWithoutAnAnswer() {
            Scene scene = Scene.withSecret(keeping()).wake().secret(new SecretAnswer.Unknown("timeout"));
            scene.lookedAndFoundNothing().pass("1s").secret(MADE);
            scene.created(scene.pods.creating()).secret(new SecretAnswer.Given());
            ended(scene);
            assertThat(scene.stage()).isEqualTo(Stage.KEEP);
            assertThat(scene.pass("60s").asked(Command.GiveSecret.class)).isEmpty();
            scene.pass("40s").mustAsk(Command.GiveSecret.class);
            assertThat(scene.secret(new SecretAnswer.Given()).stage()).isEqualTo(Stage.DONE);
        }

        @Test
        void aSecretThatNobodyKnowsIsDeletedBesideThePodThatIsKept() {
            Scene scene = Scene.withSecret(keeping()).wake().secret(new SecretAnswer.Unknown("timeout"));
            scene.lookedAndFoundNothing().pass("1s").secret(MADE);
            scene.created(scene.pods.creating()).secret(new SecretAnswer.Lost());
            ended(scene);
            assertThat(scene.stage()).isEqualTo(Stage.KEEP);
            scene.pass("100s").mustAsk(Command.DeleteSecret.class);
            assertThat(scene.secret(new SecretAnswer.Deleted()).stage()).isEqualTo(Stage.DONE);
        }

        @Test
        void aTaskThatIsStoppedBeforeItsPodDeletesTheSecret() {
            Scene scene = made();
            scene.created(new CreateAnswer.NotSent(0, "", "no connection", Optional.empty()))
                    .cancel()
                    .lookedAndFoundNothing();
            assertThat(scene.mustAsk(Command.DeleteSecret.class).uid()).contains("s-1");
            assertThat(scene.secret(new SecretAnswer.Deleted()).stage()).isEqualTo(Stage.DONE);
        }

        @Test
        void aSecretThatMayStillBeMadeIsLookedForWhenItCanNoLongerBe() {
            Scene scene = Scene.withSecret().wake().secret(new SecretAnswer.Unknown("timeout"));
            scene.mustAsk(Command.Look.class);
            scene.lookedAndFoundNothing().cancel().pass("60s").asksNothing();
            assertThat(scene.asked(Command.DeleteSecret.class)).isEmpty();
            scene.pass("30s");
            assertThat(scene.mustAsk(Command.DeleteSecret.class).uid()).isEmpty();
        }

        @Test
        void aSecretThatMayNotBeDeletedIsToldOf() {
            Scene scene = made();
            scene.created(new CreateAnswer.NotSent(0, "", "no connection", Optional.empty()))
                    .cancel()
                    .lookedAndFoundNothing();
            SecretAnswer forbidden =
                    new SecretAnswer.NotDeleted("cannot delete", Optional.empty(), SecretAnswer.Outlook.FORBIDDEN);
            scene.secret(forbidden);
            assertThat(scene.stage()).isEqualTo(Stage.CLEAN);
            scene.pass("30s").mustAsk(Command.DeleteSecret.class);
            scene.secret(forbidden);
            assertThat(scene.stage()).isEqualTo(Stage.DONE);
            assertThat(scene.said).anyMatch(line -> line.contains("It stays"));
        }

        @Test
        void theNextAttemptWaitsUntilTheSecretOfTheLastOneIsGone() {
            Scene scene = cannotBeGiven();
            PodSnapshot rejected = scene.pods.rejected("OutOfmemory");
            scene.seen(rejected).deleted(new DeleteAnswer.Accepted()).gone(rejected);
            assertThat(scene.stage()).isEqualTo(Stage.REPLACE);
            scene.mustAsk(Command.DeleteSecret.class);
            scene.secret(new SecretAnswer.Deleted());
            assertThat(scene.stage()).isEqualTo(Stage.PAUSE);
        }

        @Test
        void theNextAttemptHasASecretOfItsOwn() {
            Scene scene = given(TaskPolicy.standard());
            PodSnapshot rejected = scene.pods.rejected("OutOfmemory");
            scene.seen(rejected)
                    .deleted(new DeleteAnswer.Accepted())
                    .gone(rejected)
                    .pass("10s");
            assertThat(scene.mustAsk(Command.MakeSecret.class).podName()).isEqualTo("pod-2");
        }
    }
}
