package io.jenkins.plugins.runpod.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may pass gets two minutes; after that it is named as what keeps the task from starting. */
class GraceTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            CreateContainerConfigError | secret "s" not found | MissingSecretOrConfigMap
            ErrImagePull | failed to resolve reference "registry.example/app:1": registry.example/app:1: not found | ImageNotFound
            ErrImagePull | no basic auth credentials | NoRegistryCredential
            ErrImagePull | dial tcp 10.0.0.1:443: connect: connection refused | RegistryUnreachable
            """)
    void anExpiredGraceIsPermanentAndNamesTheCause(String reason, String message, String cause) {
        Scene scene = Scene.following();
        PodSnapshot pod = scene.pods.waiting(reason, message);
        scene.seen(pod);
        for (int step = 0; step < 40 && scene.stage() == Stage.FOLLOW; step++) {
            assertThat(scene.hasResult()).isFalse();
            if (scene.asked(Command.Look.class).isPresent()) {
                scene.mustAsk(Command.Look.class);
                scene.looked(pod);
            } else if (scene.asked(Command.ReadEvents.class).isPresent()) {
                scene.observe(new Observation.EventsRead(pod.uid(), List.of()));
            } else {
                scene.pass("10s");
            }
        }
        scene.mustAsk(Command.Delete.class);
        scene.gone(pod);
        assertThat(scene.result().verdict()).isEqualTo(Verdict.PERMANENT);
        assertThat(scene.result().reason()).isEqualTo(cause);
        assertThat(scene.result().expired()).isTrue();
        assertThat(scene.result().message()).contains(message).contains("2m");
        assertThat(scene.result().remedy()).isNotEmpty();
    }
}
