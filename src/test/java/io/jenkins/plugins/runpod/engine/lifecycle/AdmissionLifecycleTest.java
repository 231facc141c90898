package io.jenkins.plugins.runpod.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdmissionLifecycleTest {
    private static final Duration WAIT = Duration.ofMinutes(5);
    private final Scene scene = new Scene();
    private final Instant begun = scene.now;

    @BeforeEach
    void begin() {
        scene.admits = false;
        scene.wake();
    }

    private Scene held(String why) {
        return scene.observe(new Observation.Held(Diagnosis.waiting(Cause.POD_LIMIT, why), scene.now.plus(WAIT)));
    }

    @Test
    void theIntentToCreateIsNotSavedBeforeThePodMayBeCreated() {
        scene.mustAsk(Command.Admit.class);
        assertThat(scene.state().attempt().firstSentAt()).isNull();
        scene.observe(new Observation.Admitted()).mustAsk(Command.Create.class);
        assertThat(scene.state().attempt().firstSentAt()).isEqualTo(scene.now);
    }

    @Test
    void whoIsHeldAsksAgainWhenItIsTime() {
        held("number 2 of 2").asksNothing();
        scene.pass(WAIT.minusSeconds(1)).asksNothing();
        scene.pass("1s").mustAsk(Command.Admit.class);
    }

    @Test
    void whoseTurnComesAsksAgainAtOnce() {
        held("number 2 of 2");
        scene.observe(new Observation.AskAgain()).mustAsk(Command.Admit.class);
    }

    @Test
    void aTurnThatComesBeforeTheAnswerIsNotLost() {
        scene.observe(new Observation.AskAgain());
        held("number 1 of 1").mustAsk(Command.Admit.class);
    }

    @Test
    void aChangedPlaceIsToldAndTheSameIsNot() {
        held("number 2 of 2");
        scene.pass(WAIT);
        held("number 2 of 2");
        scene.pass(WAIT);
        held("number 1 of 1");
        assertThat(scene.said).containsExactly("number 2 of 2", "number 1 of 1");
    }

    @Test
    void waitingForAPlaceCostsNoBudgetAndIsRememberedAsACause() {
        held("number 2 of 2");
        scene.pass(Duration.ofHours(3));
        assertThat(scene.state().ledger().spentMillis()).isEmpty();
        assertThat(scene.state().ledger().running()).isEqualTo(Budget.NONE);
        assertThat(scene.state().causes())
                .singleElement()
                .extracting(CauseSpan::cause, span -> span.length(scene.now))
                .containsExactly("PodLimit", Duration.ofHours(3));
    }

    @Test
    void afterARestartATaskIsAsOldAsItWas() {
        held("number 2 of 2");
        scene.restart(Duration.ofHours(1));
        assertThat(scene.mustAsk(Command.Admit.class).arrived()).isEqualTo(begun);
    }

    @Test
    void whoIsHeldCanBeCancelled() {
        held("number 2 of 2");
        scene.cancel();
        assertThat(scene.result().reason()).isEqualTo("Cancelled");
        assertThat(scene.stage()).isEqualTo(Stage.DONE);
    }

    @Test
    void aRestartDoesNotEndWhatIsWaitedFor() {
        held("number 2 of 2");
        List<CauseSpan> causes = scene.state().causes();

        scene.restart(Duration.ofHours(1)).mustAsk(Command.Admit.class);
        assertThat(scene.state().causes()).isEqualTo(causes).hasSize(1);
        held("number 2 of 2");
        assertThat(scene.state().causes()).isEqualTo(causes);
        scene.pass(WAIT).observe(new Observation.Admitted());
        assertThat(scene.state().causes().get(0).until()).isEqualTo(scene.now);
    }
}
