package io.jenkins.plugins.runpod.engine.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.jenkins.plugins.runpod.testing.Patience;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others may have written into a pod or an event. */
class PodSnapshotTest {
    private static final String HUGE = "m".repeat(1_000_000);
    private static final YAMLMapper YAML = new YAMLMapper();

    private static Pod pod(String message) {
        return new PodBuilder()
                .withNewMetadata()
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("waits")
                .endContainer()
                .addNewContainer()
                .withName("ended")
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withMessage(message)
                .addNewCondition()
                .withType("PodScheduled")
                .withMessage(message)
                .endCondition()
                .addNewContainerStatus()
                .withName("waits")
                .withState(new ContainerStateBuilder()
                        .withNewWaiting()
                        .withMessage(message)
                        .endWaiting()
                        .build())
                .endContainerStatus()
                .addNewContainerStatus()
                .withName("ended")
                .withState(new ContainerStateBuilder()
                        .withNewTerminated()
                        .withMessage(message)
                        .endTerminated()
                        .build())
                .endContainerStatus()
                .endStatus()
                .build();
    }

    @Test
    void noMessageOfAPodIsHuge() {
        assertThat(PodSnapshot.of(KubeJson.node(pod(HUGE))).toString()).hasSizeLessThan(5 * 5_000);
    }

    @Test
    void aMessageAsLongAsTheKubeletKeepsIsComplete() {
        String longest = "m".repeat(4096);

        assertThat(PodSnapshot.of(KubeJson.node(pod(longest))).message()).isEqualTo(longest);
    }

    @Test
    void noMessageOfAnEventIsHuge() {
        Event event = new EventBuilder().withMessage(HUGE).build();

        assertThat(PodEvent.of(KubeJson.node(event)).message()).hasSizeLessThan(5_000);
    }

    @Test
    void aLongMessageSaysWhereItsWholeIs() {
        String text = "first" + HUGE + "last";

        assertThat(PodSnapshot.of(KubeJson.node(pod(text))).message())
                .startsWith("first")
                .contains("995913 characters left out. The pod's status has all")
                .endsWith("last");
    }

    @Test
    void aStrangeFieldOfAnEventIsReadAtOnce() {
        Event event = new EventBuilder()
                .withNewInvolvedObject()
                .withFieldPath("spec.containers{".repeat(100_000) + "main}")
                .endInvolvedObject()
                .build();

        assertTimeoutPreemptively(
                Patience.HANG,
                () -> assertThat(PodEvent.of(KubeJson.node(event)).container()).isEqualTo("main"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "'0'", "'x'", "true", "{}", "[0]", "4294967296"})
    void anExitCodeThatIsNoNumberIsNoSuccess(String code) throws Exception {
        PodSnapshot pod = read("{spec: {containers: [{name: main}]}, status: {containerStatuses: [{name: main,"
                + " state: {terminated: {exitCode: " + code + "}}}]}}");

        assertThat(pod.container("main").orElseThrow().state())
                .isInstanceOfSatisfying(
                        ContainerState.Terminated.class,
                        ended -> assertThat(ended.exitCode()).isEqualTo(255));
    }

    @Test
    void whatHasTheWrongTypeIsAbsent() throws Exception {
        PodSnapshot pod = read("{metadata: {name: [a], uid: u, labels: [x], deletionTimestamp: soon,"
                + " deletionGracePeriodSeconds: {}}, spec: {nodeName: {}, containers: [null, x, {name: main}]},"
                + " status: {phase: Running, conditions: {}, containerStatuses: [{name: main, state: x,"
                + " restartCount: many}]}}");

        assertThat(pod)
                .isEqualTo(new PodSnapshot(
                        "",
                        "",
                        "u",
                        "",
                        Map.of(),
                        Map.of(),
                        List.of(),
                        "",
                        "Running",
                        "",
                        "",
                        Optional.empty(),
                        0,
                        Map.of(),
                        List.of(new ContainerSnapshot(
                                "main",
                                ContainerSnapshot.Kind.MAIN,
                                "",
                                new ContainerState.Absent(),
                                new ContainerState.Absent(),
                                0))));
    }

    private static PodSnapshot read(String json) throws Exception {
        return PodSnapshot.of(YAML.readTree(json));
    }
}
