package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.kube.PodWatcher;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodInformersTest {
    private final Map<String, PodWatcher> watched = new HashMap<>();
    private final List<Runnable> due = new ArrayList<>();
    private final PodReflectorTest.Seen seen = new PodReflectorTest.Seen();
    private final Timer timer = new Timer() {
        @Override
        public Cancellation schedule(Duration delay, Runnable task) {
            due.add(task);
            return () -> due.remove(task);
        }
    };
    private final PodInformers informers =
            new PodInformers(watchesOnly(), "app=x", Runnable::run, timer, Duration.ofSeconds(10));

    private Kube watchesOnly() {
        return (Kube) Proxy.newProxyInstance(
                Kube.class.getClassLoader(), new Class<?>[] {Kube.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("watch");
                    assertThat(arguments[1]).isEqualTo("app=x");
                    String namespace = (String) arguments[0];
                    assertThat(watched.put(namespace, (PodWatcher) arguments[2]))
                            .isNull();
                    return (Kube.Watch) () -> watched.remove(namespace);
                });
    }

    private static PodSnapshot pod(String name, String uid, int resourceVersion) {
        try {
            return PodSnapshot.of(
                    KubeJson.tree(ApiJson.pod(name, uid, resourceVersion).getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void timePasses() {
        List<Runnable> now = List.copyOf(due);
        due.clear();
        now.forEach(Runnable::run);
    }

    @Test
    void aFollowerIsToldItsPodsStateWhenTheInformerIsInSync() {
        informers.follow("ns", "a", seen);
        watched.get("ns").seen(pod("b", "2", 2));
        watched.get("ns").seen(pod("a", "1", 1));
        assertThat(seen.news).isEmpty();

        watched.get("ns").synced();

        assertThat(seen.news).containsExactly("a/1@1", "synced");
    }

    @Test
    void aFollowerOfAMissingPodIsToldOnlyThatTheInformerIsInSync() {
        informers.follow("ns", "a", seen);

        watched.get("ns").synced();

        assertThat(seen.news).containsExactly("synced");
    }

    @Test
    void aLateFollowerIsToldAtOnce() {
        informers.follow("ns", "other", new PodReflectorTest.Seen());
        watched.get("ns").seen(pod("a", "1", 1));
        watched.get("ns").synced();
        watched.get("ns").seen(pod("a", "1", 5));

        informers.follow("ns", "a", seen);

        assertThat(seen.news).containsExactly("a/1@5", "synced");
    }

    @Test
    void aLateFollowerOfADeletedPodIsNotToldOfIt() {
        informers.follow("ns", "other", new PodReflectorTest.Seen());
        watched.get("ns").seen(pod("a", "1", 1));
        watched.get("ns").synced();
        watched.get("ns").deleted(pod("a", "1", 2));

        informers.follow("ns", "a", seen);

        assertThat(seen.news).containsExactly("synced");
    }

    @Test
    void aFollowerIsToldOnlyAboutItsOwnPod() {
        informers.follow("ns", "a", seen);
        watched.get("ns").synced();

        watched.get("ns").seen(pod("b", "2", 2));
        watched.get("ns").seen(pod("a", "1", 3));
        watched.get("ns").deleted(pod("b", "2", 4));
        watched.get("ns").deleted(pod("a", "1", 5));

        assertThat(seen.news).containsExactly("synced", "a/1@3", "-a/1@5");
    }

    @Test
    void aPodThatVanishedIsNotShownToALateFollower() {
        informers.follow("ns", "a", seen);
        watched.get("ns").seen(pod("a", "1", 1));
        watched.get("ns").synced();
        watched.get("ns").vanished(pod("a", "1", 1));

        PodReflectorTest.Seen late = new PodReflectorTest.Seen();
        informers.follow("ns", "a", late);

        assertThat(seen.news).containsExactly("a/1@1", "synced", "?a/1@1");
        assertThat(late.news).containsExactly("synced");
    }

    @Test
    void aFollowerThatHasGoneIsNotToldAnything() {
        Kube.Watch following = informers.follow("ns", "a", seen);
        informers.follow("ns", "b", new PodReflectorTest.Seen());
        watched.get("ns").synced();

        following.close();
        watched.get("ns").seen(pod("a", "1", 3));

        assertThat(seen.news).containsExactly("synced");
    }

    @Test
    void aFollowerThatThrowsDoesNotDisturbTheOthers() {
        informers.follow("ns", "a", new PodReflectorTest.Seen() {
            @Override
            public void seen(PodSnapshot pod) {
                throw new IllegalStateException("expected by a test");
            }
        });
        informers.follow("ns", "a", seen);
        watched.get("ns").synced();

        watched.get("ns").seen(pod("a", "1", 3));

        assertThat(seen.news).containsExactly("synced", "a/1@3");
    }

    @Test
    void failureIsToldToAllAndEvenBeforeTheInformerIsInSync() {
        informers.follow("ns", "a", seen);

        watched.get("ns").failed("down");
        watched.get("ns").works();

        assertThat(seen.news).containsExactly("failed: down", "works");
    }

    @Test
    void oneWatchServesANamespace() {
        informers.follow("ns", "a", seen);
        informers.follow("ns", "b", seen);
        informers.follow("other", "a", seen);

        assertThat(watched).containsOnlyKeys("ns", "other"); // the stub refuses a second watch
    }

    @Test
    void theWatchEndsSomeTimeAfterItsLastFollowerHasGone() {
        informers.follow("ns", "a", seen).close();
        assertThat(watched).containsKey("ns");

        timePasses();

        assertThat(watched).isEmpty();
    }

    @Test
    void theWatchStaysForWhoComesBackSoon() {
        informers.follow("ns", "a-1", seen).close();
        informers.follow("ns", "a-2", seen);

        timePasses();

        assertThat(watched).containsKey("ns");
    }

    @Test
    void closingAFollowerTwiceCountsOnce() {
        Kube.Watch first = informers.follow("ns", "a", seen);
        informers.follow("ns", "b", seen);

        first.close();
        first.close();
        timePasses();

        assertThat(watched).containsKey("ns");
    }

    @Test
    void aWatchCanBeginAgain() {
        informers.follow("ns", "a", seen).close();
        timePasses();

        informers.follow("ns", "a", seen);
        watched.get("ns").synced();

        assertThat(seen.news).containsExactly("synced");
    }

    @Test
    void closingEndsAllWatches() {
        informers.follow("ns", "a", seen);
        informers.follow("other", "a", seen);

        informers.close();

        assertThat(watched).isEmpty();
    }
}
