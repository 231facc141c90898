package io.jenkins.plugins.runpod.engine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReservationsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private final Reservations places = new Reservations(Map.of());

    private boolean take(String task, int arrived, int cap) {
        return take("f", task, arrived, cap);
    }

    private boolean take(String folder, String task, int arrived, int cap) {
        boolean may = places.mayTake(task, folder, START.plusSeconds(arrived), PodCaps.ofCluster(cap));
        if (may) {
            places.occupy(task, folder);
        }
        return may;
    }

    private void leave(String task) {
        places.leave(task, START.plusSeconds(10));
    }

    private List<String> next(int cap) {
        return places.next(PodCaps.ofCluster(cap));
    }

    private static String many(int number) {
        return "many-%04d".formatted(number);
    }

    private int number(String task) {
        return places.position(task).orElseThrow().number();
    }

    @Test
    void whoComesFirstIsServedFirst() {
        assertThat(take("a", 0, 1)).isTrue();
        assertThat(take("c", 2, 1)).isFalse();
        assertThat(take("b", 1, 1)).isFalse();
        leave("a");
        assertThat(take("c", 2, 1)).isFalse();
        assertThat(take("b", 1, 1)).isTrue();
    }

    @Test
    void aPlaceIsKeptUntilItIsLeft() {
        take("a", 0, 1);
        assertThat(take("a", 0, 1)).isTrue();
        assertThat(places.taken()).isEqualTo(Map.of("a", "f"));
    }

    @Test
    void whoIsSlowToTakeAFreePlaceDoesNotKeepOthersFromTheNextOne() {
        take("a", 0, 2);
        take("b", 0, 2);
        take("slow", 1, 2);
        take("quick", 2, 2);
        leave("a");
        assertThat(take("quick", 2, 2)).isFalse();
        leave("b");
        assertThat(take("quick", 2, 2)).isTrue();
        assertThat(next(2)).containsExactly("slow");
    }

    @Test
    void whoStepsAsideComesBackAsOldAsBefore() {
        take("a", 0, 1);
        take("b", 1, 1);
        take("c", 2, 1);
        places.stepAside("b");
        assertThat(number("c")).isEqualTo(1);
        take("b", 1, 1);
        assertThat(number("c")).isEqualTo(2);
    }

    @Test
    void whoHasAPodAlreadyCountsAtOnceThoughThereIsNoPlace() {
        take("a", 0, 1);
        take("b", 1, 1);
        assertThat(places.occupy("b", "f")).isTrue();
        assertThat(places.position("b")).isEmpty();
        leave("a");
        assertThat(take("c", 2, 1)).isFalse();
    }

    @Test
    void aCapThatIsLoweredTakesNoPlaceAway() {
        take("a", 0, 2);
        take("b", 1, 2);
        take("c", 2, 1);
        leave("a");
        assertThat(next(1)).isEmpty();
        leave("b");
        assertThat(next(1)).containsExactly("c");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100})
    void aFolderThatAsksForOneGetsTheNextPlaceThoughAnotherAsksForFiveThousand(int cap) {
        for (int i = 0; i < 5_000; i++) {
            assertThat(take("many", many(i), i / 1_000, cap)).isEqualTo(i < cap);
        }
        assertThat(take("one", "one", 9, cap)).isFalse();
        assertThat(places.position("one")).contains(new Reservations.Position("one", 0, 1, 1, 1));
        assertThat(number(many(4_999))).isEqualTo(5_000 - cap);

        leave(many(0));

        assertThat(next(cap)).containsExactly("one");
        assertThat(take("many", many(cap), 0, cap)).isFalse();
        assertThat(take("one", "one", 9, cap)).isTrue();
        leave("one");
        assertThat(next(cap)).containsExactly(many(cap));
    }

    @Test
    void foldersWithAsManyPlacesTakeTurns() {
        take("a", "a1", 0, 1);
        take("a", "a2", 1, 1);
        take("a", "a3", 2, 1);
        take("b", "b1", 3, 1);
        take("b", "b2", 4, 1);
        for (String task : List.of("a1", "b1", "a2", "b2")) {
            places.leave(task, START.plusSeconds(20 + task.charAt(1) * 2 + task.charAt(0)));
            next(1).forEach(turn -> places.occupy(turn, turn.substring(0, 1)));
        }
        assertThat(places.taken()).containsOnlyKeys("a3");
    }
}
