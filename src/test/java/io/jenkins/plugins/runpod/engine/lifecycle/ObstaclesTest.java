package io.jenkins.plugins.runpod.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is told beyond the pod's own state. */
class ObstaclesTest {
    @Test
    void whatHoldsACreateBackIsToldUntilItIsSent() {
        Scene scene = new Scene().wake();
        scene.created(new CreateAnswer.Contested("it waits for its turn", scene.now.plus(Duration.ofSeconds(15))));
        assertThat(scene.obstacles().contested()).contains("it waits for its turn");

        scene.pass("15s").mustAsk(Command.Create.class);
        scene.created(scene.pods.unscheduled());
        assertThat(scene.obstacles().contested()).isEmpty();
    }

    @Test
    void whyACreateIsRefusedIsToldBeforeThereIsAPod() {
        Scene scene = new Scene().wake();
        scene.created(new CreateAnswer.Refused(403, "Forbidden", "exceeded quota: small", Optional.empty()));

        assertThat(scene.diagnosis().map(Diagnosis::cause)).contains("QuotaExceeded");
    }

    @Test
    void anOutageIsToldFromItsBeginningUntilItIsOver() {
        Scene scene = Scene.following().seenCreating();
        scene.observe(new Observation.WatchFailed("connection refused"));
        scene.pass("5s").observe(new Observation.WatchFailed("no route to host"));

        assertThat(scene.obstacles().outage())
                .contains(new Obstacles.Outage("no route to host", scene.now.minusSeconds(5)));
        scene.observe(new Observation.WatchWorks());
        assertThat(scene.obstacles().outage()).isEmpty();
    }

    @Test
    void anAttemptThatIsOverStaysInTheState() {
        Scene scene = Scene.following(new TaskPolicy(
                TaskPolicy.standard().limits(),
                2,
                new RetryOn(false, false, Set.of(9), false, false),
                Retention.DELETE,
                Optional.empty()));
        scene.seen(scene.pods.running(scene.now)).pass("20s");
        scene.seen(scene.pods.ended(9, scene.now)).logDrained();
        scene.gone(scene.pods.ended(9, scene.now)).pass("10s");

        assertThat(scene.state().attempt().number()).isEqualTo(2);
        assertThat(scene.state().earlier()).singleElement().satisfies(earlier -> {
            assertThat(earlier.podName()).isEqualTo("pod-1");
            assertThat(earlier.ending().verdict()).isEqualTo(Verdict.TASK_FAILED);
            assertThat(earlier.ending().end().exitCode()).isEqualTo(9);
        });
    }
}
