package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PodTaskActionTest {
    /** An action that equals the one of a node does not replace it. */
    @Test
    void actionsOfTheSameTaskAreEqual() {
        assertThat(new PodTaskAction("a")).isEqualTo(new PodTaskAction("a")).hasSameHashCodeAs(new PodTaskAction("a"));
        assertThat(new PodTaskAction("a")).isNotEqualTo(new PodTaskAction("b"));
    }
}
