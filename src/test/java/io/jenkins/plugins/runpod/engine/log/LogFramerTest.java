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
    void a_line_keeps_its_bytes(String line) {
        LogFramer framer = fromBeginning("", WHOLE);

        feed(framer, A + " " + line);

        assertThat(written(framer)).isEqualTo(line);
    }

    @Test
    void a_line_without_its_end_waits() {
        LogFramer framer = fromBeginning("", WHOLE);

        feed(framer, A + " a\n" + B + " b");

        assertThat(written(framer)).isEqualTo("a\n");
    }

    @Test
    void a_line_that_waited_comes_out_with_its_end() {
        LogFramer framer = fromBeginning("", WHOLE);

        feed(framer, A + " a\n" + B + " b");
        written(framer);
        feed(framer, "c\n");

        assertThat(written(framer)).isEqualTo("bc\n");
    }

    @Property
    void the_cuts_between_chunks_leave_no_trace(@ForAll @IntRange(min = 1, max = 150) int size) {
        String answer = A + " one\n" + B + " \n" + B + " three\r\n" + "no stamp here\n" + C + " five\n";
        LogFramer framer = fromBeginning("> ", WHOLE);

        for (int from = 0; from < answer.length(); from += size) {
            feed(framer, answer.substring(from, Math.min(answer.length(), from + size)));
        }

        assertThat(text(framer)).isEqualTo("> one\n> \n> three\r\n> no stamp here\n> five\n");
    }

    @Test
    void memory_that_is_no_array_is_read_as_well() {
        LogFramer framer = fromBeginning("", WHOLE);
        byte[] bytes = (A + " a\n").repeat(2000).getBytes(StandardCharsets.US_ASCII);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();

        while (direct.hasRemaining()) {
            framer.feed(direct);
        }

        assertThat(written(framer)).isEqualTo("a\n".repeat(2000));
    }

    @Test
    void the_cursor_counts_lines_from_the_latest_stamp() {
        LogFramer framer = fromBeginning("", WHOLE);

        feed(framer, A + " a\n" + C + " b\n" + B + " c\n" + C + " d\n");

        assertThat(framer.batch().end()).isEqualTo(new LogCursor(Instant.parse(C), Instant.parse(B), 3, 0));
    }

    @Test
    void a_new_log_is_anchored_at_its_first_line_before_anything_is_written() {
        LogFramer framer = fromBeginning("", WHOLE);

        feed(framer, A + " a\n");

        assertThat(framer.batch().start()).isEqualTo(cursor(A, 0, 0));
    }

    @Test
    void the_lines_of_the_cursor_are_passed_by_position() {
        LogFramer framer = resume(cursor(B, 3, 0));

        feed(framer, A + " old\n" + B + " 1\n" + A + " 2\n" + B + " 3\n" + B + " new\n");

        assertThat(written(framer)).isEqualTo("new\n");
    }

    @Test
    void the_cursor_may_stand_before_its_line() {
        LogFramer framer = resume(cursor(B, 0, 0));

        feed(framer, A + " old\n" + B + " new\n");

        assertThat(written(framer)).isEqualTo("new\n");
    }

    @Test
    void a_cursor_within_a_line_goes_on_within_that_line() {
        LogFramer framer = resume(cursor(B, 1, 3));

        feed(framer, B + " old\n" + C + " abcdef\n");

        assertThat(written(framer)).isEqualTo("def\n");
    }

    @Test
    void lines_without_stamps_are_lines() {
        LogFramer framer = resume(cursor(A, 2, 0));

        feed(framer, "the end of some line\n" + A + " 1\nsecond\nthird\n");

        assertThat(written(framer)).isEqualTo("third\n");
    }

    @Test
    void a_log_without_any_stamps_is_counted_from_its_beginning() {
        LogFramer framer = resume(LogCursor.beginning().past(2));

        feed(framer, "first\nsecond\nthird\n");

        assertThat(written(framer)).isEqualTo("third\n");
    }

    @Test
    void a_later_stamp_in_the_first_place_is_a_gap_up_to_there() {
        LogFramer framer = resume(cursor(A, 1, 0));

        feed(framer, C + " c\n");

        assertThat(framer.hasGap()).isTrue();
        assertThat(framer.gapEnd()).contains(Instant.parse(C));
        assertThat(written(framer)).isEqualTo("c\n");
    }

    @Test
    void a_later_stamp_after_passed_lines_means_that_those_may_be_new() {
        LogFramer framer = resume(cursor(B, 1, 0));

        feed(framer, A + " a\n" + C + " c\n");

        assertThat(framer.isLost()).isTrue();
    }

    @Test
    void after_a_gap_everything_is_taken() {
        LogFramer framer = LogFramer.afterGap(sink("", WHOLE));

        feed(framer, A + " a\n" + C + " c\n");

        assertThat(framer.gapEnd()).contains(Instant.parse(A));
        assertThat(written(framer)).isEqualTo("a\nc\n");
    }

    @Test
    void a_very_long_line_comes_in_pieces_and_bounded_memory() {
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
    void the_cursor_knows_the_bytes_of_a_piece() {
        LogFramer framer = fromBeginning("", WHOLE);

        feed(framer, A + " a\n" + B + " " + "x".repeat(LogFramer.PIECE));

        assertThat(framer.batch().end()).isEqualTo(cursor(B, 0, LogFramer.PIECE));
    }

    @Test
    void a_sink_with_a_longest_line_gets_longer_ones_broken() {
        LogFramer framer = fromBeginning("> ", 4);

        feed(framer, A + " 12345678\n" + A + " 123456789\n");

        assertThat(written(framer)).isEqualTo("> 1234\n> 5678\n> 1234\n> 5678\n> 9\n");
    }

    @Test
    void the_parts_of_a_broken_line_are_counted_as_lines() {
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
    void what_the_server_says_of_itself_at_the_end_is_no_line(String message) {
        LogFramer framer = fromBeginning("", WHOLE);

        feed(framer, A + " a\n" + message);
        framer.finish();
        framer.takeTail();

        assertThat(framer.notice()).contains(message);
        assertThat(written(framer)).isEqualTo("a\n");
    }

    @Test
    void what_the_server_is_known_to_say_is_no_line_even_with_a_newline() {
        LogFramer framer = fromBeginning("", WHOLE);

        feed(framer, "unable to retrieve container logs for containerd://0123\n");
        framer.finish();

        assertThat(framer.notice()).isPresent();
        assertThat(framer.hasText()).isFalse();
    }

    @Test
    void what_the_server_says_is_heard_even_while_the_cursor_is_looked_for() {
        LogFramer framer = resume(cursor(A, 1, 0));

        feed(framer, "unable to retrieve container logs for containerd://0123");
        framer.finish();

        assertThat(framer.notice()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "2026-01-02T03", "2026-01-02T03:04:05.000000001Z"})
    void a_stamp_cut_in_the_middle_is_nothing_the_server_says(String cut) {
        LogFramer framer = fromBeginning("", WHOLE);

        feed(framer, A + " a\n" + cut);
        framer.finish();

        assertThat(framer.notice()).isEqualTo(Optional.empty());
    }

    @Test
    void a_last_line_without_newline_is_written_as_it_is() {
        LogFramer framer = fromBeginning("", WHOLE);

        feed(framer, A + " a");
        framer.finish();
        framer.takeTail();

        assertThat(written(framer)).isEqualTo("a");
        assertThat(framer.batch().end()).isEqualTo(cursor(A, 0, 1));
    }

    @Test
    void a_last_line_without_newline_gets_one_where_only_whole_lines_are_taken() {
        LogFramer framer = fromBeginning("", 100);

        feed(framer, A + " a");
        framer.finish();
        framer.takeTail();

        assertThat(written(framer)).isEqualTo("a\n");
    }

    @Test
    void nothing_comes_of_a_last_line_that_was_written_before() {
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
