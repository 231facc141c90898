package io.jenkins.plugins.runpod.engine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnoser;
import io.jenkins.plugins.runpod.engine.diagnosis.ImageErrorRules;
import io.jenkins.plugins.runpod.engine.diagnosis.Memory;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.SnapshotBuilder;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.InvalidParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryDampingTest {
    private static final String IMAGE = "registry.example/app:1";
    private final RegistryDamping damping = new RegistryDamping();
    private final Diagnoser diagnoser = new Diagnoser(ImageErrorRules.none());
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private Optional<Admission.Hold> ask(String task, String image) throws InvalidParameters {
        TaskParameters parameters = new TaskParameters();
        parameters.image = image;
        return damping.ask(
                new Admission.Applicant(
                        new TaskId("c", task),
                        TaskSpecification.of(parameters, "default", TaskPolicy.standard()),
                        now,
                        () -> {}),
                now);
    }

    private void seen(ContainerState state) {
        PodSnapshot pod = SnapshotBuilder.aPod()
                .named("ns", "p", "u")
                .node("node")
                .main(IMAGE, state)
                .build();
        damping.seen(
                new TaskId("c", "first"), pod, diagnoser.diagnose(pod, Optional.empty(), Memory.empty(), now), now);
    }

    private void limited(String message) {
        seen(new ContainerState.Waiting("ErrImagePull", message));
    }

    @Test
    void withoutARateLimitEveryTaskStartsAtOnce() throws InvalidParameters {
        assertThat(ask("a", IMAGE)).isEmpty();
    }

    @Test
    void tasksForALimitedRegistryStartOneAfterTheOther() throws InvalidParameters {
        limited("toomanyrequests: Rate exceeded");
        assertThat(ask("a", IMAGE))
                .hasValueSatisfying(hold -> assertThat(hold.why()).contains("registry.example"));
        assertThat(ask("b", IMAGE)).isPresent();
        now = now.plus(RegistryDamping.PACE);
        assertThat(ask("a", IMAGE)).isEmpty();
        assertThat(ask("b", IMAGE)).isPresent();
        now = now.plus(RegistryDamping.PACE);
        assertThat(ask("b", IMAGE)).isEmpty();
    }

    @Test
    void otherRegistriesAreNotAffected() throws InvalidParameters {
        limited("toomanyrequests: Rate exceeded");
        assertThat(ask("a", "busybox")).isEmpty();
    }

    @Test
    void aPullThatSucceedsEndsIt() throws InvalidParameters {
        limited("toomanyrequests: Rate exceeded");
        seen(new ContainerState.Running(Optional.of(now)));
        assertThat(ask("a", IMAGE)).isEmpty();
    }

    @Test
    void tenMinutesWithoutANewRefusalEndIt() throws InvalidParameters {
        limited("toomanyrequests: Rate exceeded");
        now = now.plus(Duration.ofMinutes(10));
        assertThat(ask("a", IMAGE)).isEmpty();
    }

    @Test
    void theNodesOwnLimitDoesNotCount() throws InvalidParameters {
        limited("pull QPS exceeded");
        assertThat(ask("a", IMAGE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "busybox,docker.io",
        "library/busybox:1,docker.io",
        "localhost/app,localhost",
        "registry.example:5000/a/b@sha256:0,registry.example:5000",
        "ghcr.io/a/b,ghcr.io"
    })
    void theRegistryOfAnImageIsItsHost(String image, String host) {
        assertThat(RegistryDamping.host(image)).isEqualTo(host);
    }
}
