package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.time.Cancellation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ConcurrencyLimiterTest {
    private final Queue<Runnable> soon = new ArrayDeque<>();
    private final ConcurrencyLimiter slots = new ConcurrencyLimiter(2, (delay, task) -> {
        soon.add(task);
        return () -> soon.remove(task);
    });
    private final List<Integer> begun = new ArrayList<>();

    private Cancellation acquire(int number) {
        return slots.acquire(() -> begun.add(number));
    }

    private void runWhatIsDue() {
        while (!soon.isEmpty()) {
            soon.remove().run();
        }
    }

    @Test
    void soManyBeginAtOnceAndNoMore() {
        acquire(1);
        acquire(2);
        acquire(3);

        assertThat(begun).containsExactly(1, 2);
    }

    @Test
    void theOneThatHasWaitedLongestBeginsWhenAnotherIsOver() {
        Cancellation first = acquire(1);
        acquire(2);
        acquire(3);
        acquire(4);

        first.cancel();
        runWhatIsDue();

        assertThat(begun).containsExactly(1, 2, 3);
    }

    @Test
    void whatIsOverTwiceMakesRoomOnce() {
        Cancellation first = acquire(1);
        acquire(2);
        acquire(3);
        acquire(4);

        first.cancel();
        first.cancel();
        runWhatIsDue();

        assertThat(begun).containsExactly(1, 2, 3);
    }

    @Test
    void whatIsNoLongerWantedIsPassedOver() {
        Cancellation first = acquire(1);
        acquire(2);
        Cancellation third = acquire(3);
        acquire(4);

        third.cancel();
        first.cancel();
        runWhatIsDue();

        assertThat(begun).containsExactly(1, 2, 4);
    }

    @Test
    void roomThatNobodyWaitedForIsKept() {
        acquire(1);
        acquire(2).cancel();

        acquire(3);

        assertThat(begun).containsExactly(1, 2, 3);
    }
}
