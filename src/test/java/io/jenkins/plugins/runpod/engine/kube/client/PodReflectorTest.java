package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.kube.PodWatcher;
import io.jenkins.plugins.runpod.engine.kube.client.ScriptedServer.Answer;
import io.jenkins.plugins.runpod.engine.kube.client.ScriptedServer.Request;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PodReflectorTest {
    private final Seen seen = new Seen();
    private final AtomicInteger lists = new AtomicInteger();
    private final AtomicInteger watches = new AtomicInteger();
    private ClusterFixture fixture;
    private Kube.Watch watch;

    /** Notes what it is told. */
    static class Seen implements PodWatcher {
        final List<String> news = new CopyOnWriteArrayList<>();

        @Override
        public void seen(PodSnapshot pod) {
            news.add(pod.name() + "/" + pod.uid() + "@" + pod.resourceVersion());
        }

        @Override
        public void vanished(PodSnapshot before) {
            news.add("?" + before.name() + "/" + before.uid() + "@" + before.resourceVersion());
        }

        @Override
        public void deleted(PodSnapshot last) {
            news.add("-" + last.name() + "/" + last.uid() + "@" + last.resourceVersion());
        }

        @Override
        public void synced() {
            news.add("synced");
        }

        @Override
        public void failed(String why) {
            news.add("failed: " + why);
        }

        @Override
        public void works() {
            news.add("works");
        }

        void await(String... expected) {
            org.awaitility.Awaitility.await()
                    .untilAsserted(() -> assertThat(news).containsExactly(expected));
        }
    }

    /** What to answer to the first, second... list or watch. */
    interface Nth {
        void answer(int nth, Request request, Answer answer) throws IOException;
    }

    private void watching(Nth list, Nth watched) throws IOException {
        watching(list, watched, ClusterFixture.TIMING);
    }

    private void watching(Nth list, Nth watched, StreamTiming timing) throws IOException {
        watching(new ClusterFixture(script(list, watched), timing));
    }

    private void watching(ClusterFixture made) {
        fixture = made;
        watch = fixture.kube().watch("ns", "app=x", seen);
    }

    private ScriptedServer.Script script(Nth list, Nth watched) {
        return (request, answer) -> {
            if (request.watches()) {
                watched.answer(watches.incrementAndGet(), request, answer);
            } else {
                list.answer(lists.incrementAndGet(), request, answer);
            }
        };
    }

    private static void idle(int nth, Request request, Answer answer) throws IOException {
        answer.open(200);
        answer.hold();
    }

    private static void one(int nth, Request request, Answer answer) throws IOException {
        answer.json(200, ApiJson.list(10, "", ApiJson.pod("a", "1", 9)));
    }

    private Request watchRequest(int nth) {
        return fixture.server.requests.stream()
                .filter(Request::watches)
                .toList()
                .get(nth - 1);
    }

    @AfterEach
    void close() throws IOException {
        watch.close();
        fixture.close();
    }

    @Test
    void listsAndIsThenInSync() throws Exception {
        watching(PodReflectorTest::one, PodReflectorTest::idle);

        seen.await("a/1@9", "synced");
    }

    @Test
    void watchesFromTheListOnWithBookmarksAndAnEnd() throws Exception {
        watching(PodReflectorTest::one, PodReflectorTest::idle);
        await().until(() -> watches.get() == 1);

        Request request = watchRequest(1);
        assertThat(request.path()).isEqualTo("/api/v1/namespaces/ns/pods");
        assertThat(request.query("labelSelector")).isEqualTo("app=x");
        assertThat(request.query("resourceVersion")).isEqualTo("10");
        assertThat(request.query("allowWatchBookmarks")).isEqualTo("true");
        assertThat(Integer.parseInt(request.query("timeoutSeconds"))).isBetween(60, 108);
    }

    @Test
    void tellsWhatIsWatched() throws Exception {
        watching(PodReflectorTest::one, (nth, request, answer) -> {
            answer.open(200);
            answer.send(ApiJson.event("ADDED", ApiJson.pod("b", "2", 11)));
            answer.send(ApiJson.event("MODIFIED", ApiJson.pod("b", "2", 12)));
            answer.send(ApiJson.event("DELETED", ApiJson.pod("a", "1", 13)));
            answer.hold();
        });

        seen.await("a/1@9", "synced", "b/2@11", "b/2@12", "-a/1@13");
    }

    @Test
    void anEventMayComeInPieces() throws Exception {
        String event = ApiJson.event("ADDED", ApiJson.pod("b", "2", 11));
        watching(PodReflectorTest::one, (nth, request, answer) -> {
            answer.open(200);
            answer.send(event.substring(0, 40));
            answer.send(event.substring(40) + event.replace("\"b\"", "\"c\""));
            answer.hold();
        });

        seen.await("a/1@9", "synced", "b/2@11", "c/2@11");
    }

    @Test
    void readsALongListPageByPage() throws Exception {
        watching(
                (nth, request, answer) -> answer.json(
                        200,
                        request.query("continue").isEmpty()
                                ? ApiJson.list(10, "more", ApiJson.pod("a", "1", 8))
                                : ApiJson.list(10, "", ApiJson.pod("b", "2", 9))),
                PodReflectorTest::idle);

        seen.await("a/1@8", "b/2@9", "synced");
        assertThat(fixture.server.requests.get(0).query("limit")).isEqualTo("500");
    }

    @Test
    void beginsTheListAgainWhenItsNextPageHasExpired() throws Exception {
        watching(
                (nth, request, answer) -> {
                    switch (nth) {
                        case 1 -> answer.json(200, ApiJson.list(10, "more", ApiJson.pod("a", "1", 8)));
                        case 2 -> answer.status(410, "Expired", "too old");
                        default -> answer.json(200, ApiJson.list(20, "", ApiJson.pod("b", "2", 19)));
                    }
                },
                PodReflectorTest::idle);

        seen.await("b/2@19", "synced");
    }

    @Test
    void theSameStateIsToldOnce() throws Exception {
        watching(PodReflectorTest::one, (nth, request, answer) -> {
            answer.open(200);
            answer.send(ApiJson.event("ADDED", ApiJson.pod("a", "1", 9)));
            answer.send(ApiJson.event("MODIFIED", ApiJson.pod("a", "1", 11)));
            answer.send(ApiJson.event("MODIFIED", ApiJson.pod("a", "1", 11)));
            answer.send(ApiJson.event("DELETED", ApiJson.pod("a", "1", 12)));
            answer.send(ApiJson.event("DELETED", ApiJson.pod("a", "1", 12)));
            answer.send(ApiJson.event("ADDED", ApiJson.pod("z", "9", 13)));
            answer.hold();
        });

        seen.await("a/1@9", "synced", "a/1@11", "-a/1@12", "z/9@13");
    }

    @Test
    void aWatchThatEndsGoesOnWhereItWas() throws Exception {
        watching(PodReflectorTest::one, (nth, request, answer) -> {
            answer.open(200);
            if (nth == 1) {
                answer.send(ApiJson.event("MODIFIED", ApiJson.pod("a", "1", 11)));
                answer.end();
            } else {
                answer.hold();
            }
        });

        await().until(() -> watches.get() == 2);
        assertThat(watchRequest(2).query("resourceVersion")).isEqualTo("11");
        assertThat(lists).hasValue(1);
    }

    /** The first watch lasts so long, and ends in order after an event. Pauses are 500 to 1,000 hours: no timeout is. */
    private HandTimer aWatchLasts(Duration time) throws IOException {
        HandTimer timer = new HandTimer();
        StreamTiming usual = ClusterFixture.TIMING;
        watching(new ClusterFixture(
                script(PodReflectorTest::one, (nth, request, answer) -> {
                    answer.open(200);
                    if (nth == 1) {
                        answer.send(ApiJson.event("MODIFIED", ApiJson.pod("a", "1", 11)));
                        await().until(() -> seen.news.contains("a/1@11"));
                        fixture.laterBy(time);
                        answer.end();
                    } else {
                        answer.hold();
                    }
                }),
                new StreamTiming(
                        usual.watch(),
                        usual.watchSilence(),
                        usual.logSilence(),
                        Duration.ofHours(1_000),
                        Duration.ofHours(1_000)),
                timer));
        return timer;
    }

    @Test
    void aWatchThatLastedForThePauseGoesOnAtOnce() throws Exception {
        aWatchLasts(Duration.ofHours(1_000)); // the timer runs nothing

        await().until(() -> watches.get() == 2);
    }

    @Test
    void aWatchThatLastedShorterWaitsForTheRestOfThePause() throws Exception {
        HandTimer timer = aWatchLasts(Duration.ofHours(490));

        await().until(() -> timer.delays().stream()
                .anyMatch(delay ->
                        delay.compareTo(Duration.ofHours(9)) > 0 && delay.compareTo(Duration.ofHours(510)) <= 0));
        assertThat(watches).hasValue(1);
    }

    @Test
    void aBookmarkMovesThePlaceToGoOnFrom() throws Exception {
        watching(PodReflectorTest::one, (nth, request, answer) -> {
            answer.open(200);
            if (nth == 1) {
                answer.send(ApiJson.bookmark(99));
                answer.end();
            } else {
                answer.hold();
            }
        });

        await().until(() -> watches.get() == 2);
        assertThat(watchRequest(2).query("resourceVersion")).isEqualTo("99");
    }

    @Test
    void aWatchThatIsCutInTheMiddleOfAnEventGoesOnFromTheOneBefore() throws Exception {
        watching(PodReflectorTest::one, (nth, request, answer) -> {
            answer.open(200);
            if (nth == 1) {
                answer.send(ApiJson.event("ADDED", ApiJson.pod("b", "2", 11)));
                answer.send("{\"type\":\"DELETED\",\"obj");
                await().until(() -> seen.news.contains("b/2@11"));
                answer.reset();
            } else {
                answer.send(ApiJson.event("DELETED", ApiJson.pod("b", "2", 12)));
                answer.hold();
            }
        });

        await().untilAsserted(() -> assertThat(seen.news)
                .filteredOn(news -> news.contains("@"))
                .containsExactly("a/1@9", "b/2@11", "-b/2@12"));
        assertThat(watchRequest(2).query("resourceVersion")).isEqualTo("11");
    }

    private static void listsThatDiffer(int nth, Request request, Answer answer) throws IOException {
        answer.json(
                200,
                nth == 1
                        ? ApiJson.list(
                                10,
                                "",
                                ApiJson.pod("stays", "1", 1),
                                ApiJson.pod("goes", "2", 2),
                                ApiJson.pod("new", "3", 3))
                        : ApiJson.list(20, "", ApiJson.pod("stays", "1", 1), ApiJson.pod("new", "4", 14)));
    }

    private void relisted() {
        await().until(() -> lists.get() == 2 && watches.get() == 2);
        assertThat(watchRequest(2).query("resourceVersion")).isEqualTo("20");
        // Before the first list is told, the order is nobody's business.
        assertThat(seen.news.subList(4, seen.news.size())).containsExactly("?goes/2@2", "?new/3@3", "new/4@14");
    }

    @Test
    void anExpiredHistoryIsListedAgainAndTheDifferenceTold() throws Exception {
        watching(PodReflectorTest::listsThatDiffer, (nth, request, answer) -> {
            if (nth == 1) {
                answer.status(410, "Expired", "too old resource version");
            } else {
                idle(nth, request, answer);
            }
        });

        relisted();
    }

    @Test
    void aHistoryThatExpiresDuringTheWatchIsListedAgain() throws Exception {
        watching(PodReflectorTest::listsThatDiffer, (nth, request, answer) -> {
            answer.open(200);
            if (nth == 1) {
                answer.send(ApiJson.event("ERROR", ApiJson.status(410, "Expired", "too old resource version")));
            }
            answer.hold();
        });

        relisted();
    }

    @Test
    void anErrorDuringTheWatchIsListedAgain() throws Exception {
        watching(PodReflectorTest::listsThatDiffer, (nth, request, answer) -> {
            answer.open(200);
            if (nth == 1) {
                answer.send(ApiJson.event("ERROR", ApiJson.status(500, "InternalError", "etcd")));
            }
            answer.hold();
        });

        relisted();
    }

    @Test
    void aWatchThatHearsNothingIsOpenedAgain() throws Exception {
        StreamTiming usual = ClusterFixture.TIMING;
        watching(
                PodReflectorTest::one,
                PodReflectorTest::idle,
                new StreamTiming(
                        usual.watch(),
                        Duration.ofSeconds(1),
                        usual.logSilence(),
                        usual.shortestPause(),
                        usual.longestPause()));

        await().until(() -> watches.get() >= 2);
        assertThat(lists).hasValue(1);
        seen.await("a/1@9", "synced"); // and that is no failure
    }

    @Test
    void watchesThatKeepFailingAreHelpedByAList() throws Exception {
        watching(PodReflectorTest::one, (nth, request, answer) -> {
            if (nth <= 3) {
                answer.status(504, "Timeout", "Too large resource version");
            } else {
                idle(nth, request, answer);
            }
        });

        await().until(() -> lists.get() == 2 && watches.get() == 4);
    }

    @Test
    void aListThatFailsIsTriedAgainNotBeforeTheServerWantsIt() throws Exception {
        List<Long> at = new CopyOnWriteArrayList<>();
        watching(
                (nth, request, answer) -> {
                    at.add(System.nanoTime());
                    if (nth == 1) {
                        answer.status(429, "TooManyRequests", "slow", "Retry-After: 1");
                    } else {
                        one(nth, request, answer);
                    }
                },
                PodReflectorTest::idle);

        seen.await("failed: HTTP 429: slow", "a/1@9", "works", "synced");
        assertThat(Duration.ofNanos(at.get(1) - at.get(0))).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aFailingListAndItsRecoveryAreTold() throws Exception {
        watching(
                (nth, request, answer) -> {
                    if (nth == 1) {
                        answer.status(503, "ServiceUnavailable", "starting");
                    } else {
                        one(nth, request, answer);
                    }
                },
                PodReflectorTest::idle);

        seen.await("failed: HTTP 503: starting", "a/1@9", "works", "synced");
    }

    @Test
    void aFailingWatchWorksAgainAsSoonAsItIsAccepted() throws Exception {
        watching(PodReflectorTest::one, (nth, request, answer) -> {
            if (nth == 1) {
                answer.status(503, "ServiceUnavailable", "stopping");
            } else {
                idle(nth, request, answer);
            }
        });

        seen.await("a/1@9", "synced", "failed: HTTP 503: stopping", "works");
    }

    @Test
    void aClosedWatchLetsItsConnectionGo() throws Exception {
        watching(PodReflectorTest::one, PodReflectorTest::idle);
        await().until(() -> watches.get() == 1);

        watch.close();

        // The list's connection stays for the next request.
        await().until(() -> fixture.server.connections() <= 1);
    }

    @Test
    void followsTenThousandPods() throws Exception {
        watching(
                (nth, request, answer) -> answer.json(200, page(request.query("continue"))), (nth, request, answer) -> {
                    answer.open(200);
                    for (int i = 0; i < 10_000; i++) {
                        answer.send(
                                ApiJson.event("MODIFIED", ApiJson.pod("pod-" + i, "uid-" + i, 20_000 + i, "Running")));
                    }
                    answer.hold();
                });

        await().until(() -> seen.news.size() == 20_001);
        assertThat(seen.news.get(20_000)).isEqualTo("pod-9999/uid-9999@29999");
        assertThat(lists).hasValue(20);
    }

    private static String page(String from) {
        int first = from.isEmpty() ? 0 : Integer.parseInt(from);
        String[] pods = new String[500];
        for (int i = 0; i < 500; i++) {
            pods[i] = ApiJson.pod("pod-" + (first + i), "uid-" + (first + i), first + i);
        }
        return ApiJson.list(10_000, first + 500 < 10_000 ? String.valueOf(first + 500) : "", pods);
    }
}
