package io.jenkins.plugins.runpod.history;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * One ended task of a {@link Block}, with the numbers of its texts. One object walks over many rows, so that a scan makes no
 * garbage. Not safe for use by many threads.
 */
final class Row {
    private static final Verdict[] VERDICTS = Verdict.values();
    private static final WaitKind[] KINDS = WaitKind.values();
    private static final int UUID_BYTES = 16;
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private byte[] bytes;
    private int at;
    private int idAt;
    private int idLength;

    /** In milliseconds since 1970. */
    long ended;

    int job;
    /** Of the build; -1 if the job is the whole id of the build. */
    long build;

    int place;
    int image;
    int reason;
    Verdict verdict;
    int attempts;
    boolean started;
    long startMs;
    long runMs;
    long lostMs;
    int waits;
    WaitKind[] kinds = new WaitKind[8];
    int[] causes = new int[8];
    int[] images = new int[8];
    /** Whether the wait itself names the image. */
    boolean[] named = new boolean[8];

    int[] times = new int[8];
    long[] ms = new long[8];

    /** Packs a task. */
    static void write(EndedTask task, Block block, Dictionaries texts) {
        BuildId build = BuildId.of(task.build());
        block.number(task.ended().toEpochMilli());
        block.number(texts.jobs().number(build.job()));
        block.number(build.number() + 1);
        block.number(texts.places().number(task.cluster() + "/" + task.namespace()));
        block.number(texts.images().number(task.image()));
        block.number(texts.causes().number(task.reason()));
        block.number(task.verdict().ordinal());
        block.number(task.attempts());
        block.number(task.startMs() == null ? 0 : 1);
        if (task.startMs() != null) {
            block.number(task.startMs());
        }
        block.number(task.runMs());
        block.number(task.lostMs());
        id(task.task(), block);
        block.number(task.waits().size());
        for (Wait wait : task.waits()) {
            block.number((long) texts.causes().number(wait.cause()) * KINDS.length
                    + wait.kind().ordinal());
            block.number(wait.image().isEmpty() ? 0 : 1 + texts.images().number(wait.image()));
            block.number(wait.times());
            block.number(wait.ms());
        }
        block.rowEnds();
    }

    /** Nearly all ids are of the usual form, which is half as long in binary. */
    private static void id(String id, Block block) {
        if (UUID_TEXT.matcher(id).matches()) {
            UUID uuid = UUID.fromString(id);
            block.number(0);
            block.raw(ByteBuffer.allocate(UUID_BYTES)
                    .putLong(uuid.getMostSignificantBits())
                    .putLong(uuid.getLeastSignificantBits())
                    .array());
        } else {
            byte[] text = id.getBytes(StandardCharsets.UTF_8);
            block.number(1 + text.length);
            block.raw(text);
        }
    }

    /** Begins to read a block, at a place where a row begins. */
    void at(Block.Part part, int position) {
        bytes = part.bytes();
        at = position;
    }

    /** Where the next row begins. */
    int position() {
        return at;
    }

    /** Reads the next row. */
    void read() {
        ended = number();
        job = (int) number();
        build = number() - 1;
        place = (int) number();
        image = (int) number();
        reason = (int) number();
        verdict = VERDICTS[(int) number()];
        attempts = (int) number();
        started = number() != 0;
        startMs = started ? number() : 0;
        runMs = number();
        lostMs = number();
        idLength = (int) number() - 1;
        idAt = at;
        at += idLength < 0 ? UUID_BYTES : idLength;
        waits = (int) number();
        if (waits > causes.length) {
            grow(waits);
        }
        for (int i = 0; i < waits; i++) {
            int word = (int) number();
            causes[i] = word / KINDS.length;
            kinds[i] = KINDS[word % KINDS.length];
            int own = (int) number();
            named[i] = own > 0;
            images[i] = named[i] ? own - 1 : image;
            times[i] = (int) number();
            ms[i] = number();
        }
    }

    private void grow(int size) {
        kinds = Arrays.copyOf(kinds, size);
        causes = Arrays.copyOf(causes, size);
        images = Arrays.copyOf(images, size);
        named = Arrays.copyOf(named, size);
        times = Arrays.copyOf(times, size);
        ms = Arrays.copyOf(ms, size);
    }

    private long number() {
        byte next = bytes[at++];
        if (next >= 0) {
            return next;
        }
        long value = next & 0x7F;
        for (int shift = 7; ; shift += 7) {
            next = bytes[at++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    /** The id of the task. */
    String task() {
        if (idLength >= 0) {
            return new String(bytes, idAt, idLength, StandardCharsets.UTF_8);
        }
        ByteBuffer id = ByteBuffer.wrap(bytes, idAt, UUID_BYTES);
        return new UUID(id.getLong(), id.getLong()).toString().toLowerCase(Locale.ROOT);
    }

    /** Whether the task ended otherwise than it should have. */
    boolean bad() {
        return verdict != Verdict.SUCCEEDED;
    }
}
