package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot.Kind;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the status last showed proves nothing once an event tells that things went on. */
class ProofTest {
    private static Story backedOff() {
        Story story = Story.bound().waiting("ErrImagePull", "pull QPS exceeded").after(10);
        assertThat(story.waiting("ImagePullBackOff").gone().verdict()).isEqualTo(Verdict.NEVER_STARTED);
        return story.after(20);
    }

    @ParameterizedTest
    @CsvSource({"Pulled", "Created", "Started"})
    void aContainerThatGoesOnMayHaveStarted(String event) {
        assertThat(backedOff().event(event, "").gone().verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
    }

    @Test
    void anotherPullIsNoStart() {
        assertThat(backedOff().event("Pulling", "").gone().verdict()).isEqualTo(Verdict.NEVER_STARTED);
    }

    @Test
    void aSidecarThatGoesOnSaysNothingOfTheTask() {
        Story story = Story.bound()
                .with("proxy", Kind.SIDECAR, "r.example/proxy:1")
                .state("proxy", new Waiting("ContainerCreating", ""))
                .waiting("ImagePullBackOff")
                .after(10);
        for (String event : new String[] {"Pulled", "Created"}) {
            story.event(event, "", "proxy", story.moment(), story.moment());
        }
        assertThat(story.gone().verdict()).isEqualTo(Verdict.NEVER_STARTED);
    }

    /** The kubelet looks for the image before it builds the configuration, again and again. */
    @Test
    void anImageThatIsThereDoesNotMendTheConfiguration() {
        Story story = Story.bound()
                .waiting("CreateContainerConfigError", "secret \"s\" not found")
                .after(10)
                .event("Pulled", "Container image already present on machine");
        assertThat(story.gone().verdict()).isEqualTo(Verdict.NEVER_STARTED);
        assertThat(story.event("Created", "").gone().verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
    }

    @Test
    void aNewStateProvesItAgain() {
        Story story = backedOff().event("Created", "").after(5);
        assertThat(story.waiting("CreateContainerConfigError", "secret \"runasnonroot\" not found")
                        .verdict())
                .isEqualTo(Verdict.AMBIGUOUS);
        assertThat(story.gone().verdict()).isEqualTo(Verdict.NEVER_STARTED);
    }
}
