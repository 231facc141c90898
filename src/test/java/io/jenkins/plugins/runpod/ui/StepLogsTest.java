package io.jenkins.plugins.runpod.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class StepLogsTest {
    /** 1 is the start. 2 and 3 are branches, that 6 joins. */
    private static final Map<String, List<String>> PARENTS = Map.of(
            "1", List.of(),
            "2", List.of("1"),
            "3", List.of("1"),
            "4", List.of("2"),
            "5", List.of("3"),
            "6", List.of("4", "5"));

    private static List<String> visited(List<String> heads, Set<String> earlier) {
        List<String> visited = new ArrayList<>();
        StepLogs.walk(heads, earlier, Function.identity(), PARENTS::get, visited::add);
        return visited;
    }

    @Test
    void wholeGraphIsWalkedOnceAtFirst() {
        assertThat(visited(List.of("6"), Set.of())).containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6");
    }

    @Test
    void laterOnlyTheNewPartAndTheHeadsOfThen() {
        assertThat(visited(List.of("6"), Set.of("4", "3"))).containsExactlyInAnyOrder("6", "4", "5", "3");
    }

    @Test
    void nothingNewIsNothingButTheHeads() {
        assertThat(visited(List.of("4", "5"), Set.of("4", "5"))).containsExactlyInAnyOrder("4", "5");
    }
}
