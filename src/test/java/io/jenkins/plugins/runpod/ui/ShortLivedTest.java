package io.jenkins.plugins.runpod.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShortLivedTest {
    private final ShortLived<Integer> shown = new ShortLived<>();
    private final AtomicInteger made = new AtomicInteger();

    @Test
    void valueIsMadeOnceForAllViewersAtATime() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        ExecutorService viewers = Executors.newFixedThreadPool(20);
        List<Future<Integer>> seen = IntStream.range(0, 20)
                .mapToObj(i -> viewers.submit(() -> shown.get("build", () -> {
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return made.incrementAndGet();
                })))
                .toList();

        await().until(() -> Thread.getAllStackTraces().values().stream()
                        .flatMap(java.util.Arrays::stream)
                        .filter(frame -> frame.getClassName().equals(ShortLived.class.getName()))
                        .count()
                >= 20);
        gate.countDown();

        for (Future<Integer> each : seen) {
            assertThat(each.get()).isEqualTo(1);
        }
        viewers.shutdown();
    }

    @Test
    void valueIsMadeAnewSoon() {
        shown.get("build", made::incrementAndGet);

        await().until(() -> shown.get("build", made::incrementAndGet) > 1);
    }

    @Test
    void valueIsLetGoSoonIfNobodyAsksForAnother() {
        ShortLived<Object> pages = new ShortLived<>();
        WeakReference<Object> seen = new WeakReference<>(pages.get("build", Object::new));

        await().until(() -> {
            System.gc();
            return seen.get() == null;
        });
        assertThat(pages).isNotNull();
    }

    @Test
    void buildsHaveTheirOwn() {
        assertThat(shown.get("one", made::incrementAndGet)).isEqualTo(1);
        assertThat(shown.get("other", made::incrementAndGet)).isEqualTo(2);
    }

    @Test
    void failureIsNotKept() {
        assertThatThrownBy(() -> shown.get("build", () -> {
                    throw new IllegalArgumentException("not now");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(shown.get("build", made::incrementAndGet)).isEqualTo(1);
    }
}
