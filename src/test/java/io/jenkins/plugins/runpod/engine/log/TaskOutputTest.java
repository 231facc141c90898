package io.jenkins.plugins.runpod.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskOutputTest {
    private static final String STAMP = "2026-01-02T03:04:05.000000001Z";
    private static final LogCursor BEFORE_FIRST = new LogCursor(Instant.parse(STAMP), Instant.parse(STAMP), 0, 0);

    private final List<OutputPosition> saves = new ArrayList<>();
    private final MemoryMedium file = MemoryMedium.file();
    private final MemoryMedium buildLog = MemoryMedium.buildLog();

    @Test
    void statusLinesAndLogLinesComeOutInTheirOrder() throws IOException {
        TaskOutput output = new TaskOutput(file, OutputPosition.start(), saves::add);

        output.say("waiting");
        write(output.stream("uid/main", ""), "one\n");
        output.say("done");

        assertThat(file.text()).isEqualTo("waiting\none\ndone\n");
    }

    @Test
    void whatTheMediumHeldBeforeTheTaskIsKept() {
        file.put("of another task\n");
        TaskOutput output = new TaskOutput(file, OutputPosition.start(), saves::add);

        output.say("waiting");

        assertThat(file.text()).isEqualTo("of another task\nwaiting\n");
    }

    @Test
    void anotherWriterIsSavedBeforeItWrites() throws IOException {
        List<String> heldAtSave = new ArrayList<>();
        TaskOutput output = new TaskOutput(
                file, OutputPosition.start(), position -> heldAtSave.add(position.owner() + ":" + file.text()));

        output.say("waiting");
        write(output.stream("uid/main", ""), "one\n");
        output.say("done");

        assertThat(heldAtSave).containsExactly("uid/main:waiting\n", ":waiting\none\n");
    }

    @Test
    void settlingSavesTheCursor() throws IOException {
        TaskOutput output = new TaskOutput(file, OutputPosition.start(), saves::add);
        LogSink sink = output.stream("uid/main", "");

        write(sink, "one\n");
        sink.settle();

        assertThat(lastSaved()).isEqualTo(output.position());
        assertThat(lastSaved().cursor("uid/main")).isEqualTo(BEFORE_FIRST.past(1));
    }

    @Test
    void withoutAPauseTheCursorIsSavedEveryFewMegabytes() throws IOException {
        TaskOutput output = new TaskOutput(file, OutputPosition.start(), saves::add);
        LogSink sink = output.stream("uid/main", "");

        write(sink, "x".repeat(5_000_000) + "\n");

        assertThat(lastSaved().length()).isEqualTo(5_000_001);
    }

    @Test
    void logLinesBeyondTheSavedLengthAreCutOffAFile() throws IOException {
        write(new TaskOutput(file, OutputPosition.start(), saves::add).stream("uid/main", ""), "one\ntwo\n");

        LogSink again = new TaskOutput(file, lastSaved(), saves::add).stream("uid/main", "");

        assertThat(again.cursor()).isEqualTo(BEFORE_FIRST);
        assertThat(file.text()).isEmpty();
    }

    @Test
    void logLinesBeyondTheSavedLengthAreCountedInABuildLog() throws IOException {
        write(new TaskOutput(buildLog, OutputPosition.start(), saves::add).stream("uid/main", ""), "one\ntwo\n");

        LogSink again = new TaskOutput(buildLog, lastSaved(), saves::add).stream("uid/main", "");

        assertThat(again.cursor()).isEqualTo(BEFORE_FIRST.past(2));
        assertThat(buildLog.text()).isEqualTo("one\ntwo\n");
    }

    @Test
    void countedLinesAreSavedSoThatTheyAreNotCountedTwice() throws IOException {
        write(new TaskOutput(buildLog, OutputPosition.start(), saves::add).stream("uid/main", ""), "one\ntwo\n");
        new TaskOutput(buildLog, lastSaved(), saves::add).stream("uid/main", "").cursor();

        LogSink again = new TaskOutput(buildLog, lastSaved(), saves::add).stream("uid/main", "");

        assertThat(again.cursor()).isEqualTo(BEFORE_FIRST.past(2));
    }

    @Test
    void statusLinesBeyondTheSavedLengthStayAndCostNoLogLine() throws IOException {
        TaskOutput output = new TaskOutput(file, OutputPosition.start(), saves::add);
        write(output.stream("uid/main", ""), "one\n");
        output.say("so far");

        LogSink again = new TaskOutput(file, lastSaved(), saves::add).stream("uid/main", "");

        assertThat(again.cursor()).isEqualTo(BEFORE_FIRST.past(1));
        assertThat(file.text()).isEqualTo("one\nso far\n");
    }

    @Test
    void linesOfOneContainerCostNoneOfAnother() throws IOException {
        TaskOutput output = new TaskOutput(buildLog, OutputPosition.start(), saves::add);
        write(output.stream("uid/one", ""), "one\n");
        write(output.stream("uid/two", ""), "two\n");

        TaskOutput again = new TaskOutput(buildLog, lastSaved(), saves::add);

        assertThat(again.stream("uid/one", "").cursor()).isEqualTo(BEFORE_FIRST.past(1));
        assertThat(again.stream("uid/two", "").cursor()).isEqualTo(BEFORE_FIRST.past(1));
    }

    @Test
    void aTornLineInABuildLogEndsBeforeItComesAgain() throws IOException {
        LogSink sink = new TaskOutput(buildLog, OutputPosition.start(), saves::add).stream("uid/main", "");
        buildLog.tearNext(6, new IOException("torn"));
        assertThatThrownBy(() -> write(sink, "one\ntwo\n")).hasMessage("torn");

        LogSink again = new TaskOutput(buildLog, lastSaved(), saves::add).stream("uid/main", "");
        write(again, "two\n");

        assertThat(buildLog.text()).isEqualTo("one\ntw\u0001\ntwo\n");
    }

    /** What reached the log of a failed write belongs to its container, also if no more of it comes. */
    @Test
    void linesOfAFailedWriteAreCountedAfterTheEndOfTheirLog() throws IOException {
        LogSink sink = new TaskOutput(buildLog, OutputPosition.start(), saves::add).stream("uid/main", "");
        buildLog.tearNext(4, new IOException("torn"));
        assertThatThrownBy(() -> write(sink, "one\ntwo\n")).hasMessage("torn");
        sink.end();

        LogSink again = new TaskOutput(buildLog, lastSaved(), saves::add).stream("uid/main", "");

        assertThat(again.cursor()).isEqualTo(BEFORE_FIRST.past(1));
    }

    @Test
    void afterAFailedWriteAFileIsCutBackInTheSameProcess() throws IOException {
        LogSink sink = new TaskOutput(file, OutputPosition.start(), saves::add).stream("uid/main", "");
        file.tearNext(6, new IOException("torn"));
        assertThatThrownBy(() -> write(sink, "one\ntwo\n")).hasMessage("torn");

        write(sink, "one\ntwo\n");

        assertThat(file.text()).isEqualTo("one\ntwo\n");
    }

    @Test
    void nothingIsWrittenUnderAnotherNameWhenThatCannotBeSaved() {
        TaskOutput output = new TaskOutput(file, OutputPosition.start(), position -> {
            if (!position.owner().isEmpty()) {
                throw new UncheckedIOException(new IOException("disk full"));
            }
        });

        assertThatThrownBy(() -> write(output.stream("uid/main", ""), "one\n")).hasMessage("disk full");

        assertThat(file.text()).isEmpty();
    }

    @Test
    void aStatusLineThatCannotBeWrittenHarmsNobody() {
        TaskOutput output = new TaskOutput(file, OutputPosition.start(), saves::add);
        file.tearNext(3, new IOException("disk full"));

        output.say("lost");
        output.say("written");

        assertThat(file.text()).isEqualTo("los\nwritten\n");
    }

    @Test
    void aStatusLineWithinAnUnfinishedLogLineGetsALineOfItsOwn() throws IOException {
        TaskOutput output = new TaskOutput(file, OutputPosition.start(), saves::add);
        writeTail(output.stream("uid/main", ""), "no newline");

        output.say("done");

        assertThat(file.text()).isEqualTo("no newline\ndone\n");
    }

    @Test
    void anUnfinishedLogLineGoesOnInItsLineAfterARestart() throws IOException {
        LogSink sink = new TaskOutput(file, OutputPosition.start(), saves::add).stream("uid/main", "");
        writeTail(sink, "first");
        sink.settle();

        LogSink again = new TaskOutput(file, lastSaved(), saves::add).stream("uid/main", "");
        LogFramer framer = LogFramer.resume(again.cursor(), again);
        framer.feed(chunk(STAMP + " first second\n"));
        again.write(framer.batch());

        assertThat(file.text()).isEqualTo("first second\n");
    }

    @Test
    void anInterruptedLogLineGoesOnWithItsPrefix() throws IOException {
        TaskOutput output = new TaskOutput(file, OutputPosition.start(), saves::add);
        LogSink sink = output.stream("uid/main", "[main] ");
        writeTail(sink, "first");
        output.say("meanwhile");

        LogFramer framer = LogFramer.resume(sink.cursor(), sink);
        framer.feed(chunk(STAMP + " first second\n"));
        sink.write(framer.batch());

        assertThat(file.text()).isEqualTo("[main] first\nmeanwhile\n[main]  second\n");
    }

    @Test
    void aMediumThatHasBecomeShorterIsWrittenOnFromWhereItEnds() {
        new TaskOutput(file, OutputPosition.start(), saves::add).say("first");
        TaskOutput output = new TaskOutput(file, OutputPosition.start().at(1000), saves::add);

        output.say("second");

        assertThat(file.text()).isEqualTo("first\nsecond\n");
    }

    private OutputPosition lastSaved() {
        return saves.get(saves.size() - 1);
    }

    private static void write(LogSink sink, String lines) throws IOException {
        LogFramer framer = LogFramer.resume(sink.cursor(), sink);
        if (sink.cursor().lines() > 0) {
            framer.feed(chunk((STAMP + " old\n").repeat((int) sink.cursor().lines())));
        }
        for (ByteBuffer chunk = chunk(lines.replaceAll("(?m)^(?=.)", STAMP + " ")); chunk.hasRemaining(); ) {
            framer.feed(chunk);
        }
        sink.write(framer.batch());
    }

    private static void writeTail(LogSink sink, String text) throws IOException {
        LogFramer framer = LogFramer.resume(sink.cursor(), sink);
        framer.feed(chunk(STAMP + " " + text));
        framer.takeTail();
        sink.write(framer.batch());
    }

    private static ByteBuffer chunk(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
