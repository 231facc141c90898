package io.jenkins.plugins.runpod.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** An API server that has just started refuses for a moment what it allows afterwards. */
class DoubtedRefusalsTest {
    private static final CreateAnswer FORBIDDEN = new CreateAnswer.Refused(
            403,
            "Forbidden",
            "HTTP 403: pods is forbidden: User \"ci\" cannot create resource \"pods\" in API group \"\" in the namespace"
                    + " \"ns\": RBAC: clusterrole.rbac.authorization.k8s.io \"runner\" not found",
            Optional.empty());

    @Nested
    class Create {
        @Test
        void momentsRefusalIsToldAndOutlived() {
            Scene scene = new Scene().wake().created(FORBIDDEN);
            assertThat(scene.hasResult()).isFalse();
            assertThat(scene.said)
                    .anyMatch(line ->
                            line.startsWith("Possibly temporary problem: Forbidden: HTTP 403: pods is forbidden")
                                    && line.endsWith(" run-pod retries the create. 2m of the grace budget (2m) left."));
            scene.pass("2s").mustAsk(Command.Create.class);
            scene.created(scene.pods.creating());
            assertThat(scene.stage()).isEqualTo(Stage.FOLLOW);
        }

        @Test
        void missingPermissionEndsTheTaskWithItsRemedy() {
            Scene scene = new Scene().wake().created(FORBIDDEN);
            scene.pass("90s").mustAsk(Command.Create.class);
            scene.created(FORBIDDEN);
            assertThat(scene.hasResult()).isFalse();
            scene.pass("30s").mustAsk(Command.Create.class);
            scene.created(FORBIDDEN);
            assertThat(scene.result().verdict()).isEqualTo(Verdict.PERMANENT);
            assertThat(scene.result().reason()).isEqualTo("Forbidden");
            assertThat(scene.result().message()).contains("User \"ci\" cannot create resource \"pods\"");
            assertThat(scene.result().remedy()).startsWith("Grant the permission");
        }

        @Test
        void timeWithoutAControllerDecidesNothing() {
            Scene scene = new Scene().wake().created(FORBIDDEN);
            scene.restart(Duration.ofMinutes(10)).mustAsk(Command.Create.class);
            scene.created(FORBIDDEN);
            assertThat(scene.hasResult()).isFalse();
            scene.pass("20s").mustAsk(Command.Create.class);
            scene.created(scene.pods.creating());
            assertThat(scene.stage()).isEqualTo(Stage.FOLLOW);
        }

        @Test
        void missingPermissionEndsTheTaskAfterTheTimeWithoutAController() {
            Scene scene = new Scene().wake().created(FORBIDDEN);
            scene.restart(Duration.ofMinutes(10)).created(FORBIDDEN);
            scene.pass("30s").mustAsk(Command.Create.class);
            scene.created(FORBIDDEN);
            assertThat(scene.result().reason()).isEqualTo("Forbidden");
        }

        @Test
        void otherRefusalInBetweenBeginsTheTimeAnew() {
            Scene scene = new Scene().wake().created(FORBIDDEN);
            scene.restart(Duration.ofMinutes(10)).created(FORBIDDEN);
            scene.pass("20s").mustAsk(Command.Create.class);
            scene.created(new CreateAnswer.Refused(403, "Forbidden", "exceeded quota: q", Optional.empty()));
            scene.pass("1m").mustAsk(Command.Create.class);
            scene.created(FORBIDDEN);
            assertThat(scene.hasResult()).isFalse();
        }
    }
}
