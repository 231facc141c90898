package io.jenkins.plugins.runpod.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of transitions, and that it is obeyed. */
final class StageTest {
    @ParameterizedTest
    @EnumSource(Stage.class)
    void everyStageLeadsToTheEnd(Stage stage) {
        assertThat(reachable(stage)).contains(Stage.DONE);
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void noStageLeadsBackFromTheResult(Stage stage) {
        if (stage.hasResult()) {
            assertThat(reachable(stage)).allMatch(Stage::hasResult);
        }
    }

    @Test
    void everyStageCanBeReached() {
        assertThat(reachable(Stage.CREATE)).containsExactlyInAnyOrder(Stage.values());
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aTransitionThatIsNotInTheTableIsAFault(Stage next) {
        TaskState fresh = TaskState.fresh("ns", "pod-1", Instant.EPOCH);
        if (Stage.CREATE.next().contains(next)) {
            assertThat(fresh.at(next).stage()).isEqualTo(next);
        } else {
            assertThatThrownBy(() -> fresh.at(next))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot follow CREATE");
        }
    }

    private static Set<Stage> reachable(Stage from) {
        Set<Stage> found = EnumSet.of(from);
        boolean grows = true;
        while (grows) {
            Set<Stage> more = EnumSet.copyOf(found);
            found.forEach(stage -> more.addAll(stage.next()));
            grows = found.addAll(more);
        }
        return found;
    }
}
