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
    void aFileIsAppendedToInAFolderThatIsMade() throws IOException {
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
    void aFileThatWasCutBackIsAppendedToAtItsEnd() throws IOException {
        Path path = folder.resolve("log.txt");
        try (FileMedium file = new FileMedium(path)) {
            append(file, "one\ntwo\n");
            file.cutBack(4);
            append(file, "three\n");
        }

        assertThat(path).hasContent("one\nthree\n");
    }

    @Test
    void theNewlinesBehindAPlaceInAFileAreCounted() throws IOException {
        try (FileMedium file = new FileMedium(folder.resolve("log.txt"))) {
            append(file, "one\ntwo\n" + "x".repeat(100_000) + "\nend");

            assertThat(file.newlinesAfter(4)).isEqualTo(2);
            assertThat(file.newlinesAfter(file.length())).isZero();
        }
    }

    @Test
    void aStreamIsFlushedWithEachText() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StreamMedium stream = new StreamMedium(new BufferedOutputStream(out));

        append(stream, "one\n");

        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo("one\n");
    }

    @Test
    void onAStreamAStatusLineAfterAnUnfinishedLineHasALineOfItsOwn() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StreamMedium stream = new StreamMedium(out);
        append(stream, "unfinished");

        new TaskOutput(stream, OutputPosition.start(), position -> {}).say("status");

        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo("unfinished\nstatus\n");
    }

    @Test
    void capturedOutputIsReturnedAsItWasWritten() throws IOException {
        try (CapturedOutput captured = new CapturedOutput(folder.resolve("out"), 100)) {
            append(captured, "gr\u00fc\u00dfe\r\n\n");

            assertThat(captured.text()).isEqualTo("gr\u00fc\u00dfe\r\n\n");
        }
    }

    @Test
    void capturedOutputMayHaveTheFullLength() throws IOException {
        try (CapturedOutput captured = new CapturedOutput(folder.resolve("out"), 100)) {
            append(captured, "x".repeat(100));

            assertThat(captured.text()).hasSize(100);
        }
    }

    @Test
    void capturedOutputOverTheLimitIsRefusedWithTheLimit() throws IOException {
        try (CapturedOutput captured = new CapturedOutput(folder.resolve("out"), 100)) {
            append(captured, "x".repeat(60));
            append(captured, "x".repeat(60));

            assertThatThrownBy(captured::text)
                    .isInstanceOf(CapturedOutput.TooLong.class)
                    .hasMessageContaining("100 bytes");
        }
    }

    @Test
    void capturedOutputOverTheLimitStaysRefusedAfterARestart() throws IOException {
        Path path = folder.resolve("out");
        try (CapturedOutput captured = new CapturedOutput(path, 100)) {
            append(captured, "x".repeat(200));
        }

        try (CapturedOutput captured = new CapturedOutput(path, 100)) {
            assertThatThrownBy(captured::text).isInstanceOf(CapturedOutput.TooLong.class);
        }
    }

    @Test
    void capturedOutputTakesNoMoreRoomThanItsLimit() throws IOException {
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
