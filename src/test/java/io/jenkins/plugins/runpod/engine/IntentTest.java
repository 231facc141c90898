package io.jenkins.plugins.runpod.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.lifecycle.Budget;
import io.jenkins.plugins.runpod.engine.lifecycle.Ledger;
import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IntentTest {
    @Test
    void eachStageHasAnIntentOfItsOwnExceptTheReadingOfTheLog() {
        assertThat(Intent.of(SavedTasks.at(Stage.DRAIN).state()).stage()).isEqualTo(Stage.FOLLOW);
        assertThat(Arrays.stream(Stage.values())
                        .filter(stage -> stage != Stage.DRAIN)
                        .map(stage -> Intent.of(SavedTasks.at(stage).state())))
                .doesNotHaveDuplicates();
    }

    @Test
    void budgetsAndCausesAreNoIntent() {
        TaskState state = SavedTasks.at(Stage.FOLLOW).state();
        TaskState later = new TaskState(
                state.stage(),
                state.namespace(),
                state.attempt(),
                new Ledger(Map.of(), Budget.RUN, Instant.EPOCH),
                List.of(),
                state.notBefore(),
                state.ending(),
                state.cancelled(),
                state.result(),
                state.earlier());

        assertThat(Intent.of(later)).isEqualTo(Intent.of(state));
    }

    @Test
    void aSecondCreateIsAnotherIntent() {
        TaskState state = TaskState.fresh("ci", "pod", Instant.EPOCH);
        TaskState sent = SavedTasks.at(Stage.CREATE).state();

        assertThat(Intent.of(sent)).isNotEqualTo(Intent.of(state));
    }
}
