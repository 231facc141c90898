package io.jenkins.plugins.runpod.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MediaTest {
    @TempDir
    private Path folder;

    @Test
    void a_file_is_appended_to_in_a_folder_that_is_made() throws IOException {
        Path path = folder.resolve("new/log.txt");
        try (FileMedium file = new FileMedium(path)) {
            append(file, "one\n");
        }
        try (FileMedium file = new FileMedium(path)) {
            append(file, "two\n");
        }

        assertThat(path).hasContent("one\ntwo\n");
    }

    @Test
    void a_file_that_was_cut_back_is_appended_to_at_its_end() throws IOException {
        Path path = folder.resolve("log.txt");
        try (FileMedium file = new FileMedium(path)) {
            append(file, "one\ntwo\n");
            file.cutBack(4);
            append(file, "three\n");
        }

        assertThat(path).hasContent("one\nthree\n");
    }

    @Test
    void the_newlines_behind_a_place_in_a_file_are_counted() throws IOException {
        try (FileMedium file = new FileMedium(folder.resolve("log.txt"))) {
            append(file, "one\ntwo\n" + "x".repeat(100_000) + "\nend");

            assertThat(file.newlinesAfter(4)).isEqualTo(2);
            assertThat(file.newlinesAfter(file.length())).isZero();
        }
    }

    @Test
    void a_stream_is_flushed_with_each_text() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StreamMedium stream = new StreamMedium(new BufferedOutputStream(out));

        append(stream, "one\n");

        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo("one\n");
    }

    @Test
    void on_a_stream_a_status_line_after_an_unfinished_line_has_a_line_of_its_own() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StreamMedium stream = new StreamMedium(out);
        append(stream, "unfinished");

        new TaskOutput(stream, OutputPosition.start(), position -> {}).say("status");

        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo("unfinished\nstatus\n");
    }

    @Test
    void captured_output_is_returned_as_it_was_written() throws IOException {
        try (CapturedOutput captured = new CapturedOutput(folder.resolve("out"), 100)) {
            append(captured, "gr\u00fc\u00dfe\r\n\n");

            assertThat(captured.text()).isEqualTo("gr\u00fc\u00dfe\r\n\n");
        }
    }

    @Test
    void captured_output_may_have_the_full_length() throws IOException {
        try (CapturedOutput captured = new CapturedOutput(folder.resolve("out"), 100)) {
            append(captured, "x".repeat(100));

            assertThat(captured.text()).hasSize(100);
        }
    }

    @Test
    void captured_output_over_the_limit_is_refused_with_the_limit() throws IOException {
        try (CapturedOutput captured = new CapturedOutput(folder.resolve("out"), 100)) {
            append(captured, "x".repeat(60));
            append(captured, "x".repeat(60));

            assertThatThrownBy(captured::text)
                    .isInstanceOf(CapturedOutput.TooLong.class)
                    .hasMessageContaining("100 bytes");
        }
    }

    @Test
    void captured_output_over_the_limit_stays_refused_after_a_restart() throws IOException {
        Path path = folder.resolve("out");
        try (CapturedOutput captured = new CapturedOutput(path, 100)) {
            append(captured, "x".repeat(200));
        }

        try (CapturedOutput captured = new CapturedOutput(path, 100)) {
            assertThatThrownBy(captured::text).isInstanceOf(CapturedOutput.TooLong.class);
        }
    }

    @Test
    void captured_output_takes_no_more_room_than_its_limit() throws IOException {
        Path path = folder.resolve("out");
        try (CapturedOutput captured = new CapturedOutput(path, 100)) {
            append(captured, "x".repeat(1000));
            append(captured, "x".repeat(1000));
        }

        assertThat(Files.size(path)).isEqualTo(101);
    }

    private static void append(OutputMedium medium, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        medium.append(bytes, 0, bytes.length);
    }
}
