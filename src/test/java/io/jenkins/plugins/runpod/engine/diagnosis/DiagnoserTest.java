package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot.Kind;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Running;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Waiting;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnoserTest {
    private static final String BACK_OFF = "Back-off pulling image \"" + Story.IMAGE + "\"";
    private static final String MISSING =
            "failed to resolve reference \"" + Story.IMAGE + "\": " + Story.IMAGE + ": not found";
    private static final String FAILED = "Failed to pull image \"" + Story.IMAGE + "\": ";

    private static Instant at(int seconds) {
        return Story.BEGIN.plusSeconds(seconds);
    }

    @Nested
    class RemembersTheCause {
        @Test
        void aBareBackOffAfterARateLimitIsARateLimit() {
            Story story = Story.bound().waiting("ErrImagePull", "toomanyrequests: Rate exceeded");
            Diagnosis d = story.after(10).waiting("ImagePullBackOff", BACK_OFF).now();
            assertThat(d.verdict()).isEqualTo(Verdict.RATE_LIMITED);
            assertThat(d.message()).isEqualTo("toomanyrequests: Rate exceeded");
        }

        @Test
        void aBareBackOffAfterARefusalIsARefusal() {
            Story story = Story.bound().waiting("ErrImagePull", "pull access denied");
            assertThat(story.waiting("ImagePullBackOff", BACK_OFF).verdict()).isEqualTo(Verdict.PERMANENT);
        }

        @Test
        void aBareBackOffTakesItsCauseFromAnEvent() {
            Story story = Story.bound().waiting("ImagePullBackOff", BACK_OFF);
            assertThat(story.now().wantsEvents()).isTrue();
            story.event("Failed", FAILED + "429 Too Many Requests").event("Failed", "Error: ErrImagePull");
            assertThat(story.verdict()).isEqualTo(Verdict.RATE_LIMITED);
        }

        @Test
        void anEventThatCameBeforeTheStatusIsRemembered() {
            Story story = Story.bound().creating().event("Failed", FAILED + "pull QPS exceeded");
            assertThat(story.verdict()).isEqualTo(Verdict.WAITING);
            assertThat(story.waiting("ImagePullBackOff", BACK_OFF).verdict()).isEqualTo(Verdict.RATE_LIMITED);
        }

        @Test
        void aRestartedKubeletDoesNotMakeTheCauseForgotten() {
            Story story =
                    Story.bound().waiting("ErrImagePull", "pull QPS exceeded").creating();
            assertThat(story.waiting("ImagePullBackOff", BACK_OFF).verdict()).isEqualTo(Verdict.RATE_LIMITED);
        }

        @Test
        void anotherCauseTakesItsPlace() {
            Story story = Story.bound().waiting("ErrImagePull", MISSING).after(10);
            assertThat(story.waiting("ErrImagePull", "429 Too Many Requests").verdict())
                    .isEqualTo(Verdict.RATE_LIMITED);
        }

        @Test
        void anOldEventDoesNotReplaceWhatTheStatusSays() {
            Story story = Story.bound().waiting("ErrImagePull", "429 Too Many Requests");
            story.event("Failed", FAILED + MISSING, "main", at(-60), at(-60));
            assertThat(story.waiting("ImagePullBackOff", BACK_OFF).verdict()).isEqualTo(Verdict.RATE_LIMITED);
        }

        @Test
        void theSameStateAgainChangesNothingToBeSaved() {
            Story story = Story.bound().waiting("ErrImagePull", MISSING);
            Memory before = story.memory();
            assertThat(story.after(60).seen().memory()).isSameAs(before);
        }
    }

    @Nested
    class WantsTwoPullsThatAgree {
        @Test
        void twoPullsLessThanTwentySecondsApartAreNotEnough() {
            Story story = Story.bound().waiting("ErrImagePull", MISSING);
            story.after(12).waiting("ImagePullBackOff", BACK_OFF);
            // The error is seen late; the pull itself may have been right after the back-off was seen.
            story.after(15).waiting("ErrImagePull", MISSING);
            assertThat(story.verdict()).isEqualTo(Verdict.AMBIGUOUS);
            story.after(14).waiting("ImagePullBackOff", BACK_OFF);
            story.after(12).waiting("ErrImagePull", MISSING);
            assertThat(story.verdict()).isEqualTo(Verdict.PERMANENT);
        }

        @Test
        void aLongBackOffAloneIsOnlyOnePull() {
            Story story = Story.bound().waiting("ErrImagePull", MISSING);
            story.after(5).waiting("ImagePullBackOff", BACK_OFF).after(110);
            assertThat(story.verdict()).isEqualTo(Verdict.AMBIGUOUS);
        }

        @Test
        void backOffsThatCarryTheCauseCountTheSame() {
            String carrying = BACK_OFF + ": ErrImagePull: " + MISSING;
            Story story = Story.bound().waiting("ImagePullBackOff", carrying);
            story.after(25).waiting("ErrImagePull", MISSING);
            assertThat(story.verdict()).isEqualTo(Verdict.AMBIGUOUS);
            story.after(5).waiting("ImagePullBackOff", carrying).after(5).waiting("ErrImagePull", MISSING);
            assertThat(story.verdict()).isEqualTo(Verdict.PERMANENT);
        }

        @Test
        void anEventThatRepeatsTwentySecondsLaterIsASecondPull() {
            Story story = Story.bound().waiting("ErrImagePull", MISSING);
            story.event("Failed", FAILED + MISSING, "main", at(0), at(12));
            assertThat(story.verdict()).isEqualTo(Verdict.AMBIGUOUS);
            story.event("Failed", FAILED + MISSING, "main", at(0), at(35));
            assertThat(story.verdict()).isEqualTo(Verdict.PERMANENT);
        }

        @Test
        void twoEventsInWrongOrderAgreeAsWell() {
            Story story = Story.bound().waiting("ImagePullBackOff", BACK_OFF);
            story.event("Failed", FAILED + MISSING, "main", at(40), at(40));
            story.event("Failed", FAILED + MISSING, "main", at(5), at(5));
            assertThat(story.verdict()).isEqualTo(Verdict.PERMANENT);
        }

        @Test
        void aRateLimitInBetweenStartsTheCountAnew() {
            Story story = Story.bound().waiting("ErrImagePull", MISSING).after(30);
            story.waiting("ErrImagePull", "429 Too Many Requests").after(30);
            assertThat(story.waiting("ErrImagePull", MISSING).verdict()).isEqualTo(Verdict.AMBIGUOUS);
        }

        @Test
        void theNodesOwnLimitInBetweenSaysNothingAboutTheImage() {
            Story story = Story.bound().waiting("ErrImagePull", MISSING);
            story.after(12).waiting("ErrImagePull", "pull QPS exceeded");
            story.after(14).waiting("ImagePullBackOff", BACK_OFF + ": ErrImagePull: pull QPS exceeded");
            assertThat(story.verdict()).isEqualTo(Verdict.RATE_LIMITED);
            assertThat(story.after(14).waiting("ErrImagePull", MISSING).verdict())
                    .isEqualTo(Verdict.PERMANENT);
        }

        @Test
        void pullsLessThanTwentySecondsApartDoNotAgreeWhateverIsInBetween() {
            Story story = Story.bound().waiting("ErrImagePull", MISSING);
            story.after(12).waiting("ErrImagePull", "pull QPS exceeded");
            assertThat(story.after(5).waiting("ErrImagePull", MISSING).verdict())
                    .isEqualTo(Verdict.AMBIGUOUS);
        }

        @Test
        void somethingElseAfterTheNodesOwnLimitStartsTheCountAnew() {
            Story story = Story.bound().waiting("ErrImagePull", MISSING);
            story.after(30).waiting("ErrImagePull", "pull QPS exceeded");
            story.after(30).waiting("ErrImagePull", "429 Too Many Requests");
            assertThat(story.after(30).waiting("ErrImagePull", MISSING).verdict())
                    .isEqualTo(Verdict.AMBIGUOUS);
        }

        @Test
        void eventsTellOfTheNodesOwnLimitInBetweenAsWell() {
            Story story = Story.bound().waiting("ImagePullBackOff", BACK_OFF);
            story.event("Failed", FAILED + MISSING, "main", at(0), at(0));
            story.event("Failed", FAILED + "pull QPS exceeded", "main", at(12), at(12));
            story.event("Failed", FAILED + MISSING, "main", at(30), at(30));
            assertThat(story.verdict()).isEqualTo(Verdict.PERMANENT);
        }

        @Test
        void anImageThatComesLateIsPulled() {
            Story story = Story.bound().waiting("ErrImagePull", MISSING).after(30);
            assertThat(story.running().verdict()).isEqualTo(Verdict.RUNNING);
            assertThat(story.memory().pending()).isEmpty();
        }
    }

    @Nested
    class CountsEveryContainer {
        @Test
        void anInitContainerThatCannotPullIsSeen() {
            Story story = Story.bound().with("setup", Kind.INIT, "r.io/setup:1");
            story.state("setup", new Waiting("ErrImagePull", "pull access denied"));
            Diagnosis d = story.waiting("PodInitializing").now();
            assertThat(d.verdict()).isEqualTo(Verdict.PERMANENT);
            assertThat(d.container()).isEqualTo("setup");
        }

        @Test
        void aRateLimitedSidecarDoesNotHideThatTheResultContainerRuns() {
            Story story = Story.bound().with("proxy", Kind.SIDECAR, "r.io/proxy:1");
            story.state("proxy", new Waiting("ErrImagePull", "429 Too Many Requests"));
            story.state("main", new Running(Optional.of(at(0))));
            assertThat(story.verdict()).isEqualTo(Verdict.RUNNING);
        }

        @Test
        void ofSeveralContainersThePermanentOneWins() {
            Story story = Story.bound().with("other", Kind.MAIN, "r.io/other:1");
            story.state("other", new Waiting("ErrImageNeverPull", ""));
            Diagnosis d = story.waiting("ErrImagePull", "429 Too Many Requests").now();
            assertThat(d.verdict()).isEqualTo(Verdict.PERMANENT);
            assertThat(d.container()).isEqualTo("other");
        }

        @Test
        void theNamedContainerDecides() {
            Story story =
                    Story.bound().with("result", Kind.MAIN, "r.io/result:1").resultOf("result");
            story.state("result", Story.terminated(0, "Completed", at(0), at(1)));
            assertThat(story.running().verdict()).isEqualTo(Verdict.SUCCEEDED);
        }

        @Test
        void aSidecarThatNeverEndsDoesNotHoldUpTheResult() {
            Story story = Story.bound().with("proxy", Kind.SIDECAR, "r.io/proxy:1");
            story.state("proxy", new Running(Optional.of(at(0))));
            assertThat(story.phase("Running").exit(0).verdict()).isEqualTo(Verdict.SUCCEEDED);
        }

        @ParameterizedTest
        @CsvSource({"3, Error, InitContainerFailed", "137, OOMKilled, OOMKilled", "137, Error, PossiblyOutOfMemory"})
        void anInitContainerThatFailsFailsTheTask(int code, String reason, String cause) {
            Story story = Story.bound().with("setup", Kind.INIT, "r.io/setup:1");
            story.state("setup", Story.terminated(code, reason, at(0), at(1)));
            Diagnosis d = story.phase("Failed").waiting("PodInitializing").now();
            assertThat(d.verdict()).isEqualTo(Verdict.TASK_FAILED);
            assertThat(d.cause()).isEqualTo(cause);
            assertThat(d.container()).isEqualTo("setup");
            assertThat(d.exitCode()).hasValue(code);
        }

        @Test
        void anInitContainerThatHasRunTakesAwayTheProof() {
            Story story = Story.bound().with("setup", Kind.INIT, "r.io/setup:1");
            story.state("setup", Story.terminated(0, "Completed", at(0), at(1)));
            story.waiting("ImagePullBackOff", BACK_OFF);
            assertThat(story.gone().verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
        }

        @Test
        void whileAnotherContainerIsBeingCreatedNothingIsProven() {
            Story story = Story.bound().with("other", Kind.MAIN, "r.io/other:1");
            story.state("other", new Waiting("ContainerCreating", ""));
            story.waiting("ImagePullBackOff", BACK_OFF);
            assertThat(story.gone().verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
        }

        @Test
        void aContainerThatIsNotInThePodWillNeverCome() {
            Diagnosis d = Story.bound().resultOf("nosuch").creating().now();
            assertThat(d.cause()).isEqualTo("ContainerNotInPod");
        }
    }

    @Nested
    class WhatKeepsThePodFromStarting {
        private static final String NO_SECRET = "MountVolume.SetUp failed for volume \"v\" : secret \"s\" not found";

        @Test
        void endsWhenALaterEventSaysThatTheImageIsBeingPulled() {
            Story story = Story.bound().creating().event("FailedMount", NO_SECRET, "", at(0), at(10));
            story.event("Pulling", "Pulling image", "main", at(20), at(20));
            Diagnosis d = story.now();
            assertThat(d.verdict()).isEqualTo(Verdict.WAITING);
            assertThat(d.cause()).isEqualTo("ContainerCreating");
        }

        @Test
        void doesNotEndByAnEventFromBefore() {
            Story story = Story.bound().creating().event("FailedMount", NO_SECRET, "", at(0), at(30));
            story.event("Pulling", "Pulling image", "main", at(-20), at(-20));
            assertThat(story.verdict()).isEqualTo(Verdict.AMBIGUOUS);
        }

        @Test
        void keepsItsCauseWhenAGeneralTimeoutComesOnTop() {
            Story story = Story.bound().creating().event("FailedMount", NO_SECRET);
            story.after(60)
                    .event("FailedMount", "Unable to attach or mount volumes: timed out waiting for the condition");
            assertThat(story.now().cause()).isEqualTo("MissingSecretOrConfigMap");
        }

        @Test
        void endsWhenTheSandboxIsReady() {
            Story story = Story.bound().creating().event("FailedMount", NO_SECRET);
            story.condition("PodReadyToStartContainers", "True", "");
            assertThat(story.verdict()).isEqualTo(Verdict.WAITING);
        }
    }

    @Nested
    class LooksBehindTheStatus {
        @Test
        void aPodShownAsBeingCreatedWhoseLogAnsweredRuns() {
            assertThat(Story.bound().creating().logAnswered().verdict()).isEqualTo(Verdict.RUNNING);
        }

        @Test
        void aPodShownAsBeingCreatedWhoseStartedEventCameRuns() {
            Story story = Story.bound().creating().event("Started", "Started container main");
            assertThat(story.verdict()).isEqualTo(Verdict.RUNNING);
            assertThat(story.memory().resultRan()).isTrue();
        }

        @Test
        void theStartOfAnInitContainerIsNotTheStartOfTheResultContainer() {
            Story story = Story.bound().with("setup", Kind.INIT, "r.io/setup:1").creating();
            story.event("Started", "Started container setup", "setup", at(0), at(0));
            assertThat(story.verdict()).isEqualTo(Verdict.WAITING);
            assertThat(story.memory().ran()).isTrue();
            assertThat(story.memory().resultRan()).isFalse();
        }

        @Test
        void aPullSecretThatTheKubeletDidNotFindIsNamed() {
            Story story = Story.bound()
                    .event("FailedToRetrieveImagePullSecret", "Unable to retrieve some image pull secrets (nosuch)");
            assertThat(story.waiting("ErrImagePull", "401 Unauthorized").now().message())
                    .contains("nosuch");
        }
    }

    @Test
    void memorySurvivesBeingSaved() throws Exception {
        Story story = Story.bound().waiting("ErrImagePull", MISSING);
        story.event("Failed", FAILED + MISSING, "main", at(0), at(12));
        story.event("Started", "Started container main").exit(3);
        JsonMapper mapper = JsonMapper.builder().addModule(new JavaTimeModule()).build();
        String saved = mapper.writeValueAsString(story.memory());
        assertThat(mapper.readValue(saved, Memory.class)).isEqualTo(story.memory());
        assertThat(mapper.readValue("{}", Memory.class)).isEqualTo(Memory.empty());
    }

    @Test
    void anExitCodeOfZeroSurvivesBeingSaved() throws Exception {
        Story story = Story.bound().running().phase("Succeeded").exit(0);
        JsonMapper mapper = JsonMapper.builder().addModule(new JavaTimeModule()).build();
        Memory read = mapper.readValue(mapper.writeValueAsString(story.memory()), Memory.class);
        assertThat(new Diagnoser(ImageErrorRules.none()).gone(read, Story.BEGIN).exitCode())
                .hasValue(0);
    }

    @Test
    void aPodWithNothingInItIsWaitedFor() {
        PodSnapshot nothing = PodSnapshot.of(JsonNodeFactory.instance.objectNode());
        Diagnosis d =
                new Diagnoser(ImageErrorRules.none()).diagnose(nothing, Optional.empty(), Memory.empty(), Story.BEGIN);
        assertThat(d.verdict()).isEqualTo(Verdict.WAITING);
    }

    @Test
    void anExpressionOfTheUserThatIsGreedyDoesNoHarm() {
        ImageErrorRules rules = ImageErrorRules.parse(java.util.Map.of("(a|b|c)*z", "PERMANENT"));
        PodEvent event = new PodEvent(
                "Failed",
                FAILED + "abc".repeat(100_000),
                "uid",
                "main",
                Optional.of(Story.BEGIN),
                Optional.of(Story.BEGIN));
        Memory memory = new Diagnoser(rules).remember(Memory.empty(), List.of(event), Story.BEGIN);
        assertThat(memory.pending().get("main").cause()).isEqualTo(Cause.UNKNOWN_PULL_ERROR);
    }
}
