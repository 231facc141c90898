package io.jenkins.plugins.runpod.engine.log;

import java.io.IOException;

/**
 * The destination of a task's lines: a file, standard output, or a build log. Used by one thread at a time. May block
 * for disk I/O.
 *
 * @see FileMedium
 * @see StreamMedium
 */
public interface OutputMedium {
    /** The number of bytes in it that survive the end of this process. */
    long length() throws IOException;

    /**
     * Appends and flushes a text, so that it survives the end of this process. After an exception a part may have been
     * appended.
     */
    void append(byte[] text, int offset, int count) throws IOException;

    /** Removes everything behind this length. Returns false, and removes nothing, if the medium cannot be cut. */
    boolean cutBack(long length) throws IOException;

    /** The number of newline bytes behind this length. */
    long newlinesAfter(long length) throws IOException;

    /**
     * Whether its text is still known after the end of this process. Then what was appended after the position was saved last is
     * cut off or counted. Otherwise it is written again.
     */
    boolean isReadable();

    /**
     * The most bytes of a line. A longer line is broken by newlines, and each line is appended as a whole. By default
     * there is no limit, and a very long line is appended in pieces.
     */
    default int longestLine() {
        return Integer.MAX_VALUE;
    }
}
