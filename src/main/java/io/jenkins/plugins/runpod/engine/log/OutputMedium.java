package io.jenkins.plugins.runpod.engine.log;

import java.io.IOException;

/**
 * Where a task's words go: a file, standard output, a build log. Called from one thread at a time; may block for disk I/O.
 *
 * @see FileMedium
 * @see StreamMedium
 */
public interface OutputMedium {
    /** Bytes in it, counting those that outlive this process and no others. */
    long length() throws IOException;

    /** Appends a text and flushes it, so that the text outlives this process. May have appended a part of it when it throws. */
    void append(byte[] text, int offset, int count) throws IOException;

    /** Removes what lies beyond this length. False, and nothing is removed, where that cannot be done. */
    boolean cutBack(long length) throws IOException;

    /** How many newline bytes lie beyond this length. */
    long newlinesAfter(long length) throws IOException;

    /**
     * The longest line it takes, in bytes. A longer one is broken by newlines, and a line is given to it only as a whole. By
     * default there is no longest: a very long line comes in pieces.
     */
    default int longestLine() {
        return Integer.MAX_VALUE;
    }
}
