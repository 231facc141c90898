package io.jenkins.plugins.runpod.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.ZipException;

/** Ended tasks as lines of JSON. A line that is broken or of another kind is skipped. */
final class JsonLines {
    /** A longer line is no task. */
    private static final int LONGEST = 1 << 20;

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final ObjectWriter WRITER = JSON.writerFor(EndedTask.class);
    private static final ObjectReader READER = JSON.readerFor(EndedTask.class);

    private final InputStream in;
    private final Consumer<EndedTask> each;
    private long rest;
    private byte[] buffer = new byte[1 << 16];
    private int filled;
    private boolean tooLong;
    private long skipped;

    private JsonLines(InputStream in, long length, Consumer<EndedTask> each) {
        this.in = in;
        this.rest = length;
        this.each = each;
    }

    /** The lines, each with its end. */
    static byte[] of(List<EndedTask> tasks) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream(tasks.size() * 512);
        for (EndedTask task : tasks) {
            // Not as bytes, which half of a surrogate pair in a name would keep from being written, again and again.
            lines.write((WRITER.writeValueAsString(task) + "\n").getBytes(UTF_8));
        }
        return lines.toByteArray();
    }

    /**
     * Reads lines.
     *
     * @param length how many bytes to read, if there are as many
     * @return how many lines were skipped. What cannot be unpacked counts as one
     */
    static long read(InputStream in, long length, Consumer<EndedTask> each) throws IOException {
        return new JsonLines(in, length, each).read();
    }

    private long read() throws IOException {
        try {
            for (int more = readMore(); more > 0; more = readMore()) {
                int searched = filled;
                filled += more;
                rest -= more;
                takeLines(searched);
                makeRoom();
            }
            take(0, filled); // a kill has cut it off
        } catch (EOFException | ZipException e) {
            skipped++;
        }
        return skipped;
    }

    private int readMore() throws IOException {
        return in.read(buffer, filled, (int) Math.min(buffer.length - filled, rest));
    }

    private void takeLines(int searched) {
        int start = 0;
        for (int i = searched; i < filled; i++) {
            if (buffer[i] == '\n') {
                take(start, i);
                start = i + 1;
            }
        }
        System.arraycopy(buffer, start, buffer, 0, filled - start);
        filled -= start;
    }

    private void makeRoom() {
        if (filled == buffer.length) {
            if (filled < LONGEST) {
                buffer = Arrays.copyOf(buffer, 2 * filled);
            } else {
                tooLong = true;
                filled = 1; // the rest of the line still has a beginning
            }
        }
    }

    private void take(int start, int end) {
        if (start == end) {
            return;
        }
        if (tooLong) {
            tooLong = false;
            skipped++;
            return;
        }
        Optional<EndedTask> task = task(start, end - start);
        task.ifPresentOrElse(each, () -> skipped++);
    }

    private Optional<EndedTask> task(int start, int length) {
        try {
            return Optional.ofNullable(READER.readValue(buffer, start, length));
        } catch (IOException e) { // the bytes are no task, and perhaps not even text
            return Optional.empty();
        }
    }
}
