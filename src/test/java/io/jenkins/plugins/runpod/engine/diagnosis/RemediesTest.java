package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A remedy fits what became of the pod. */
class RemediesTest {
    private static String remedy(Verdict verdict, Cause cause) {
        return Diagnosis.of(verdict, cause, "", "", Memory.empty()).remedy();
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void nobodyWaitsForAPodThatIsOver(Cause cause) {
        assertThat(remedy(Verdict.NEVER_STARTED, cause)).doesNotContain("Wait").doesNotContain("what the task did");
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void whatMayHaveRunIsLookedAtOnce(Cause cause) {
        assertThat(remedy(Verdict.OUTCOME_UNKNOWN, cause))
                .containsOnlyOnce("Check what the task did before you run it again.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            NEVER_STARTED   | RUNTIME_BUSY             | Check the load and the resources of the node.
            TRANSIENT       | RUNTIME_BUSY             | Wait. If it lasts, check the load and the resources of the node.
            NEVER_STARTED   | PULL_QPS_EXCEEDED        | Raise registryPullQPS and registryBurst of the kubelet.
            NEVER_STARTED   | QUOTA_EXCEEDED           | Raise the ResourceQuota.
            NEVER_STARTED   | CONTAINER_STATUS_UNKNOWN | See the node's log.
            NEVER_STARTED   | NO_EXIT_CODE             | See the pod's events.
            OUTCOME_UNKNOWN | CONTAINER_STATUS_UNKNOWN | Check what the task did before you run it again. See the node's log.
            OUTCOME_UNKNOWN | NO_EXIT_CODE             | Check what the task did before you run it again. See the pod's events.
            """, quoteCharacter = '`')
    void theRemedyFitsTheClass(Verdict verdict, Cause cause, String said) {
        assertThat(remedy(verdict, cause)).isEqualTo(said);
    }
}
