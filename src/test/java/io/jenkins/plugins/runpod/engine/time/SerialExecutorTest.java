package io.jenkins.plugins.runpod.engine.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {
    private final Queue<Runnable> pool = new ArrayDeque<>();
    private final SerialExecutor serial = new SerialExecutor(pool::add);
    private final List<Integer> done = new ArrayList<>();

    private void runPool() {
        for (Runnable next = pool.poll(); next != null; next = pool.poll()) {
            next.run();
        }
    }

    @Test
    void everythingRunsInOrder() {
        for (int i = 0; i < 100; i++) {
            int number = i;
            serial.execute(() -> done.add(number));
        }
        runPool();
        assertThat(done).hasSize(100).isSorted();
    }

    @Test
    void onlyOneThreadIsAskedForAtATime() {
        serial.execute(() -> done.add(1));
        serial.execute(() -> done.add(2));
        assertThat(pool).hasSize(1);
    }

    @Test
    void theThreadIsGivenBackAfterABurstSoThatOthersHaveTheirTurn() {
        for (int i = 0; i < 100; i++) {
            serial.execute(() -> done.add(0));
        }
        pool.poll().run();
        assertThat(done).hasSizeLessThan(100);
        assertThat(pool).hasSize(1);
    }

    @Test
    void whatIsQueuedMeanwhileIsNotForgotten() {
        serial.execute(() -> serial.execute(() -> done.add(2)));
        runPool();
        assertThat(done).containsExactly(2);
    }

    @Test
    void theCallersThreadServesAnIdleExecutor() {
        serial.executeHere(() -> {
            serial.executeHere(() -> done.add(2));
            done.add(1);
        });
        assertThat(done).containsExactly(1, 2);
        assertThat(pool).isEmpty();
    }

    @Test
    void theCallersThreadOvertakesNothing() {
        serial.execute(() -> done.add(1));
        serial.executeHere(() -> done.add(2));
        assertThat(done).isEmpty();
        runPool();
        assertThat(done).containsExactly(1, 2);
    }

    @Test
    void whatIsUrgentWaitsForNoThreadOfTheOthers() {
        serial.execute(() -> done.add(2));
        serial.executeFirst(() -> done.add(1), Runnable::run);
        assertThat(done).as("the usual threads do not come").containsExactly(1, 2);
        runPool();
        assertThat(done).containsExactly(1, 2);
    }

    @Test
    void whatIsUrgentDoesNotRunBesideThePresentCommand() {
        serial.execute(() -> {
            serial.execute(() -> done.add(3));
            serial.executeFirst(() -> done.add(2), Runnable::run);
            done.add(1);
        });
        runPool();
        assertThat(done).containsExactly(1, 2, 3);
    }

    @Test
    void anIdleExecutorRunsWhatIsUrgentAtOnce() {
        serial.executeFirst(() -> done.add(1), Runnable::run);
        assertThat(done).containsExactly(1);
        serial.execute(() -> done.add(2));
        runPool();
        assertThat(done).containsExactly(1, 2);
    }

    @Test
    void theRestOfALongQueueRunsOnTheUsualThreads() {
        for (int i = 1; i < 100; i++) {
            serial.execute(() -> done.add(1));
        }
        serial.executeFirst(() -> done.add(0), Runnable::run);
        assertThat(done).startsWith(0).hasSizeLessThan(100);
        runPool();
        assertThat(done).hasSize(100);
    }
}
