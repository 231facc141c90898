package io.jenkins.plugins.runpod.engine.log;

import java.util.HashMap;
import java.util.Map;

/**
 * The saved position of an output. Everything in the medium behind {@code length} was written by {@code owner}, because
 * the position is saved before the writer changes. Immutable, and part of the saved state.
 *
 * @param length the length of the medium in bytes, negative if nothing was written yet
 * @param owner the name of a log stream, or empty for status lines
 * @param cursors how much of each log stream is in the medium, by the stream's name
 */
public record OutputPosition(long length, String owner, Map<String, LogCursor> cursors) {
    private static final OutputPosition START = new OutputPosition(-1, "", Map.of());

    public OutputPosition {
        cursors = Map.copyOf(cursors);
    }

    /** Nothing was written. Content that is already in the medium does not belong to the task. */
    public static OutputPosition start() {
        return START;
    }

    /** How much of a stream is in the medium. */
    public LogCursor cursor(String stream) {
        return cursors.getOrDefault(stream, LogCursor.beginning());
    }

    OutputPosition at(long newLength) {
        return newLength == length ? this : new OutputPosition(newLength, owner, cursors);
    }

    OutputPosition ownedBy(String newOwner) {
        return newOwner.equals(owner) ? this : new OutputPosition(length, newOwner, cursors);
    }

    OutputPosition with(String stream, LogCursor cursor) {
        if (cursor.equals(cursors.get(stream))) {
            return this;
        }
        Map<String, LogCursor> changed = new HashMap<>(cursors);
        changed.put(stream, cursor);
        return new OutputPosition(length, owner, changed);
    }
}
