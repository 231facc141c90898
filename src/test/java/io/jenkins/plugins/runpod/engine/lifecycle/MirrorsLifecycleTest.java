package io.jenkins.plugins.runpod.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A pod is given up for one whose images come from a mirror. */
class MirrorsLifecycleTest {
    private static final String LIMITED = "toomanyrequests: You have reached your pull rate limit";

    private final Scene scene = Scene.withMirrors();

    private PodSnapshot limited() {
        return scene.pods.waiting("ErrImagePull", LIMITED);
    }

    /** The deletion of the pod in the state that was judged has been asked for. */
    private PodSnapshot givenUp() {
        scene.wake();
        scene.created(scene.pods.unscheduled());
        PodSnapshot pod = limited();
        scene.seen(pod).mustAsk(Command.Look.class);
        scene.looked(pod);
        Command.Delete deletion = scene.mustAsk(Command.Delete.class);
        assertThat(deletion.resourceVersion()).contains(pod.resourceVersion());
        assertThat(scene.stage()).isEqualTo(Stage.GIVE_UP);
        return pod;
    }

    @Test
    void theNextPodIsThatOfTheSameAttemptAndComesAtOnce() {
        PodSnapshot pod = givenUp();
        scene.deleted(new DeleteAnswer.Accepted());
        scene.gone(pod);

        Command.Create create = scene.mustAsk(Command.Create.class);
        assertThat(create.podName()).isEqualTo("pod-2");
        assertThat(create.variant().images()).isEqualTo(ImageSource.MIRROR);
        assertThat(scene.state().attempt().podVariant()).isEqualTo(create.variant());
        assertThat(scene.state().attemptNumber()).isEqualTo(1);
        assertThat(scene.said).contains("Attempt 1 of 3: pod pod-2, with images from mirror.example.");
    }

    @Test
    void aControllerThatComesBackGoesOnWithTheMirror() {
        PodSnapshot pod = givenUp();
        scene.restart(Duration.ofSeconds(5));
        PodSnapshot last = scene.pods.terminating(pod, scene.now);
        scene.seen(last);
        scene.gone(last);

        assertThat(scene.mustAsk(Command.Create.class).variant().images()).isEqualTo(ImageSource.MIRROR);
    }

    @Test
    void aMirrorThatFailsForLongIsLeftAndCostsWhatTheLimitWouldHaveCost() {
        PodSnapshot first = givenUp();
        scene.deleted(new DeleteAnswer.Accepted());
        scene.gone(first).mustAsk(Command.Create.class);
        PodStates second = new PodStates("pod-2", "uid-2");
        scene.created(second.unscheduled());
        PodSnapshot pod = second.waiting("ErrImagePull", "failed to do request: dial tcp 10.0.0.1:443: i/o timeout");
        scene.seen(pod);
        scene.pass(Duration.ofSeconds(119));
        assertThat(scene.stage()).isEqualTo(Stage.FOLLOW);

        scene.pass(Duration.ofSeconds(1));
        scene.looked(pod).mustAsk(Command.Delete.class);

        assertThat(scene.state().ending().next().images()).isEqualTo(ImageSource.OWN_AGAIN);
        assertThat(scene.state().ledger().spent(Budget.START, scene.now)).isZero();
        assertThat(scene.state().ledger().spent(Budget.RATE_LIMIT, scene.now)).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void aPodThatHasMovedOnIsFollowed() {
        givenUp();
        scene.deleted(new DeleteAnswer.Conflict()).mustAsk(Command.Look.class);
        scene.looked(scene.pods.running(scene.now));

        assertThat(scene.stage()).isEqualTo(Stage.FOLLOW);
        assertThat(scene.state().ending()).isNull();
    }

    @Test
    void aPodThatRanAfterAllHasAnUnknownOutcomeAndNoSuccessor() {
        PodSnapshot pod = givenUp();
        scene.deleted(new DeleteAnswer.Accepted());
        scene.gone(scene.pods.running(scene.now));
        scene.logDrained();

        assertThat(scene.result().verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
        assertThat(pod.name()).isEqualTo("pod-1");
    }

    @Test
    void withoutAWatchNothingProvesThatNothingRanSoThePodStays() {
        scene.wake();
        scene.created(scene.pods.unscheduled());
        scene.observe(new Observation.WatchFailed("it broke"));
        scene.seen(limited());

        assertThat(scene.asked(Command.Look.class)).isEmpty();
        assertThat(scene.stage()).isEqualTo(Stage.FOLLOW);
    }

    @Test
    void aCreateWithoutAnAnswerKeepsItsVariant() {
        scene.admits = false;
        scene.wake().mustAsk(Command.Admit.class);
        scene.observe(new Observation.MirrorAdvised("Registry docker.io limits pulls at present."))
                .mustAsk(Command.Admit.class);
        assertThat(scene.said).contains("Registry docker.io limits pulls at present.");
        Command.Create create = scene.observe(new Observation.Admitted()).mustAsk(Command.Create.class);
        assertThat(create.variant().images()).isEqualTo(ImageSource.MIRROR);

        Command.Admit again = scene.restart(Duration.ofSeconds(1)).mustAsk(Command.Admit.class);
        assertThat(again.open()).isFalse();
        assertThat(again.variant()).isEqualTo(create.variant());
    }
}
