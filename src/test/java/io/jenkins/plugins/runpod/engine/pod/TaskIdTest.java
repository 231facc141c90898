package io.jenkins.plugins.runpod.engine.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.text.KubeNames;
import org.junit.jupiter.api.Test;

class TaskIdTest {
    private final TaskId id = new TaskId("controller", "task");

    @Test
    void theSameAttemptAlwaysHasTheSameName() {
        assertThat(id.podName("maven", 1)).isEqualTo(new TaskId("controller", "task").podName("maven", 1));
    }

    @Test
    void attemptsTasksAndControllersHaveDifferentNames() {
        assertThat(id.podName("maven", 1))
                .isNotEqualTo(id.podName("maven", 2))
                .isNotEqualTo(new TaskId("controller", "other").podName("maven", 1))
                .isNotEqualTo(new TaskId("other", "task").podName("maven", 1));
    }

    @Test
    void aNameIsAPodName() {
        assertThat(KubeNames.isDnsLabel(id.podName("a".repeat(40), 100))).isTrue();
    }

    @Test
    void anIdThatIsNoLabelValueIsHashedToOne() {
        TaskId odd = new TaskId("https://jenkins.example/", "job/a b #1 " + "x".repeat(80));
        assertThat(KubeNames.isLabelValue(odd.controllerLabel())).isTrue();
        assertThat(KubeNames.isLabelValue(odd.taskLabel())).isTrue();
        assertThat(odd.taskLabel()).isNotEqualTo(new TaskId("c", "job/a b #2").taskLabel());
    }
}
