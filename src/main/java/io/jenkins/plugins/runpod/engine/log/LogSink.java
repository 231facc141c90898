package io.jenkins.plugins.runpod.engine.log;

import java.io.IOException;

/**
 * The destination of one container's log lines. Only the sink knows how much has reached it. Confined to the task's
 * serial executor.
 *
 * @see TaskOutput#stream
 */
public interface LogSink {
    /** The name of the stream: the pod's UID, a slash, the container. */
    String name();

    /** The prefix of each line. */
    String prefix();

    /** See {@link OutputMedium#longestLine}. */
    int longestLine();

    /** How much of the log has reached the sink. */
    LogCursor cursor() throws IOException;

    /**
     * Writes a batch that begins at the cursor, and moves the cursor. After an exception the cursor shows what was
     * written.
     */
    void write(LogBatch batch) throws IOException;

    /** No more lines are ready now. The cursor is saved soon, or at once if what was written could not be found again. */
    void settle() throws IOException;

    /** No more lines come. */
    void end();
}
