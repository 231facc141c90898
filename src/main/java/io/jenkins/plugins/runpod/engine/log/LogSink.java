package io.jenkins.plugins.runpod.engine.log;

import java.io.IOException;

/**
 * Where the lines of one container's log go. It alone knows how much has reached it. Confined to the task's serial executor.
 *
 * @see TaskOutput#stream
 */
public interface LogSink {
    /** What the stream is called: the pod's UID, a slash, the container. */
    String name();

    /** What stands before each line. */
    String prefix();

    /** See {@link OutputMedium#longestLine}. */
    int longestLine();

    /** How much of the log has reached it. */
    LogCursor cursor() throws IOException;

    /** Writes a batch that begins at the cursor, and moves the cursor. After an exception the cursor tells what was written. */
    void write(LogBatch batch) throws IOException;

    /** No more is at hand for the moment: saves the cursor if that was put off. */
    void settle() throws IOException;
}
