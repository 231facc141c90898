package io.jenkins.plugins.runpod.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.time.Cancellation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransferSlotsTest {
    private final TransferSlots slots = new TransferSlots(2);
    private final List<String> turns = new ArrayList<>();

    private Cancellation take(String name) {
        return slots.take(() -> turns.add(name));
    }

    @Test
    void placesAreTakenAtOnceWhileThereAreSome() {
        take("a");
        take("b");
        take("c");
        assertThat(turns).containsExactly("a", "b");
    }

    @Test
    void placesThatAreGivenBackGoToTheFirstThatWaits() {
        Cancellation a = take("a");
        Cancellation b = take("b");
        take("c");
        take("d");
        b.cancel();
        assertThat(turns).containsExactly("a", "b", "c");
        b.cancel();
        assertThat(turns).hasSize(3);
        a.cancel();
        assertThat(turns).containsExactly("a", "b", "c", "d");
    }

    @Test
    void waitingCanBeGivenUp() {
        Cancellation a = take("a");
        take("b");
        take("c").cancel();
        take("d");
        a.cancel();
        assertThat(turns).containsExactly("a", "b", "d");
    }

    @Test
    void limitCanChange() {
        Cancellation a = take("a");
        take("b");
        take("c");
        slots.limit(3);
        assertThat(turns).containsExactly("a", "b", "c");
        slots.limit(2);
        take("d");
        a.cancel();
        assertThat(turns).hasSize(3);
    }
}
