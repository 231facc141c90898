package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why a pod has no node, in the words of schedulers that set no condition. */
class UnscheduledTest {
    private static final String NO_PROFILE =
            "Misconfigured Fargate Profile: fargate profile fp blocked for new launches";

    /** aws/containers-roadmap #2654 and #1890, volcano, yunikorn-k8shim, karpenter and the cluster autoscaler. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            FailedScheduling | Misconfigured Fargate Profile: fargate profile fp blocked for new launches
            FailedScheduling | Pod provisioning timed out (will retry) for pod: ns/p
            FailedScheduling | Pod not supported on Fargate: volumes not supported: data not supported because: PVC data not bound
            FailedScheduling | binding rejected: running Bind plugin "DefaultBinder": pods "p" is being deleted
            FailedScheduling | 0/3 nodes are unavailable: 3 Insufficient cpu.
            FailedScheduling | Failed to schedule pod, incompatible with nodepool "default"
            PodUnschedulable | Task ns/p is waiting for the queue root.ci to have resources
            NotTriggerScaleUp | pod didn't trigger scale-up: 1 max node group size reached
            """)
    void anEventTellsIt(String reason, String message) {
        Diagnosis d = Story.unbound().seen().event(reason, message).now();
        assertThat(d.verdict()).isEqualTo(Verdict.WAITING);
        assertThat(d.cause()).isEqualTo("Unschedulable");
        assertThat(d.message()).isEqualTo(message);
        assertThat(d.bound()).isFalse();
        assertThat(d.wantsEvents()).isTrue();
    }

    @Test
    void withoutAConditionAndAnEventTheEventsAreWanted() {
        Diagnosis d = Story.unbound().seen().now();
        assertThat(d.cause()).isEqualTo("NotScheduled");
        assertThat(d.wantsEvents()).isTrue();
    }

    @Test
    void anotherEventOfTheSchedulerTellsNothing() {
        assertThat(Story.unbound()
                        .seen()
                        .event("LoggingDisabled", "Disabled logging because aws-logging configmap was not found.")
                        .now()
                        .cause())
                .isEqualTo("NotScheduled");
    }

    @Test
    void theWordsOfTheConditionCount() {
        Diagnosis d = Story.unbound()
                .event("FailedScheduling", "0/3 nodes are available")
                .unschedulable("Unschedulable", "0/4 nodes are available")
                .now();
        assertThat(d.message()).isEqualTo("0/4 nodes are available");
        assertThat(d.wantsEvents()).isFalse();
    }

    @Test
    void aConditionWithoutWordsLeavesThemToTheEvent() {
        Diagnosis d = Story.unbound()
                .unschedulable("Unschedulable", "")
                .event("FailedScheduling", NO_PROFILE)
                .now();
        assertThat(d.cause()).isEqualTo("Unschedulable");
        assertThat(d.message()).isEqualTo(NO_PROFILE);
    }

    @Test
    void aSchedulingGateIsNotExplainedByEvents() {
        assertThat(Story.unbound()
                        .gated("example.com/gate")
                        .unschedulable("SchedulingGated", "")
                        .event("FailedScheduling", NO_PROFILE)
                        .now()
                        .cause())
                .isEqualTo("SchedulingGated");
    }

    @Test
    void theAutoscalerDoesNotReplaceTheSchedulersWords() {
        Story story = Story.unbound().seen().event("FailedScheduling", "0/3 nodes are available: 3 Insufficient cpu.");
        assertThat(story.event("NotTriggerScaleUp", "pod didn't trigger scale-up")
                        .now()
                        .message())
                .isEqualTo("0/3 nodes are available: 3 Insufficient cpu.");
        Story reversed = Story.unbound().seen().event("NotTriggerScaleUp", "pod didn't trigger scale-up");
        assertThat(reversed.event("FailedScheduling", "0/3 nodes are available")
                        .now()
                        .message())
                .isEqualTo("0/3 nodes are available");
    }

    @Test
    void onceThePodHasANodeOldEventsTellNothing() {
        Story bound = Story.unbound()
                .seen()
                .event("FailedScheduling", NO_PROFILE)
                .event("Scheduled", "Successfully assigned");
        assertThat(bound.creating().now().cause()).isEqualTo("ContainerCreating");
        assertThat(bound.event("FailedScheduling", NO_PROFILE).now().cause()).isEqualTo("ContainerCreating");
        assertThat(bound.event("FailedMount", "MountVolume.SetUp failed").now().cause())
                .isEqualTo("FailedMount");
    }
}
