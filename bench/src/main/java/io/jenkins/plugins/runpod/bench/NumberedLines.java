package io.jenkins.plugins.runpod.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Checks that the lines of one log, "time line 0 …", "time line 1 …", come each exactly once. Used by one thread at a time. */
final class NumberedLines {
    private final Runnable first;
    private final StringBuilder line = new StringBuilder();
    private boolean begun;
    private volatile long lines;
    private volatile long wrong;

    /** @param first runs at the first byte */
    NumberedLines(Runnable first) {
        this.first = first;
    }

    void received(ByteBuffer chunk) {
        if (!begun && chunk.hasRemaining()) {
            begun = true;
            first.run();
        }
        for (String part : StandardCharsets.UTF_8.decode(chunk).toString().split("(?<=\n)")) {
            line.append(part);
            if (part.endsWith("\n")) {
                wrong += line.toString().split(" ", 4)[2].equals(Long.toString(lines)) ? 0 : 1;
                lines++;
                line.setLength(0);
            }
        }
    }

    long lines() {
        return lines;
    }

    long wrong() {
        return wrong;
    }
}
