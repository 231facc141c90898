package io.jenkins.plugins.runpod.engine.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The lines of one task in order: its status lines and the lines of its containers' logs. Each log line is written
 * once, even if the process ends between a write and the saving of its cursor.
 *
 * <p>One rule ensures that: <em>what the medium holds behind the saved length belongs to the saved owner.</em> So the
 * position is saved before another writer's text is appended. After a restart, log lines behind the position are cut
 * off if the medium can be cut. Otherwise their newlines are counted, and the cursor moves by as many lines. A status
 * line that was being written when the process ended may be missing or incomplete. It never costs a log line.
 *
 * <p>Confined to the task's serial executor. It blocks for the medium and for saving. After a failure it examines the
 * medium again, as after a restart.
 */
public final class TaskOutput {
    private static final Logger LOGGER = Logger.getLogger(TaskOutput.class.getName());
    /** Saving is delayed while more lines are ready, but for at most this many bytes. */
    private static final long MOST_UNSAVED = 4L * 1024 * 1024;

    private static final String STATUS = "";

    private final OutputMedium medium;
    private final PositionStore store;
    private OutputPosition position;
    private OutputPosition saved;
    /** Whether {@code saved} is the state on disk. It is false after a failed save, which may have completed. */
    private boolean certain = true;

    private boolean examined;
    private boolean midLine;

    /**
     * Does not touch the medium before the first use.
     *
     * @param saved the saved position
     * @param store saves each position atomically
     */
    public TaskOutput(OutputMedium medium, OutputPosition saved, PositionStore store) {
        this.medium = medium;
        this.store = store;
        this.position = saved;
        this.saved = saved;
    }

    /** Writes a status line. A line that cannot be written is lost, and the task continues. */
    public void say(String line) {
        try {
            examine();
            beStatus();
            append(bytes(midLine ? "\n" + line + "\n" : line + "\n"));
            midLine = false;
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Cannot write to the log of a task: " + line, e);
        }
    }

    /**
     * The sink of one container's log.
     *
     * @param name the pod's UID, a slash, the container
     * @param prefix the prefix of each line, which may be empty
     */
    public LogSink stream(String name, String prefix) {
        return new Stream(name, prefix);
    }

    /** The position for the saved state of the task. */
    public OutputPosition position() {
        return position;
    }

    private void beStatus() throws IOException {
        OutputPosition handedOver = position.ownedBy(STATUS);
        if (STATUS.equals(saved.owner())) {
            return;
        } else if (store.isSaved(handedOver)) {
            position = handedOver;
            saved = handedOver;
        } else {
            save(handedOver);
        }
    }

    private void append(byte[] text) throws IOException {
        append(() -> medium.append(text, 0, text.length), position);
    }

    private void append(Writing writing, OutputPosition after) throws IOException {
        examined = false;
        writing.write();
        position = after.at(medium.length());
        examined = true;
    }

    private void save(OutputPosition next) throws IOException {
        examined = false;
        certain = false;
        try {
            store.save(next);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        position = next;
        saved = next;
        certain = true;
        examined = true;
    }

    /** Finds out what the medium holds behind the known length, on the first use and after each failure. */
    private void examine() throws IOException {
        if (examined) {
            return;
        }
        long length = medium.length();
        OutputPosition found = position;
        if (length != position.length()) {
            String writer = position.owner();
            boolean logBeyond = position.length() >= 0 && length > position.length() && !STATUS.equals(writer);
            if (!logBeyond || !medium.cutBack(position.length())) {
                if (logBeyond) {
                    long newlines = medium.newlinesAfter(position.length());
                    found = found.with(writer, position.cursor(writer).past(newlines));
                }
                found = found.at(length).ownedBy(STATUS);
            }
        }
        if (!certain || !(found.equals(saved) || isSafeUnsaved(found))) {
            save(found);
        }
        position = found;
        midLine = found.length() > 0 && medium.newlinesAfter(found.length() - 1) == 0;
        examined = true;
    }

    /** Of text that belongs to nobody's log, the length does not matter. */
    private boolean isSafeUnsaved(OutputPosition found) {
        return STATUS.equals(found.owner()) && found.equals(saved.at(found.length()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @FunctionalInterface
    private interface Writing {
        void write() throws IOException;
    }

    private final class Stream implements LogSink {
        private final String name;
        private final String prefix;

        Stream(String name, String prefix) {
            this.name = name;
            this.prefix = prefix;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String prefix() {
            return prefix;
        }

        @Override
        public int longestLine() {
            return medium.longestLine();
        }

        @Override
        public LogCursor cursor() throws IOException {
            examine();
            return position.cursor(name);
        }

        @Override
        public void write(LogBatch batch) throws IOException {
            examine();
            boolean withinLine = batch.start().bytes() > 0;
            if (midLine && !(withinLine && position.owner().equals(name))) {
                beStatus();
                append(bytes("\n"));
                midLine = false;
            }
            OutputPosition before = position.ownedBy(name).with(name, batch.start());
            if (!before.equals(position)) {
                save(before);
            }
            if (withinLine && !midLine) {
                append(bytes(prefix));
            }
            append(() -> batch.writeTo(medium), position.with(name, batch.end()));
            midLine = !batch.endsLine();
            if (position.length() - saved.length() >= MOST_UNSAVED) {
                save(position);
            }
        }

        @Override
        public void settle() throws IOException {
            if (position.equals(saved)) {
                return;
            } else if (medium.isReadable()) {
                store.note(position);
            } else {
                save(position);
            }
        }

        @Override
        public void end() {
            // After a failure the medium may hold more of this log than is known.
            if (examined && medium.isReadable() && name.equals(position.owner())) {
                store.note(position.ownedBy(STATUS)); // the next writer is most likely the status
            }
        }
    }
}
