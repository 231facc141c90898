package io.jenkins.plugins.runpod.engine.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class LanesTest {
    private final Queue<Runnable> pool = new ArrayDeque<>();
    private final Lanes lanes = new Lanes(pool::add, 2);
    private final List<String> done = new ArrayList<>();

    private void runPool() {
        for (Runnable next = pool.poll(); next != null; next = pool.poll()) {
            next.run();
        }
    }

    @Test
    void aLaneTakesNoMoreThreadsThanItsWidth() {
        for (int i = 0; i < 10; i++) {
            lanes.lane("a").execute(() -> done.add("a"));
        }
        assertThat(pool).hasSize(2);
    }

    @Test
    void aFullLaneDoesNotHoldUpAnother() {
        for (int i = 0; i < 10; i++) {
            lanes.lane("a").execute(() -> done.add("a"));
        }
        lanes.lane("b").execute(() -> done.add("b"));
        assertThat(pool).hasSize(3);
    }

    @Test
    void aLaneOfOneThreadKeepsTheOrderOfArrival() {
        Lanes narrow = new Lanes(pool::add, 1);
        for (int i = 0; i < 10; i++) {
            String name = "" + i;
            narrow.lane("a").execute(() -> done.add(name));
        }
        runPool();
        assertThat(done).hasSize(10).isSorted();
    }

    @Test
    void aCommandThatFailsGivesItsPlaceToTheNext() {
        for (int i = 0; i < 3; i++) {
            lanes.lane("a").execute(() -> {
                throw new IllegalStateException("broken");
            });
        }
        lanes.lane("a").execute(() -> done.add("after"));
        runPool();
        assertThat(done).containsExactly("after");
    }

    @Test
    void aBusyLaneGivesItsThreadBackNowAndThen() {
        for (int i = 0; i < 100; i++) {
            lanes.lane("a").execute(() -> done.add("a"));
        }
        pool.poll().run();
        assertThat(done).hasSizeLessThan(50);
        assertThat(pool).hasSize(2);
        runPool();
        assertThat(done).hasSize(100);
    }

    @Test
    void aRejectedCommandTakesNoPlace() {
        boolean[] open = {false};
        Lanes closed = new Lanes(
                command -> {
                    if (!open[0]) {
                        throw new RejectedExecutionException();
                    }
                    pool.add(command);
                },
                1);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> closed.lane("a").execute(() -> done.add("never")))
                    .isInstanceOf(RejectedExecutionException.class);
        }
        open[0] = true;
        closed.lane("a").execute(() -> done.add("once"));
        runPool();
        assertThat(done).containsExactly("once");
    }
}
