package io.jenkins.plugins.runpod.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ScenarioTest {
    @Test
    void stepsAreReadInTheirOrder() {
        PodScript script = Scenario.parse("""
                        pods:
                        - image: app:.*
                          statusLag: 300ms
                          exitsOnTerm: 7
                          steps:
                          - unschedulable: {for: 1m30s, message: full}
                          - pullFails: {as: notFound, times: 2}
                          - print: hello
                          - sleep: 1s
                          - oomKilled
                          containers:
                            sidecar:
                            - pullFails: {as: some text}
                        """).get(0);

        assertThat(script.podSteps()).containsExactly(new Step.Unschedulable(Duration.ofSeconds(90), "full"));
        assertThat(script.stepsOf("main", false))
                .containsExactly(
                        new Step.PullFails(PullFailure.notFound(), 2),
                        new Step.Print("hello", Duration.ZERO),
                        new Step.Sleep(Duration.ofSeconds(1)),
                        new Step.Exit(137, "OOMKilled"));
        assertThat(script.stepsOf("sidecar", false))
                .containsExactly(new Step.PullFails(PullFailure.saying("some text"), Integer.MAX_VALUE));
        assertThat(script.statusLag()).isEqualTo(Duration.ofMillis(300));
        assertThat(script.codeOnTerm()).isEqualTo(OptionalInt.of(7));
    }

    @Test
    void podsAreMatchedByImageNameAndLabelTogether() {
        PodScript script = Scenario.parse("pods: [{image: 'a.*', name: 'n', label: {k: 'v.'}}]")
                .get(0);

        assertThat(script.matches(pod("n", "abc", "v1"))).isTrue();
        assertThat(script.matches(pod("n", "xyz", "v1"))).isFalse();
        assertThat(script.matches(pod("m", "abc", "v1"))).isFalse();
        assertThat(script.matches(pod("n", "abc", "w"))).isFalse();
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> Scenario.parse("""
                        pods:
                        - imag: x
                          steps:
                          - slep: 1s
                          - sleep: soon
                          - rejected: {reason: OutOfcpu}
                          - {print: a, exit: 1}
                        """))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("""
                        pods[0]: unknown key "imag"
                        pods[0].steps[0]: unknown step "slep"
                        pods[0].steps[1]: "soon" is not a duration such as 90s, 10m, 1h30m or 2d
                        pods[0].steps[2]: "message" is missing
                        pods[0].steps[3]: a step is one word, or one word and its value""");
    }

    @Test
    void aFileWithoutPodsIsRefused() {
        assertThatThrownBy(() -> Scenario.parse("steps: []")).hasMessage("there is no list \"pods\"");
    }

    private static ObjectNode pod(String name, String image, String label) {
        return FakeJson.object(
                "metadata",
                FakeJson.object("name", name, "labels", FakeJson.object("k", label)),
                "spec",
                FakeJson.object("containers", List.of(FakeJson.object("image", image))));
    }
}
