package io.jenkins.plugins.runpod.engine.log;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Text without a time stamp, which may be the server's instead of the container's: the kubelet writes its own errors into the
 * log it sends. Keeps the beginning of such a line.
 */
final class ServerNotice {
    private static final int LONGEST = 512;
    private static final List<String> KNOWN = List.of(
            "unable to retrieve container logs for ",
            "failed to create fsnotify watcher",
            "failed to watch file",
            "failed to try resolving symlinks in path",
            "failed to open log file",
            "failed to read log file",
            "rpc error: ");

    private static final byte[] NOTHING = {};

    private byte[] text = NOTHING;
    private int size;
    private Optional<String> found = Optional.empty();

    void begin() {
        size = 0;
    }

    void add(byte[] source, int from, int count) {
        if (text.length == 0) {
            text = new byte[LONGEST]; // few logs need it
        }
        int fits = Math.min(count, LONGEST - size);
        System.arraycopy(source, from, text, size, fits);
        size += fits;
    }

    /** Whether the line, now whole, is known to be the server's. */
    boolean isKnown() {
        String line = line();
        if (KNOWN.stream().noneMatch(line::startsWith)) {
            return false;
        }
        found = Optional.of(line);
        return true;
    }

    /** The line is the server's. */
    void accept() {
        if (size > 0) {
            found = Optional.of(line());
        }
    }

    /** The last line that was the server's. */
    Optional<String> found() {
        return found;
    }

    private String line() {
        return new String(text, 0, size, StandardCharsets.UTF_8).strip();
    }
}
