package io.jenkins.plugins.runpod.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LogFollowerTest {
    private static final String T1 = "2026-01-02T03:04:01.1Z";
    private static final String T2 = "2026-01-02T03:04:02.2Z";
    private static final String T9 = "2026-01-02T03:09:09.9Z";
    private static final Duration MOMENT = Duration.ofMillis(20);
    private static final Duration SECOND = Duration.ofSeconds(1);
    /** After an end in order, the log is asked for again within it. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final ManualTime time = new ManualTime();
    private final KubeletLog kubelet = new KubeletLog();
    private final MemoryMedium medium = MemoryMedium.file();
    private final List<String> heard = new ArrayList<>();
    private final LogSink sink = new TaskOutput(medium, OutputPosition.start(), position -> {}).stream("uid/main", "");
    private final LogFollower follower = new LogFollower(kubelet, sink, time, time, time, new LogFollower.Listener() {
        @Override
        public void answered() {
            heard.add("answered");
        }

        @Override
        public void drained() {
            heard.add("drained");
        }

        @Override
        public void warn(String line) {
            heard.add(line);
        }
    });

    static List<LogEnd> ends() {
        return List.of(
                new LogEnd.Clean(),
                new LogEnd.NoContent(),
                new LogEnd.NotReady(),
                new LogEnd.Missing(),
                new LogEnd.Failed("connection reset"));
    }

    @Test
    void aContainerThatEndsSoonCostsOneRequest() {
        follower.start();
        kubelet.write(T1, "one\n");
        time.pass(LogFollower.SHORT.minus(MOMENT));
        assertThat(kubelet.requests()).isEmpty();

        follower.end(false);
        kubelet.request().sendAll().end();
        time.run();

        assertThat(kubelet.requests()).hasSize(1);
        assertThat(kubelet.request().follow).isFalse();
        assertThat(medium.text()).isEqualTo("one\n");
        assertThat(heard).containsExactly("answered", "drained");
    }

    @Test
    void aLogThatWasReadBeforeIsFollowedAtOnce() throws IOException {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll();
        time.pass(MOMENT);
        follower.close();

        LogFollower next = new LogFollower(kubelet, sink, time, time, time, new LogFollower.Listener() {
            @Override
            public void answered() {}

            @Override
            public void drained() {}

            @Override
            public void warn(String line) {}
        });
        next.start();

        assertThat(kubelet.requests()).hasSize(2);
        assertThat(kubelet.request().since).isPresent();
    }

    @Test
    void followsFromTheBeginningAtFirst() {
        start();

        assertThat(kubelet.request().since).isEmpty();
        assertThat(kubelet.request().follow).isTrue();
    }

    @Test
    void aLineIsWrittenWithinAMoment() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll();

        time.pass(MOMENT);

        assertThat(medium.text()).isEqualTo("one\n");
    }

    @Test
    void linesThatComeTogetherAreWrittenTogether() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll();
        time.run();
        kubelet.write(T2, "two\n");
        kubelet.request().sendAll();

        time.pass(MOMENT);

        assertThat(medium.appends()).isEqualTo(1);
    }

    @Test
    void moreIsAskedForOnceAChunkWasTaken() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll();
        assertThat(kubelet.request().isAwaited()).isFalse();

        time.run();

        assertThat(kubelet.request().isAwaited()).isTrue();
    }

    @Test
    void noMoreIsAskedForWhenAChunkCannotBeWritten() {
        start();
        medium.tearNext(0, new IOException("No space left on device"));
        kubelet.write(T1, "x".repeat(2 * LogFramer.BATCH) + "\n");
        kubelet.request().sendAll();

        time.run();

        assertThat(kubelet.request().isAwaited()).isFalse();
        assertThat(kubelet.request().isClosed()).isTrue();
    }

    @Test
    void whatCouldNotBeWrittenIsAskedForAgainAndWritten() {
        start();
        medium.tearNext(2, new IOException("No space left on device"));
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll();
        time.pass(SECOND);

        kubelet.request().sendAll();
        time.pass(MOMENT);

        assertThat(medium.text()).isEqualTo("one\n");
    }

    @Test
    void theFirstAnswerIsToldOnce() {
        start();
        kubelet.request().answer().end();
        time.pass(SECOND);
        kubelet.request().answer();
        time.run();

        assertThat(heard).containsExactly("answered");
    }

    @ParameterizedTest
    @MethodSource("ends")
    void whateverTheEndTheLogIsAskedForAgainSoon(LogEnd end) {
        start();

        kubelet.request().end(end);
        time.pass(end instanceof LogEnd.Clean ? AGAIN : Duration.ofSeconds(2));

        assertThat(kubelet.requests()).hasSizeGreaterThan(1);
    }

    @Test
    void anEndInOrderLeavesTheStatusFiveSecondsToCome() {
        start();

        kubelet.request().end(new LogEnd.Clean());
        time.pass(Duration.ofSeconds(5).minus(MOMENT));

        assertThat(kubelet.requests()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("ends")
    void whateverTheEndsTheLogIsNotAskedForInABusyLoop(LogEnd end) {
        start();

        endEveryRequest(end, Duration.ofMinutes(1));

        assertThat(kubelet.requests()).hasSizeBetween(6, 130);
    }

    @Test
    void goesOnTwoSecondsBeforeTheLastLineAndSkipsIt() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.write(T2, "two\n");
        kubelet.request().sendAll().end();
        kubelet.write(T9, "three\n");
        time.pass(AGAIN);

        kubelet.request().sendAll();
        time.pass(MOMENT);

        assertThat(kubelet.request().since).contains(Instant.parse("2026-01-02T03:04:00Z"));
        assertThat(medium.text()).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void aNodeWhoseClockWasSetBackLosesNoLine() {
        start();
        kubelet.write(T9, "one\n");
        kubelet.write(T1, "two\n");
        kubelet.request().sendAll().end(new LogEnd.Failed("reset"));
        kubelet.write(T2, "three\n");
        time.pass(SECOND);

        kubelet.request().sendAll();
        time.pass(MOMENT);

        assertThat(medium.text()).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void aLineThatWasCutIsWrittenWhenItIsWhole() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().send(32).end(new LogEnd.Failed("reset"));
        time.pass(SECOND);
        assertThat(medium.text()).isEmpty();

        kubelet.request().sendAll();
        time.pass(MOMENT);

        assertThat(medium.text()).isEqualTo("one\n");
    }

    @Test
    void rotatedLinesAreAnnouncedWithTheirTimeAndTheLogGoesOn() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll().end();
        kubelet.rotate();
        time.pass(AGAIN);
        kubelet.write(T9, "three\n");

        kubelet.request().sendAll();
        time.pass(MOMENT);

        assertThat(medium.text()).isEqualTo("one\nthree\n");
        assertThat(heard)
                .containsExactly(
                        "answered",
                        "Log of container main: lines written between 2026-01-02T03:04:01.100Z and"
                                + " 2026-01-02T03:09:09.900Z may be missing. The node has rotated them away.");
    }

    @Test
    void linesPassedOverWhileLookingForARotatedLineAreReadOnceMore() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll().end();
        kubelet.rotate();
        time.pass(AGAIN);
        kubelet.write("2026-01-02T03:04:01.0999Z", "two\n");
        kubelet.write(T2, "three\n");

        kubelet.request().sendAll();
        time.run();
        kubelet.request().sendAll();
        time.pass(MOMENT);

        assertThat(medium.text()).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void aSilentLogIsRequestedOnceIfItsConnectionIsWatchedOver() {
        start();
        kubelet.request().watch();

        time.pass(Duration.ofHours(1));
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll();
        time.pass(SECOND);

        assertThat(kubelet.requests()).hasSize(1);
        assertThat(medium.text()).isEqualTo("one\n");
    }

    @Test
    void aSilentConnectionIsMadeAnewAfterSomeMinutes() {
        start();
        kubelet.request().answer();

        time.pass(Duration.ofMinutes(6));

        assertThat(kubelet.requests()).hasSize(2);
        assertThat(kubelet.requests().get(0).isClosed()).isTrue();
    }

    @Test
    void aLongFailureIsToldOnce() {
        start();

        endEveryRequest(new LogEnd.Failed("HTTP 500"), Duration.ofMinutes(3));

        assertThat(heard)
                .singleElement()
                .asString()
                .startsWith("Log of container main has been unavailable since 2026-01-02T03:04:06.500Z: HTTP 500.");
    }

    @Test
    void aShortFailureIsNotTold() {
        start();

        endEveryRequest(new LogEnd.Failed("HTTP 500"), Duration.ofSeconds(10));

        assertThat(heard).isEmpty();
    }

    @Test
    void theLogIsCompleteWhenAShortRequestFromAfterTheEndHasEndedInOrder() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll();
        time.run();
        kubelet.write(T2, "two\n");
        follower.end(false);
        assertThat(kubelet.requests()).hasSize(2);
        assertThat(heard).doesNotContain("drained");

        kubelet.request().sendAll().end();
        time.run();

        assertThat(kubelet.requests()).hasSize(2);
        assertThat(medium.text()).isEqualTo("one\ntwo\n");
        assertThat(heard).containsExactly("answered", "drained");
    }

    @Test
    void aLongRequestFromAfterTheEndIsBelievedWhenAnotherHasNothingNew() {
        start();
        String text = "x".repeat(70_000) + "\n";
        kubelet.write(T1, text);
        kubelet.write(T2, "two\n");
        follower.end(false);

        kubelet.request().send(70_030).end(); // the kubelet has ended between the lines
        time.run();
        assertThat(heard).doesNotContain("drained");
        kubelet.request().sendAll().end();
        time.pass(SECOND);
        assertThat(heard).doesNotContain("drained");
        kubelet.request().sendAll().end();
        time.run();

        assertThat(medium.text()).isEqualTo(text + "two\n");
        assertThat(heard).containsExactly("answered", "drained");
    }

    @Test
    void aLastRequestThatIsCutShortInOrderLosesNothing() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.write(T2, "two\n");
        kubelet.request().end(new LogEnd.Failed("reset"));
        follower.end(false);
        time.pass(SECOND);

        kubelet.request().send(36).end(); // the whole first line and the beginning of the second one's stamp
        time.pass(SECOND);
        kubelet.request().sendAll().end();
        time.run();
        kubelet.request().sendAll().end();
        time.run();

        assertThat(medium.text()).isEqualTo("one\ntwo\n");
        assertThat(heard).containsExactly("answered", "drained");
    }

    @Test
    void lastRequestsThatAreCutShortAtTheSamePlaceWithinAStampLoseNothing() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.write("2026-01-02T03:04:01.101Z", "two\n");
        kubelet.request().end(new LogEnd.Failed("reset"));
        follower.end(false);
        time.pass(SECOND);

        for (int i = 0; i < 3; i++) {
            kubelet.request().send(36).end();
            time.pass(Duration.ofSeconds(5));
        }
        kubelet.request().sendAll().end();
        time.run();
        kubelet.request().sendAll().end();
        time.run();

        assertThat(medium.text()).isEqualTo("one\ntwo\n");
        assertThat(heard).containsExactly("answered", "drained");
    }

    @Test
    void aLastRequestThatIsCutShortWithinATextLosesNothing() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.write("2026-01-02T03:04:01.101Z", "two\n");
        kubelet.request().end(new LogEnd.Failed("reset"));
        follower.end(false);
        time.pass(SECOND);

        kubelet.request().send(67).end(); // up to the first letter of "two"
        time.run();
        kubelet.request().sendAll().end();
        time.run();

        assertThat(medium.text()).isEqualTo("one\ntwo\n");
        assertThat(heard).containsExactly("answered", "drained");
    }

    @Test
    void aLastRequestThatIsCutShortBeforeTheKnownPlaceRepeatsNothing() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.write("2026-01-02T03:04:01.101Z", "two\n");
        kubelet.request().sendAll();
        time.run();
        follower.end(false);
        kubelet.request().end();
        time.pass(SECOND);

        kubelet.request().send(33).end();
        time.pass(SECOND);
        kubelet.request().sendAll().end();
        time.run();

        assertThat(medium.text()).isEqualTo("one\ntwo\n");
        assertThat(heard).containsExactly("answered", "drained");
    }

    @Test
    void aLogThatVanishesWithItsPodAfterItWasReadToItsEndLacksNothing() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().end(new LogEnd.Failed("reset"));
        follower.end(true);
        time.pass(SECOND);

        kubelet.request().sendAll().end();
        time.run();
        kubelet.request().end(new LogEnd.Missing());
        time.run();

        assertThat(heard).containsExactly("answered", "drained");
    }

    private void endWhileTheApiServerIsAway(Duration away) {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll().end(new LogEnd.Failed("reset"));
        time.run();
        follower.end(false);
        endEveryRequest(new LogEnd.Unavailable("connection refused"), away);
    }

    private void assertTheRestArrives() {
        kubelet.request().sendAll().end();
        time.run();
        kubelet.request().sendAll().end();
        time.run();
        assertThat(medium.text()).isEqualTo("one\ntwo\n");
        assertThat(heard).contains("drained").noneMatch(line -> line.contains("may be missing"));
    }

    @Test
    void anApiServerThatIsAwayAtTheEndIsWaitedFor() {
        endWhileTheApiServerIsAway(Duration.ofMinutes(8));
        kubelet.write(T2, "two\n");
        time.pass(Duration.ofSeconds(10));
        assertTheRestArrives();
    }

    @Test
    void anApiServerThatStaysAwayAtTheEndIsGivenUpInTheEnd() {
        endWhileTheApiServerIsAway(Duration.ofMinutes(11));

        assertThat(heard).contains("drained").anyMatch(line -> line.contains("may be missing: connection refused"));
    }

    @Test
    void anApiServerThatIsBackAtTheEndAndRefusesForAMomentLosesNothing() {
        endWhileTheApiServerIsAway(Duration.ofMinutes(2));
        kubelet.write(T2, "two\n");
        endEveryRequest(new LogEnd.Failed("HTTP 403: pods is forbidden"), Duration.ofSeconds(10));
        for (int moment = 0; moment < 500 && !kubelet.request().isOpen(); moment++) {
            time.pass(MOMENT);
        }
        assertTheRestArrives();
    }

    @Test
    void anApiServerThatComesAndGoesAtTheEndIsGivenUpInTheEnd() {
        start();
        follower.end(false);

        for (int round = 0; round < 17; round++) {
            endEveryRequest(new LogEnd.Unavailable("connection refused"), Duration.ofSeconds(20));
            endEveryRequest(new LogEnd.Failed("HTTP 403: pods is forbidden"), Duration.ofSeconds(20));
        }

        assertThat(heard).endsWith("drained");
    }

    @Test
    void aLogThatWaitsWhileOthersAreFollowedIsReadAtOnceWhenItsContainerHasEnded() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().hold();
        time.pass(SECOND);

        follower.end(false);

        assertThat(kubelet.requests()).hasSize(2);
        assertThat(kubelet.requests().get(0).isClosed()).isTrue();
        assertThat(kubelet.request().follow).isFalse();
    }

    @Test
    void thatALogWaitsWhileOthersAreFollowedIsSaidOnce() {
        start();
        kubelet.request().hold();

        time.pass(Duration.ofMinutes(5));

        assertThat(heard).hasSize(1).first().asString().contains("is not shown live");
    }

    @Test
    void aLastRequestThatWaitsForOurOwnLimitIsNotTakenForASilentServer() {
        start();
        kubelet.write(T1, "one\n");
        follower.end(false);
        kubelet.request().end(new LogEnd.Failed("reset"));
        time.pass(SECOND);
        int before = kubelet.requests().size();
        kubelet.request().hold();

        time.pass(Duration.ofMinutes(5));
        kubelet.request().letGo();
        time.pass(SECOND);
        kubelet.request().sendAll().end();
        time.run();

        assertThat(kubelet.requests()).hasSize(before);
        assertThat(medium.text()).isEqualTo("one\n");
        assertThat(heard).containsExactly("answered", "drained");
    }

    /** A container beside the one that has ended may write on. */
    @Test
    void aLogThatGrowsAfterTheEndIsReadSeldomAndNotForEver() {
        follower.end(false);
        start();
        byte[] line = ("x".repeat(70_000) + "\n").getBytes(StandardCharsets.ISO_8859_1);
        int atOnce = 0;
        for (int i = 0; i < 40 && !heard.contains("drained"); i++) {
            kubelet.write(Instant.parse(T1).plusMillis(i), line);
            int before = kubelet.requests().size();
            kubelet.request().sendAll().end();
            time.run();
            atOnce += kubelet.requests().size() - before;
            time.pass(SECOND);
        }

        assertThat(heard)
                .endsWith("drained")
                .anyMatch(said -> said.endsWith("may be missing: the container still writes."));
        assertThat(atOnce).isEqualTo(1);
    }

    @Test
    void theLastRequestDoesNotFollow() {
        follower.end(false);
        start();

        assertThat(kubelet.request().follow).isFalse();
    }

    @Test
    void aRequestThatFollowsIsReplacedAtOnceByTheEnd() {
        start();
        kubelet.request().answer();
        time.run();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll();

        follower.end(false);

        assertThat(kubelet.requests()).hasSize(2);
        assertThat(kubelet.requests().get(0).isClosed()).isTrue();
        assertThat(kubelet.request().follow).isFalse();
    }

    /** Its log cannot be requested again. */
    @Test
    void aRequestForTheLogOfAPodThatIsGoneIsKeptWhileItBringsLines() {
        start();
        kubelet.request().watch();
        follower.end(true);
        for (int i = 10; i < 20; i++) {
            kubelet.write("2026-01-02T03:05:" + i + "Z", i + "\n");
            kubelet.request().sendAll();
            time.pass(Duration.ofMillis(900));
        }
        assertThat(kubelet.requests()).hasSize(1);
        assertThat(medium.text()).hasLineCount(10).endsWith("19\n");

        time.pass(SECOND);
        assertThat(kubelet.requests()).hasSize(2);
        assertThat(kubelet.request().follow).isFalse();
    }

    @Test
    void waitingForAnotherTryIsCutShortByTheEnd() {
        start();
        endEveryRequest(new LogEnd.Failed("HTTP 500"), Duration.ofSeconds(25));
        int before = kubelet.requests().size();

        follower.end(false);

        assertThat(kubelet.requests()).hasSize(before + 1);
    }

    @Test
    void aLastLineWithoutNewlineIsWrittenAtTheEnd() {
        start();
        kubelet.write(T1, "no newline");
        kubelet.request().sendAll();
        follower.end(false);
        kubelet.request().sendAll().end();
        time.run();
        kubelet.request().sendAll().end(); // it may have been cut off, so it is asked for twice
        time.run();

        assertThat(medium.text()).isEqualTo("no newline");
    }

    @Test
    void aLastLineWithoutNewlineIsNotLostIfTheSecondRequestEndsBeforeIt() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.write(T1, "no newline");
        follower.end(false);
        kubelet.request().sendAll().end();
        time.run();
        kubelet.request().send(35).end(); // the first line alone
        time.pass(SECOND);
        for (int i = 0; i < 2; i++) {
            kubelet.request().sendAll().end();
            time.pass(SECOND);
        }

        assertThat(medium.text()).isEqualTo("one\nno newline");
        assertThat(heard).containsExactly("answered", "drained");
    }

    @Test
    void aLastLineWithoutNewlineIsWrittenEvenIfThePodIsGoneBeforeTheLogCouldBeAskedForAgain() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.write(T2, "no newline");
        kubelet.request().sendAll().end();
        time.run();
        follower.end(true);

        kubelet.request().end(new LogEnd.Missing());
        time.run();

        assertThat(medium.text()).isEqualTo("one\nno newline");
    }

    @Test
    void aPodThatIsGoneEndsTheLogWithTheTimeFromWhichOnLinesMayBeMissing() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll().end(new LogEnd.Failed("reset"));
        time.run();
        follower.end(true);

        kubelet.request().end(new LogEnd.Missing());
        time.run();

        assertThat(heard)
                .containsExactly(
                        "answered",
                        "Log of container main: lines written after 2026-01-02T03:04:01.100Z may be missing:"
                                + " the pod is gone.",
                        "drained");
        assertThat(follower.isComplete()).isFalse();
    }

    @Test
    void aLogOfWhichNothingIsMissingIsComplete() {
        follower.end(false);
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll().end();
        time.run();

        assertThat(follower.isComplete()).isTrue();
    }

    @Test
    void aLogWithAGapIsNotComplete() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll().end();
        kubelet.rotate();
        time.pass(AGAIN);
        kubelet.write(T9, "three\n");
        kubelet.request().sendAll();
        time.pass(MOMENT);

        assertThat(follower.isComplete()).isFalse();
    }

    @Test
    void nothingIsAnnouncedIfTheLogHadBeenReadToItsEndBeforeThePodWasGone() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll().end();
        time.pass(AGAIN);
        kubelet.request().sendAll().end();
        time.run();
        follower.end(true);

        kubelet.request().end(new LogEnd.Missing());
        time.run();

        assertThat(heard).containsExactly("answered", "drained");
    }

    /** A restarted kubelet ends a request in order. The container goes on, and nothing new is read before its pod is gone. */
    private void theContainerGoesOnAfterAnEndInOrder() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll().end();
        time.pass(AGAIN);
        kubelet.request().sendAll().end();
        time.pass(Duration.ofSeconds(10));
        assertThat(kubelet.request().isOpen()).isTrue();
        kubelet.write(T9, "two\n");
    }

    private void thePodIsGoneAndLinesMayBeMissing() {
        kubelet.request().end(new LogEnd.Missing());
        time.run();

        assertThat(heard).hasSize(3).contains("answered", "drained");
        assertThat(follower.isComplete()).isFalse();
    }

    @Test
    void anEndInOrderProvesNothingAfterAFailureThatCameLater() {
        theContainerGoesOnAfterAnEndInOrder();
        kubelet.request().end(new LogEnd.Failed("no route to the node"));
        time.run();
        follower.end(true);
        time.pass(SECOND);

        thePodIsGoneAndLinesMayBeMissing();
    }

    @Test
    void anEndInOrderProvesNothingAfterARequestThatWasCutOffLater() {
        theContainerGoesOnAfterAnEndInOrder();
        kubelet.request().answer();
        time.run();
        follower.end(true);
        time.pass(SECOND);
        time.pass(SECOND);

        thePodIsGoneAndLinesMayBeMissing();
    }

    @Test
    void aMissingPodIsAskedForAgainAsLongAsItWasNotSeenToBeGone() {
        start();
        follower.end(false);
        time.pass(SECOND);

        kubelet.request().end(new LogEnd.Missing());
        time.pass(SECOND);

        assertThat(heard).isEmpty();
        assertThat(kubelet.request().isOpen()).isTrue();
    }

    @Test
    void aLogThatIsRotatedAwayAtTheEndIsAnnounced() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll().end();
        time.run();
        kubelet.rotate();
        follower.end(false);

        for (int second = 0; second < 7; second++) {
            if (kubelet.request().isOpen()) {
                kubelet.request().answer().end();
            }
            time.pass(SECOND);
        }

        assertThat(heard)
                .containsExactly(
                        "answered",
                        "Log of container main: lines written after 2026-01-02T03:04:01.100Z may be missing:"
                                + " the node no longer has that part of the log.",
                        "drained");
    }

    @ParameterizedTest
    @MethodSource("ends")
    void theEndComesWithinAMinuteWhateverTheServerAnswers(LogEnd end) {
        start();
        follower.end(false);

        endEveryRequest(end, Duration.ofMinutes(1));

        assertThat(heard).endsWith("drained");
    }

    @Test
    void theEndComesWithinAMinuteFromAServerThatNeverAnswers() {
        start();
        follower.end(false);

        time.pass(Duration.ofMinutes(1));

        assertThat(heard)
                .containsExactly(
                        "Log of container main could not be read: the server has sent nothing for 10 s.", "drained");
    }

    @Test
    void whatTheServerSaysInsteadOfTheLogIsToldAtTheEnd() {
        start();
        follower.end(false);
        for (int i = 0; i < 600 && !heard.contains("drained"); i++) {
            if (kubelet.request().isOpen()) {
                kubelet.request()
                        .raw("unable to retrieve container logs for containerd://0123")
                        .end();
            }
            time.pass(Duration.ofMillis(100));
        }

        assertThat(medium.text()).isEmpty();
        assertThat(heard)
                .contains("Log of container main could not be read: unable to retrieve container logs for"
                        + " containerd://0123.");
    }

    @Test
    void nothingIsLeftBehindAfterTheEnd() {
        follower.end(false);
        start();
        kubelet.request().answer().end();
        time.run();

        assertThat(time.timers()).isZero();
    }

    @Test
    void nothingIsToldAfterClosing() {
        start();
        follower.close();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll().end();

        time.pass(Duration.ofMinutes(1));

        assertThat(heard).isEmpty();
        assertThat(kubelet.requests()).hasSize(1);
        assertThat(kubelet.request().isClosed()).isTrue();
    }

    @Test
    void whatCameBeforeClosingIsWritten() {
        start();
        kubelet.write(T1, "one\n");
        kubelet.request().sendAll();
        time.run();

        follower.close();

        assertThat(medium.text()).isEqualTo("one\n");
    }

    private void start() {
        follower.start();
        time.pass(LogFollower.SHORT);
    }

    private void endEveryRequest(LogEnd end, Duration duration) {
        Instant until = time.instant().plus(duration);
        while (time.instant().isBefore(until)) {
            if (kubelet.request().isOpen()) {
                kubelet.request().end(end);
            }
            time.pass(MOMENT);
        }
    }
}
