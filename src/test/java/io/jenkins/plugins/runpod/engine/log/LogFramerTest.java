package io.jenkins.plugins.runpod.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogFramerTest {
    private static final String A = "2026-01-02T03:04:05.000000001Z";
    private static final String B = "2026-01-02T03:04:05.000000002Z";
    private static final String C = "2026-01-02T03:04:05.000000003Z";
    private static final int WHOLE = Integer.MAX_VALUE;

    private final MemoryMedium medium = MemoryMedium.file();

    @ParameterizedTest
    @ValueSource(strings = {"\n", "a\n", "a b  c\n", "\r\n", "a\r\n", " leading\n", "\0\1\u00ff\u00fe\n", A + " a\n"})
    void aLineKeepsItsBytes(String line) {
        LogFramer framer = fromBeginning("", WHOLE);

        feed(framer, A + " " + line);

        assertThat(written(framer)).isEqualTo(line);
    }

    @Test
    void aLineWithoutItsEndWaits() {
        LogFramer framer = fromBeginning("", WHOLE);

        feed(framer, A + " a\n" + B + " b");

        assertThat(written(framer)).isEqualTo("a\n");
    }

    @Test
    void aLineThatWaitedComesOutWithItsEnd() {
        LogFramer framer = fromBeginning("", WHOLE);

        feed(framer, A + " a\n" + B + " b");
        written(framer);
        feed(framer, "c\n");

        assertThat(written(framer)).isEqualTo("bc\n");
    }

    @Property
    void theCutsBetweenChunksLeaveNoTrace(@ForAll @IntRange(min = 1, max = 150) int size) {
        String answer = A + " one\n" + B + " \n" + B + " three\r\n" + "no stamp here\n" + C + " five\n";
        LogFramer framer = fromBeginning("> ", WHOLE);

        for (int from = 0; from < answer.length(); from += size) {
            feed(framer, answer.substring(from, Math.min(answer.length(), from + size)));
        }

        assertThat(text(framer)).isEqualTo("> one\n> \n> three\r\n> no stamp here\n> five\n");
    }

    @Test
    void memoryThatIsNoArrayIsReadAsWell() {
        LogFramer framer = fromBeginning("", WHOLE);
        byte[] bytes = (A + " a\n").repeat(2000).getBytes(StandardCharsets.US_ASCII);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();

        while (direct.hasRemaining()) {
            framer.feed(direct);
        }

        assertThat(written(framer)).isEqualTo("a\n".repeat(2000));
    }

    @Test
    void theCursorCountsLinesFromTheLatestStamp() {
        LogFramer framer = fromBeginning("", WHOLE);

        feed(framer, A + " a\n" + C + " b\n" + B + " c\n" + C + " d\n");

        assertThat(framer.batch().end()).isEqualTo(new LogCursor(Instant.parse(C), Instant.parse(B), 3, 0));
    }

    @Test
    void aNewLogIsAnchoredAtItsFirstLineBeforeAnythingIsWritten() {
        LogFramer framer = fromBeginning("", WHOLE);

        feed(framer, A + " a\n");

        assertThat(framer.batch().start()).isEqualTo(cursor(A, 0, 0));
    }

    @Test
    void theLinesOfTheCursorArePassedByPosition() {
        LogFramer framer = resume(cursor(B, 3, 0));

        feed(framer, A + " old\n" + B + " 1\n" + A + " 2\n" + B + " 3\n" + B + " new\n");

        assertThat(written(framer)).isEqualTo("new\n");
    }

    @Test
    void theCursorMayStandBeforeItsLine() {
        LogFramer framer = resume(cursor(B, 0, 0));

        feed(framer, A + " old\n" + B + " new\n");

        assertThat(written(framer)).isEqualTo("new\n");
    }

    @Test
    void aCursorWithinALineGoesOnWithinThatLine() {
        LogFramer framer = resume(cursor(B, 1, 3));

        feed(framer, B + " old\n" + C + " abcdef\n");

        assertThat(written(framer)).isEqualTo("def\n");
    }

    @Test
    void linesWithoutStampsAreLines() {
        LogFramer framer = resume(cursor(A, 2, 0));

        feed(framer, "the end of some line\n" + A + " 1\nsecond\nthird\n");

        assertThat(written(framer)).isEqualTo("third\n");
    }

    @Test
    void aLogWithoutAnyStampsIsCountedFromItsBeginning() {
        LogFramer framer = resume(LogCursor.beginning().past(2));

        feed(framer, "first\nsecond\nthird\n");

        assertThat(written(framer)).isEqualTo("third\n");
    }

    @Test
    void aLaterStampInTheFirstPlaceIsAGapUpToThere() {
        LogFramer framer = resume(cursor(A, 1, 0));

        feed(framer, C + " c\n");

        assertThat(framer.hasGap()).isTrue();
        assertThat(framer.gapEnd()).contains(Instant.parse(C));
        assertThat(written(framer)).isEqualTo("c\n");
    }

    @Test
    void aLaterStampAfterPassedLinesMeansThatThoseMayBeNew() {
        LogFramer framer = resume(cursor(B, 1, 0));

        feed(framer, A + " a\n" + C + " c\n");

        assertThat(framer.isLost()).isTrue();
    }

    @Test
    void afterAGapEverythingIsTaken() {
        LogFramer framer = LogFramer.afterGap(sink("", WHOLE));

        feed(framer, A + " a\n" + C + " c\n");

        assertThat(framer.gapEnd()).contains(Instant.parse(A));
        assertThat(written(framer)).isEqualTo("a\nc\n");
    }

    @Test
    void aVeryLongLineComesInPiecesAndBoundedMemory() {
        LogFramer framer = fromBeginning("", WHOLE);

        feed(framer, A + " ");
        int largest = 0;
        for (int i = 0; i < 1000; i++) {
            feed(framer, "x".repeat(10_000));
            largest = Math.max(largest, framer.batch().tail());
            written(framer);
        }

        assertThat(largest).isLessThan(LogFramer.PIECE + 10_000);
        assertThat(medium.length()).isGreaterThan(10_000_000 - LogFramer.PIECE);
    }

    @Test
    void theCursorKnowsTheBytesOfAPiece() {
        LogFramer framer = fromBeginning("", WHOLE);

        feed(framer, A + " a\n" + B + " " + "x".repeat(LogFramer.PIECE));

        assertThat(framer.batch().end()).isEqualTo(cursor(B, 0, LogFramer.PIECE));
    }

    @Test
    void aSinkWithALongestLineGetsLongerOnesBroken() {
        LogFramer framer = fromBeginning("> ", 4);

        feed(framer, A + " 12345678\n" + A + " 123456789\n");

        assertThat(written(framer)).isEqualTo("> 1234\n> 5678\n> 1234\n> 5678\n> 9\n");
    }

    @Test
    void thePartsOfABrokenLineAreCountedAsLines() {
        LogFramer framer = LogFramer.resume(cursor(A, 2, 0), sink("", 4));

        feed(framer, A + " 123456789\n");

        assertThat(written(framer)).isEqualTo("9\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unable to retrieve container logs for containerd://0123456789abcdef0123456789abcdef",
                "failed to create fsnotify watcher: too many open files",
                "context cancelled",
                "EOF",
            })
    void whatTheServerSaysOfItselfAtTheEndIsNoLine(String message) {
        LogFramer framer = fromBeginning("", WHOLE);

        feed(framer, A + " a\n" + message);
        framer.finish();
        framer.takeTail();

        assertThat(framer.notice()).contains(message);
        assertThat(written(framer)).isEqualTo("a\n");
    }

    @Test
    void whatTheServerIsKnownToSayIsNoLineEvenWithANewline() {
        LogFramer framer = fromBeginning("", WHOLE);

        feed(framer, "unable to retrieve container logs for containerd://0123\n");
        framer.finish();

        assertThat(framer.notice()).isPresent();
        assertThat(framer.hasText()).isFalse();
    }

    @Test
    void whatTheServerSaysIsHeardEvenWhileTheCursorIsLookedFor() {
        LogFramer framer = resume(cursor(A, 1, 0));

        feed(framer, "unable to retrieve container logs for containerd://0123");
        framer.finish();

        assertThat(framer.notice()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "2026-01-02T03", "2026-01-02T03:04:05.000000001Z"})
    void aStampCutInTheMiddleIsNothingTheServerSays(String cut) {
        LogFramer framer = fromBeginning("", WHOLE);

        feed(framer, A + " a\n" + cut);
        framer.finish();

        assertThat(framer.notice()).isEqualTo(Optional.empty());
    }

    @Test
    void aLastLineWithoutNewlineIsWrittenAsItIs() {
        LogFramer framer = fromBeginning("", WHOLE);

        feed(framer, A + " a");
        framer.finish();
        framer.takeTail();

        assertThat(written(framer)).isEqualTo("a");
        assertThat(framer.batch().end()).isEqualTo(cursor(A, 0, 1));
    }

    @Test
    void aLastLineWithoutNewlineGetsOneWhereOnlyWholeLinesAreTaken() {
        LogFramer framer = fromBeginning("", 100);

        feed(framer, A + " a");
        framer.finish();
        framer.takeTail();

        assertThat(written(framer)).isEqualTo("a\n");
    }

    @Test
    void nothingComesOfALastLineThatWasWrittenBefore() {
        LogFramer framer = resume(cursor(A, 0, 3));

        feed(framer, A + " abc");
        framer.finish();
        framer.takeTail();

        assertThat(framer.hasText()).isFalse();
    }

    private LogFramer fromBeginning(String prefix, int longestLine) {
        return LogFramer.resume(LogCursor.beginning(), sink(prefix, longestLine));
    }

    private LogFramer resume(LogCursor cursor) {
        return LogFramer.resume(cursor, sink("", WHOLE));
    }

    private static LogSink sink(String prefix, int longestLine) {
        return new TaskOutput(new MemoryMedium(true, longestLine), OutputPosition.start(), position -> {})
                .stream("uid/main", prefix);
    }

    private static LogCursor cursor(String stamp, long lines, long bytes) {
        return new LogCursor(Instant.parse(stamp), Instant.parse(stamp), lines, bytes);
    }

    private static void feed(LogFramer framer, String text) {
        ByteBuffer chunk = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (chunk.hasRemaining() && !framer.isLost()) {
            framer.feed(chunk);
        }
    }

    /** The text of the batch, which is then over. */
    private String written(LogFramer framer) {
        long before = medium.length();
        LogBatch batch = framer.batch();
        if (!batch.isEmpty()) {
            write(batch, medium);
        }
        batch.written(true);
        return medium.text().substring((int) before);
    }

    private static String text(LogFramer framer) {
        MemoryMedium fresh = MemoryMedium.file();
        write(framer.batch(), fresh);
        return fresh.text();
    }

    private static void write(LogBatch batch, MemoryMedium into) {
        try {
            batch.writeTo(into);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
