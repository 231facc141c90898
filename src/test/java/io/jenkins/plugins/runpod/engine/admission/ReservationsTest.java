package io.jenkins.plugins.runpod.engine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReservationsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private final Reservations places = new Reservations(Set.of());

    private boolean take(String task, int arrived, int cap) {
        return places.take(task, START.plusSeconds(arrived), cap);
    }

    @Test
    void whoComesFirstIsServedFirst() {
        assertThat(take("a", 0, 1)).isTrue();
        assertThat(take("c", 2, 1)).isFalse();
        assertThat(take("b", 1, 1)).isFalse();
        places.leave("a");
        assertThat(take("c", 2, 1)).isFalse();
        assertThat(take("b", 1, 1)).isTrue();
    }

    @Test
    void aPlaceIsKeptUntilItIsLeft() {
        take("a", 0, 1);
        assertThat(take("a", 0, 1)).isTrue();
        assertThat(places.taken()).containsExactly("a");
    }

    @Test
    void whoIsSlowToTakeAFreePlaceDoesNotKeepOthersFromTheNextOne() {
        take("a", 0, 2);
        take("b", 0, 2);
        take("slow", 1, 2);
        take("quick", 2, 2);
        places.leave("a");
        assertThat(take("quick", 2, 2)).isFalse();
        places.leave("b");
        assertThat(take("quick", 2, 2)).isTrue();
        assertThat(places.next(2)).containsExactly("slow");
    }

    @Test
    void whoStepsAsideComesBackAsOldAsBefore() {
        take("a", 0, 1);
        take("b", 1, 1);
        take("c", 2, 1);
        places.stepAside("b");
        assertThat(places.position("c")).hasValue(1);
        take("b", 1, 1);
        assertThat(places.position("c")).hasValue(2);
    }

    @Test
    void whoHasAPodAlreadyCountsAtOnceThoughThereIsNoPlace() {
        take("a", 0, 1);
        take("b", 1, 1);
        assertThat(places.occupy("b")).isTrue();
        assertThat(places.position("b")).isEmpty();
        places.leave("a");
        assertThat(take("c", 2, 1)).isFalse();
    }

    @Test
    void aCapThatIsLoweredTakesNoPlaceAway() {
        take("a", 0, 2);
        take("b", 1, 2);
        take("c", 2, 1);
        places.leave("a");
        assertThat(places.next(1)).isEmpty();
        places.leave("b");
        assertThat(places.next(1)).containsExactly("c");
    }
}
