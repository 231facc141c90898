package io.jenkins.plugins.runpod.engine.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.jenkins.plugins.runpod.testing.Patience;
import org.junit.jupiter.api.Test;

/** What others may have written into a pod or an event. */
class PodSnapshotTest {
    private static final String HUGE = "m".repeat(1_000_000);

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
        assertThat(PodSnapshot.of(pod(HUGE)).toString()).hasSizeLessThan(5 * 5_000);
    }

    @Test
    void aMessageAsLongAsTheKubeletKeepsIsComplete() {
        String longest = "m".repeat(4096);

        assertThat(PodSnapshot.of(pod(longest)).message()).isEqualTo(longest);
    }

    @Test
    void noMessageOfAnEventIsHuge() {
        Event event = new EventBuilder().withMessage(HUGE).build();

        assertThat(PodEvent.of(event).message()).hasSizeLessThan(5_000);
    }

    @Test
    void aLongMessageSaysWhereItsWholeIs() {
        String text = "first" + HUGE + "last";

        assertThat(PodSnapshot.of(pod(text)).message())
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
                Patience.HANG, () -> assertThat(PodEvent.of(event).container()).isEqualTo("main"));
    }
}
