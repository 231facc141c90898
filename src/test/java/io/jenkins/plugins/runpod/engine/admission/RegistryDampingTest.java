package io.jenkins.plugins.runpod.engine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnoser;
import io.jenkins.plugins.runpod.engine.diagnosis.ImageErrorRules;
import io.jenkins.plugins.runpod.engine.diagnosis.Memory;
import io.jenkins.plugins.runpod.engine.lifecycle.ImageSource;
import io.jenkins.plugins.runpod.engine.lifecycle.PodVariant;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.SnapshotBuilder;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.ImageMirrors;
import io.jenkins.plugins.runpod.engine.spec.InvalidParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryDampingTest {
    private static final String IMAGE = "registry.example/app:1";
    private final RegistryDamping damping = new RegistryDamping();
    private final Diagnoser diagnoser = new Diagnoser(ImageErrorRules.none());
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private static TaskSpecification task(String image, Consumer<TaskParameters> more) throws InvalidParameters {
        TaskParameters parameters = new TaskParameters();
        parameters.image = image;
        more.accept(parameters);
        return TaskSpecification.of(parameters, "default", TaskPolicy.standard());
    }

    private Optional<Admission.Hold> ask(String id, TaskSpecification task) {
        return damping.ask(new Admission.Applicant(new TaskId("c", id), task, now, () -> {}), now);
    }

    private Optional<Admission.Hold> ask(String id, String image) throws InvalidParameters {
        return ask(id, task(image, parameters -> {}));
    }

    private void seen(TaskSpecification task, ContainerState state) {
        PodSnapshot pod = SnapshotBuilder.aPod()
                .named("ns", "p", "u")
                .node("node")
                .main(IMAGE, state)
                .build();
        damping.seen(
                new TaskId("c", "first"),
                task,
                pod,
                diagnoser.diagnose(pod, Optional.empty(), Memory.empty(), now),
                now);
    }

    private void seen(ContainerState state) throws InvalidParameters {
        seen(task(IMAGE, parameters -> {}), state);
    }

    private static ContainerState refusal(String message) {
        return new ContainerState.Waiting("ErrImagePull", message);
    }

    private void limited(String message) throws InvalidParameters {
        seen(refusal(message));
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

    /** The rows are pairs of a task that a registry limits, and another one. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // namespace, secrets, account; the other's; whether it waits
                "a, -,   -,       b, -,   -,       true",
                "a, -,   -,       b, -,   default, true",
                "a, -,   -,       a, key, -,       false",
                "a, key, -,       a, -,   -,       false",
                "a, key, -,       a, key, -,       true",
                "a, key, -,       b, key, -,       false",
                "a, k l, -,       a, l k, -,       true",
                "a, k l, -,       a, k,   -,       false",
                "a, -,   builder, a, -,   builder, true",
                "a, -,   builder, b, -,   builder, false",
                "a, -,   builder, a, -,   -,       false",
                "a, key, builder, a, key, -,       false"
            })
    void onlyTasksWithTheSameCredentialsWait(
            String namespace,
            String secrets,
            String account,
            String otherNamespace,
            String otherSecrets,
            String otherAccount,
            boolean waits)
            throws InvalidParameters {
        seen(task(IMAGE, of(namespace, secrets, account)), refusal("toomanyrequests: Rate exceeded"));

        assertThat(ask("b", task(IMAGE, of(otherNamespace, otherSecrets, otherAccount)))
                        .isPresent())
                .isEqualTo(waits);
    }

    @Test
    void aPullWithOtherCredentialsDoesNotEndIt() throws InvalidParameters {
        limited("toomanyrequests: Rate exceeded");

        seen(task(IMAGE, of("a", "key", null)), new ContainerState.Running(Optional.of(now)));

        assertThat(ask("b", IMAGE)).isPresent();
    }

    private static Consumer<TaskParameters> of(String namespace, String secrets, String account) {
        return parameters -> {
            parameters.namespace = namespace;
            parameters.serviceAccount = account;
            parameters.imagePullSecrets = secrets == null ? List.of() : List.of(secrets.split(" "));
        };
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
        assertThat(PullSource.host(image)).isEqualTo(host);
    }

    @Test
    void whatHasAMirrorIsAdvisedToPullFromThereAndIsNotHeld() throws InvalidParameters {
        limited("toomanyrequests: You have reached your pull rate limit");
        TaskSpecification mirrored = task(
                IMAGE,
                parameters -> parameters.mirrors = ImageMirrors.of(List.of("registry.example=mirror.example"), false));

        assertThat(ask("own", mirrored)).get().matches(Admission.Hold::mirror);
        PodVariant variant = mirrored.imageMirrors().orElseThrow().with(PodVariant.FIRST, ImageSource.MIRROR);
        assertThat(ask("own", mirrored.as(variant, true))).isEmpty();
    }

    @Test
    void whatMayNoLongerChangeIsHeldInSpiteOfItsMirror() throws InvalidParameters {
        limited("toomanyrequests: You have reached your pull rate limit");
        TaskSpecification mirrored = task(
                IMAGE,
                parameters -> parameters.mirrors = ImageMirrors.of(List.of("registry.example=mirror.example"), false));
        ask("before", IMAGE);

        assertThat(ask("own", mirrored.as(PodVariant.FIRST, false))).get().matches(hold -> !hold.mirror());
        assertThat(ask("again", mirrored.as(PodVariant.FIRST.with(ImageSource.OWN_AGAIN), true)))
                .get()
                .matches(hold -> !hold.mirror());
    }
}
