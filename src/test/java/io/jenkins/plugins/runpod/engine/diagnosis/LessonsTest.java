package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot.Kind;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Running;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other projects got wrong, by the number of the issue there. */
class LessonsTest {
    private static final String BACK_OFF = "Back-off pulling image \"" + Story.IMAGE + "\"";

    private static Diagnosis refused(int status, String message) {
        return new Diagnoser(ImageErrorRules.none()).createRefused(status, "", message);
    }

    @Test
    void airflow61775ARateLimitedPullIsWaitingAndNoFailure() {
        Diagnosis d = Story.bound().waiting("ErrImagePull", "pull QPS exceeded").now();
        assertThat(d.verdict()).isEqualTo(Verdict.RATE_LIMITED);
        assertThat(d.verdict().terminal()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"toomanyrequests: Rate exceeded", "error parsing HTTP 429 response body"})
    void airflow62215TheLimitsOfEcrAndMcrAreRecognized(String message) {
        assertThat(Story.bound().waiting("ErrImagePull", message).verdict()).isEqualTo(Verdict.RATE_LIMITED);
    }

    @Test
    void airflow65490ABareBackOffKeepsTheRateLimit() {
        Story story = Story.bound().waiting("ErrImagePull", "toomanyrequests: Rate exceeded");
        assertThat(story.waiting("ImagePullBackOff", BACK_OFF).verdict()).isEqualTo(Verdict.RATE_LIMITED);
    }

    @Test
    void airflow40018APodThatHasEndedIsJudgedByItsEndHoweverLateItIsSeen() {
        assertThat(Story.bound().after(36_000).phase("Succeeded").exit(0).verdict())
                .isEqualTo(Verdict.SUCCEEDED);
    }

    @Test
    void airflow73006APodDeletedWhileItRanIsNoSuccess() {
        Story story = Story.bound().running().after(60).deletionAsked(30).after(1);
        assertThat(story.phase("Succeeded").exit(0).verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
    }

    @Test
    void airflow16316AnExceededQuotaIsAWaitWithItsOwnWords() {
        Diagnosis d = refused(403, "exceeded quota: q, requested: pods=1, used: pods=3, limited: pods=3");
        assertThat(d.verdict()).isEqualTo(Verdict.WAITING);
        assertThat(d.cause()).isEqualTo("QuotaExceeded");
    }

    @Test
    void airflow63944AnyOtherRefusalFailsAtOnce() {
        assertThat(refused(403, "pods is forbidden: no permission").verdict()).isEqualTo(Verdict.PERMANENT);
    }

    @Test
    void airflow15097AConflictInTheQuotaIsNoFailure() {
        String conflict = "Operation cannot be fulfilled on resourcequotas \"q\": the object has been modified";
        assertThat(refused(409, conflict).verdict().terminal()).isFalse();
    }

    @Test
    void airflow54777ABusyApiServerIsNoFailure() {
        assertThat(refused(429, "too many requests").verdict().terminal()).isFalse();
    }

    @Test
    void airflow66715ASuccessSeenBeforeThePodWentIsNotLost() {
        assertThat(Story.bound().running().phase("Succeeded").exit(0).gone().verdict())
                .isEqualTo(Verdict.SUCCEEDED);
    }

    @Test
    void airflow56976APodThatWentUnseenIsNoSuccess() {
        assertThat(Story.bound().running().gone().verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
    }

    @Test
    void airflow68328APodWithoutContainerStatusesIsNotWaitedForForEver() {
        assertThat(Story.bound().failed("OutOfmemory", "").verdict()).isEqualTo(Verdict.NEVER_STARTED);
    }

    @Test
    void airflow66624AFailedInitContainerIsSeen() {
        Story story = Story.bound().with("setup", Kind.INIT, "r.io/setup:1");
        story.state("setup", Story.terminated(1, "Error", Story.BEGIN, Story.BEGIN));
        assertThat(story.phase("Failed").waiting("PodInitializing").verdict()).isEqualTo(Verdict.TASK_FAILED);
    }

    @Test
    void airflow39693ASidecarThatNeverEndsDoesNotHoldUpTheResult() {
        Story story = Story.bound().with("proxy", Kind.MAIN, "r.io/proxy:1");
        story.state("proxy", new Running(Optional.of(Story.BEGIN)));
        assertThat(story.phase("Running").exit(0).verdict()).isEqualTo(Verdict.SUCCEEDED);
    }

    @Test
    void airflow8722AKillForWantOfMemoryIsNamedWithContainerCodeAndRemedy() {
        Diagnosis d =
                Story.bound().running().phase("Failed").exit(137, "OOMKilled").now();
        assertThat(d.cause()).isEqualTo("OOMKilled");
        assertThat(d.container()).isEqualTo("main");
        assertThat(d.exitCode()).hasValue(137);
        assertThat(d.remedy()).contains("memory limit");
    }

    @Test
    void kubernetesPlugin2772ABackOffWithAnotherTextIsNotWaitedForWithoutLimit() {
        Diagnosis d =
                Story.bound().waiting("ImagePullBackOff", "words of tomorrow").now();
        assertThat(d.verdict()).isEqualTo(Verdict.AMBIGUOUS);
        assertThat(d.message()).isEqualTo("words of tomorrow");
    }

    @Test
    void kubernetesPlugin440WhyAPodIsNotScheduledIsSaid() {
        String why = "0/3 nodes are available: 3 Insufficient memory.";
        assertThat(Story.unbound().unschedulable("Unschedulable", why).now().message())
                .isEqualTo(why);
    }

    @Test
    void kubernetesPlugin1362APodThatIsGoneHasAVerdict() {
        assertThat(Story.bound().creating().gone().verdict().terminal()).isTrue();
    }

    @Test
    void woodpeckerADeletedPodIsNoExitCodeZero() {
        Story story =
                Story.bound().running().after(60).deletionAsked(30).after(1).phase("Failed");
        assertThat(story.exit(0).now().exitCode()).isEmpty();
    }
}
