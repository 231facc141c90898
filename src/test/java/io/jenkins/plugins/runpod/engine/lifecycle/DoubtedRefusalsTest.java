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

    @Nested
    class Secrets {
        private static Scene made() {
            return Scene.withSecret().wake().secret(new SecretAnswer.Made("s-1"));
        }

        @Test
        void secretThatWasRefusedForAMomentIsGivenToThePod() {
            Scene scene = made();
            scene.created(scene.pods.creating())
                    .secret(new SecretAnswer.NotGiven(
                            "cannot patch", Optional.empty(), SecretAnswer.Outlook.FORBIDDEN));
            scene.pass("10s").mustAsk(Command.GiveSecret.class);
            scene.secret(new SecretAnswer.Given());
            assertThat(scene.state().attempt().ownedSecret().owned()).isTrue();
            assertThat(scene.said).noneMatch(line -> line.contains("cannot patch"));
        }

        @Test
        void secretWhoseDeletionWasRefusedForAMomentIsDeleted() {
            Scene scene = made();
            scene.created(new CreateAnswer.NotSent(0, "", "no connection", Optional.empty()))
                    .cancel()
                    .lookedAndFoundNothing();
            scene.secret(
                    new SecretAnswer.NotDeleted("cannot delete", Optional.empty(), SecretAnswer.Outlook.FORBIDDEN));
            scene.pass("2s").mustAsk(Command.DeleteSecret.class);
            scene.secret(new SecretAnswer.Deleted());
            assertThat(scene.stage()).isEqualTo(Stage.DONE);
            assertThat(scene.said).noneMatch(line -> line.contains("It stays"));
        }
    }
}
