package io.jenkins.plugins.runpod.engine.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes batches of lines from the bytes of one answer to a log request: finds the cursor, passes over what was written before,
 * takes the time stamps off. Its memory is bounded whatever the answer holds. Does no I/O; not safe for use by many threads.
 *
 * <p>The cursor is found by position alone. Its line bears the latest stamp up to there; so a later stamp that comes first
 * proves that the server no longer has the cursor's line, and then all that it has was written behind that line.
 */
final class LogFramer {
    /** A batch of this size is worth a write. */
    static final int BATCH = 256 * 1024;
    /** A longer line is written in pieces, unless the sink breaks long lines. */
    static final int PIECE = 64 * 1024;
    /** Bytes looked at between two questions whether the batch is full. */
    private static final int SLICE = 16 * 1024;

    private static final byte[] NEWLINE = {'\n'};

    private enum Mode {
        /** Looks for the line with the cursor's stamp. */
        SEARCH,
        /** Found it, and counts what was written before. */
        PASS,
        WRITE,
        /** That line is gone, and some that were passed may be new. */
        LOST
    }

    private final StampReader stamps = new StampReader();
    private final ServerNotice notice = new ServerNotice();
    private final LogBatch batch;
    private final byte[] prefix;
    private final int longest;
    private final LogCursor goal;
    private final long goalTime;
    private final LinePosition position;

    private Mode mode;
    private long linesPassed;
    private boolean servedAny;
    private boolean gap;
    private Optional<Instant> gapEnd = Optional.empty();

    private final LineHead head = new LineHead();
    private boolean inLine;
    private long stamp;
    /** Bytes of the line so far, without stamp and prefix. */
    private long offset;

    private byte[] slice = {};

    private LogFramer(LogCursor from, Mode mode, LogSink sink) {
        this.mode = mode;
        goal = from;
        goalTime = LinePosition.nanos(from.time());
        position = new LinePosition();
        batch = new LogBatch(from);
        prefix = sink.prefix().getBytes(StandardCharsets.UTF_8);
        longest = sink.longestLine();
    }

    /** Goes on at the cursor. */
    static LogFramer resume(LogCursor cursor, LogSink sink) {
        LogFramer framer = new LogFramer(cursor, Mode.SEARCH, sink);
        if (cursor.since().isEmpty()) {
            framer.found();
        }
        return framer;
    }

    /** Takes all there is: the cursor's line is known to be gone. */
    static LogFramer afterGap(LogSink sink) {
        LogFramer framer = new LogFramer(LogCursor.beginning(), Mode.WRITE, sink);
        framer.gap = true;
        return framer;
    }

    LogBatch batch() {
        batch.endAt(position.cursor());
        return batch;
    }

    /** Whether the batch has text. */
    boolean hasText() {
        return batch.whole() > 0;
    }

    /** Whether the batch should be written before more is fed. */
    boolean isFull() {
        return batch.whole() >= BATCH;
    }

    /** What this answer holds has to be asked for once more, and taken from its beginning. */
    boolean isLost() {
        return mode == Mode.LOST;
    }

    /** Whether it is known where in the log this answer stands. */
    boolean isPlaced() {
        return mode == Mode.PASS || mode == Mode.WRITE;
    }

    /** Whether the answer held a line. */
    boolean servedAny() {
        return servedAny;
    }

    /** Whether lines may be missing before the batch. */
    boolean hasGap() {
        return gap;
    }

    /** The stamp of the first line behind the gap. */
    Optional<Instant> gapEnd() {
        return gapEnd;
    }

    void gapAnnounced() {
        gap = false;
    }

    /** What the server said about itself instead of the log. */
    Optional<String> notice() {
        return notice.found();
    }

    /** Takes some of the bytes, at least one. To be called until none remain; the batch is written whenever it is full. */
    void feed(ByteBuffer chunk) {
        int count = Math.min(chunk.remaining(), SLICE);
        if (chunk.hasArray()) {
            int from = chunk.arrayOffset() + chunk.position();
            feed(chunk.array(), from, from + count);
            chunk.position(chunk.position() + count);
        } else {
            if (slice.length == 0) {
                slice = new byte[SLICE];
            }
            chunk.get(slice, 0, count);
            feed(slice, 0, count);
        }
    }

    /** The answer is over. Text at its end that can only be the server's becomes the notice. */
    void finish() {
        if (!head.isEmpty() && (logWithoutStamps() || !head.looksLikeStamp())) {
            notice.begin();
            notice.add(head.bytes(), 0, head.size());
            notice.accept();
        } else if (inLine && stamp == StampReader.NONE && !logWithoutStamps()) {
            notice.accept();
            batch.dropTail();
            inLine = false;
        }
    }

    /** Whether the answer, which is over, ended within a time stamp: there was more, since a node writes stamps whole. */
    boolean isCutOff() {
        return !head.isEmpty() && head.looksLikeStamp() && !logWithoutStamps();
    }

