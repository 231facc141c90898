package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.runpod.engine.kube.Backlog;
import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestLimiterTest {
    private final Time time = new Time();
    private final List<Integer> sent = new ArrayList<>();
    private final List<Backlog> told = new ArrayList<>();

    /** Time that passes when a test says so. */
    private static final class Time implements Timer {
        private record Due(long at, Runnable task) {}

        private final PriorityQueue<Due> due = new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
        private long now = 1_000_000;

        @Override
        public Cancellation schedule(Duration delay, Runnable task) {
            Due entry = new Due(now + Math.max(0, delay.toNanos()), task);
            due.add(entry);
            return () -> due.remove(entry);
        }

        void pass(Duration duration) {
            long end = now + duration.toNanos();
            while (!due.isEmpty() && due.peek().at <= end) {
                Due next = due.poll();
                now = Math.max(now, next.at);
                next.task.run();
            }
            now = end;
        }
    }

    private RequestLimiter limiter(double perSecond, int burst) {
        return new RequestLimiter(perSecond, burst, time, () -> time.now, told::add);
    }

    private void send(RequestLimiter limiter, int from, int to) {
        IntStream.rangeClosed(from, to).forEach(i -> limiter.acquire(() -> sent.add(i)));
    }

    @Test
    void aBurstIsLetThroughAtOnce() {
        send(limiter(10, 3), 1, 5);

        assertThat(sent).containsExactly(1, 2, 3);
    }

    @Test
    void theOthersFollowInTheirOrderAtTheAgreedRate() {
        send(limiter(10, 3), 1, 10);

        time.pass(Duration.ofMillis(500));

        assertThat(sent).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void nobodyOvertakesWhoWaits() {
        RequestLimiter limiter = limiter(10, 1);
        send(limiter, 1, 2);
        time.pass(Duration.ofMillis(99));

        send(limiter, 3, 3);
        time.pass(Duration.ofMillis(1));

        assertThat(sent).containsExactly(1, 2);
    }

    @Test
    void aPauseEarnsNoMoreThanOneBurst() {
        RequestLimiter limiter = limiter(10, 3);
        send(limiter, 1, 3);
        time.pass(Duration.ofHours(1));

        send(limiter, 4, 10);

        assertThat(sent).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void whoGivesUpLeavesTheQueue() {
        RequestLimiter limiter = limiter(10, 1);
        send(limiter, 1, 1);
        Cancellation second = limiter.acquire(() -> sent.add(2));
        send(limiter, 3, 3);

        second.cancel();
        time.pass(Duration.ofMillis(100));

        assertThat(sent).containsExactly(1, 3);
    }

    @Test
    void theBacklogSaysHowManyWaitAndHowLong() {
        RequestLimiter limiter = limiter(1, 1);
        send(limiter, 1, 4);
        time.pass(Duration.ofMillis(500));

        assertThat(limiter.backlog()).isEqualTo(new Backlog(3, Duration.ofMillis(500)));
    }

    @Test
    void nothingWaitsWhenAllAreSent() {
        RequestLimiter limiter = limiter(10, 3);
        send(limiter, 1, 3);

        assertThat(limiter.backlog()).isEqualTo(Backlog.NONE);
    }

    @Test
    void aWaitOfSomeSecondsIsToldOnceInAWhile() {
        send(limiter(1, 1), 1, 60);

        time.pass(Duration.ofSeconds(32));

        assertThat(told).hasSize(1);
        assertThat(told.get(0).longest()).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aShortWaitIsNotToldAtAll() {
        send(limiter(10, 1), 1, 20);

        time.pass(Duration.ofSeconds(10));

        assertThat(told).isEmpty();
    }

    @Test
    void aLimitOfNothingIsRefused() {
        assertThatThrownBy(() -> limiter(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
