package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.TaskView;
import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Memory;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.Obstacles;
import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import io.jenkins.plugins.runpod.engine.log.ManualTime;
import io.jenkins.plugins.runpod.engine.pod.ContainerEnd;
import io.jenkins.plugins.runpod.testing.TransferStates;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class WaitLabelTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTime time = new ManualTime();
    private final Queue<Runnable> writes = new ArrayDeque<>();
    private final List<String> shown = new ArrayList<>();
    private final WaitLabel label = new WaitLabel(text -> shown.add(text.orElse("")), time, writes::add);

    @Test
    void waitOfAFewSecondsIsShownInWordsThatTellNothingOfThePod() {
        label.changed(view(Stage.FOLLOW, Cause.REGISTRY_RATE_LIMIT, "429 of registry.example/secret"));
        pass(WaitLabel.LEAST_WAIT);

        assertThat(shown)
                .containsExactly("waits (RegistryRateLimit): The registry, or a mirror in front of it, limits pulls.");
    }

    @Test
    void waitThatIsSoonOverIsNotShown() {
        label.changed(view(Stage.CREATE, Cause.NOT_SCHEDULED, ""));
        pass(WaitLabel.LEAST_WAIT.minus(SECOND));
        label.changed(running());
        pass(WaitLabel.LEAST_WAIT);

        assertThat(shown).containsOnly("");
    }

    @Test
    void manyChangesOfAMomentAreOneWrite() {
        for (int i = 0; i < 20; i++) {
            label.changed(view(Stage.FOLLOW, i % 2 == 0 ? Cause.CONTAINER_CREATING : Cause.REGISTRY_TIMEOUT, ""));
        }
        pass(WaitLabel.LEAST_WAIT);

        assertThat(shown).hasSize(1).allMatch(text -> text.contains("RegistryTimeout"));
    }

    @Test
    void nextWaitIsShownToo() {
        label.changed(view(Stage.FOLLOW, Cause.REGISTRY_TIMEOUT, ""));
        pass(WaitLabel.LEAST_WAIT);
        label.changed(view(Stage.PAUSE, Cause.REGISTRY_TIMEOUT, ""));
        pass(WaitLabel.LEAST_WAIT);

        assertThat(shown).last().isEqualTo("waits for its next attempt");
    }

    @Test
    void sameWaitIsShownOnce() {
        for (int i = 0; i < 3; i++) {
            label.changed(view(Stage.FOLLOW, Cause.REGISTRY_TIMEOUT, "try " + i));
            pass(WaitLabel.LEAST_WAIT);
        }

        assertThat(shown).hasSize(1);
    }

    @Test
    void nothingIsShownAfterTheEnd() {
        label.changed(view(Stage.FOLLOW, Cause.REGISTRY_TIMEOUT, ""));
        time.pass(WaitLabel.LEAST_WAIT);
        label.end();
        label.changed(view(Stage.FOLLOW, Cause.REGISTRY_TIMEOUT, ""));
        pass(WaitLabel.LEAST_WAIT);

        assertThat(shown).isNotEmpty().containsOnly("");
    }

    private void pass(Duration duration) {
        time.pass(duration);
        while (!writes.isEmpty()) {
            writes.remove().run();
        }
    }

    private static TaskView view(Stage stage, Cause cause, String message) {
        return view(stage, Diagnosis.waiting(cause, message));
    }

    private static TaskView running() {
        return view(
                Stage.FOLLOW,
                new Diagnosis(
                        Verdict.RUNNING,
                        Cause.RUNNING.id(),
                        "",
                        "",
                        ContainerEnd.unseen("main"),
                        Memory.empty(),
                        true,
                        false,
                        false,
                        false,
                        false,
                        Optional.empty()));
    }

    private static TaskView view(Stage stage, Diagnosis diagnosis) {
        return new TaskView(
                TransferStates.state(stage, null),
                Optional.of(diagnosis),
                new Obstacles(Optional.empty(), Optional.empty()),
                Optional.empty());
    }
}