    /** How much there is of a last line that has no newline; 0 if there is none. */
    long unfinished() {
        return inLine ? 1 + offset : head.size();
    }

    /** Takes a last line that has no newline: the log is known to end here. */
    void takeTail() {
        if (inLine && mode == Mode.WRITE && offset > 0 && batch.tail() > 0) {
            if (breaksLines()) {
                batch.put(NEWLINE, 0, 1);
                endLine();
            } else {
                piece();
            }
        }
    }

    private void feed(byte[] text, int from, int to) {
        int at = from;
        while (at < to && mode != Mode.LOST) {
            at = inLine ? line(text, at, to) : head(text, at, to);
        }
    }

    /** Begins a line once its first word is there. Returns where it goes on. */
    private int head(byte[] text, int from, int to) {
        int wordEnd = head.isEmpty() ? LineHead.wordEnd(text, from, to) : -1;
        if (wordEnd >= 0) {
            return begin(text, from, wordEnd);
        }
        int at = head.gather(text, from, to);
        if (head.isWhole()) {
            int size = head.size();
            int textBegins = begin(head.bytes(), 0, head.wordEnd());
            head.clear();
            feed(head.bytes(), textBegins, size);
        }
        return at;
    }

    private int begin(byte[] text, int from, int wordEnd) {
        stamp = stamps.read(text, from, wordEnd);
        inLine = true;
        offset = 0;
        if (stamp == StampReader.NONE) {
            notice.begin();
        } else if (mode == Mode.SEARCH) {
            search();
        } else if (mode == Mode.WRITE && batch.isEmpty() && position.atBeginning()) {
            firstLine();
        }
        if (mode == Mode.WRITE) {
            batch.put(prefix, 0, prefix.length);
        }
        if (stamp == StampReader.NONE) {
            return from;
        }
        return text[wordEnd] == ' ' ? wordEnd + 1 : wordEnd;
    }

    private void search() {
        if (stamp == goalTime) {
            found();
        } else if (stamp < goalTime) {
            servedAny = true;
        } else if (servedAny) {
            mode = Mode.LOST;
        } else {
            gap = true;
            firstLine();
            write();
        }
    }

    private void found() {
        mode = Mode.PASS;
        position.restartAt(goalTime);
        passed();
    }

    /** A line more was passed, or none yet: is that all? Its stamps are known better now than when the cursor was saved. */
    private void passed() {
        if (linesPassed == goal.lines() && goal.bytes() == 0) {
            write();
        }
    }

    private void write() {
        mode = Mode.WRITE;
        batch.startAt(position.cursor());
    }

    /** From here on lines are counted from this line, so that the log's first bytes may be rotated away. */
    private void firstLine() {
        position.restartAt(stamp);
        batch.startAt(position.cursor());
        gapEnd = Optional.of(LinePosition.instant(stamp));
    }

    /** Takes text of a line up to its end; returns where the text goes on. */
    private int line(byte[] text, int from, int to) {
        int end = from;
        while (end < to && text[end] != '\n') {
            end++;
        }
        boolean newline = end < to;
        boolean broken = end - from > longest - offset;
        if (broken) {
            newline = false;
            end = from + (int) (longest - offset);
        }
        if (stamp == StampReader.NONE) {
            notice.add(text, from, end - from);
        }
        if (mode == Mode.PASS && linesPassed == goal.lines()) {
            return passWithinLine(text, from, end, newline);
        }
        int next = newline ? end + 1 : end;
        offset += end - from;
        if (mode == Mode.WRITE) {
            batch.put(text, from, next - from);
        }
        if (broken) {
            breakLine();
        } else if (newline) {
            endLine();
        } else if (mode == Mode.WRITE && !breaksLines() && batch.tail() >= PIECE) {
            piece();
        }
        return next;
    }

    /** Within the line of which a part was written before. */
    private int passWithinLine(byte[] text, int from, int end, boolean newline) {
        int count = (int) Math.min(goal.bytes() - offset, end - from);
        offset += count;
        if (offset == goal.bytes() || newline) {
            position.within(stamp, offset);
            write();
        }
        return from + count;
    }

    private void endLine() {
        inLine = false;
        if (stamp == StampReader.NONE && notice.isKnown()) {
            batch.dropTail();
        } else if (mode == Mode.WRITE) {
            position.endLine(stamp);
            batch.join();
        } else if (mode == Mode.PASS) {
            position.endLine(stamp);
            linesPassed++;
            passed();
        }
    }

    /** The line is too long: what follows counts as another line. */
    private void breakLine() {
        if (mode == Mode.WRITE) {
            batch.put(NEWLINE, 0, 1);
        }
        endLine();
        inLine = true;
        offset = 0;
        if (mode == Mode.WRITE) {
            batch.put(prefix, 0, prefix.length);
        }
    }

    private void piece() {
        position.within(stamp, offset);
        batch.join();
    }

    private boolean breaksLines() {
        return longest < Integer.MAX_VALUE;
    }

    private boolean logWithoutStamps() {
        return position.unstamped() && position.lines() > 0;
    }
}
