package io.jenkins.plugins.runpod.engine.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A container's output that is wanted as a value. It is kept in a file of its own, so it survives a restart as exactly as a log
 * does: follow the container once more, with a {@link TaskOutput} on this medium that has its own saved position and to which
 * nobody {@linkplain TaskOutput#say says} anything. Used by one thread at a time.
 */
public final class CapturedOutput implements OutputMedium, AutoCloseable {
    /** 1 MiB: more does not belong into the variable of a Pipeline, whose state is saved as a whole. */
    public static final int DEFAULT_LIMIT = 1024 * 1024;

    private final FileMedium file;
    private final int limit;

    /**
     * @param limit bytes that are kept; of a longer output one byte more is kept, which tells that it was longer
     */
    public CapturedOutput(Path path, int limit) throws IOException {
        this.file = new FileMedium(path);
        this.limit = limit;
    }

    /**
     * The whole output as UTF-8, exactly as the container wrote it; what is not UTF-8 is replaced.
     *
     * @throws TooLong if there was more than the limit
     */
    public String text() throws IOException {
        long length = file.length();
        if (length > limit) {
            throw new TooLong(limit);
        }
        return new String(file.read(0, (int) length), StandardCharsets.UTF_8);
    }

    @Override
    public long length() throws IOException {
        return file.length();
    }

    @Override
    public void append(byte[] text, int offset, int count) throws IOException {
        long room = limit + 1L - file.length();
        if (room > 0) {
            file.append(text, offset, (int) Math.min(count, room));
        }
    }

    @Override
    public boolean cutBack(long length) throws IOException {
        return file.cutBack(length);
    }

    @Override
    public long newlinesAfter(long length) throws IOException {
        return file.newlinesAfter(length);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** There was more output than is kept. */
    public static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;

        TooLong(int limit) {
            super("The container wrote more than " + limit + " bytes, the most that can be returned as its output."
                    + " Make it write less, or make it write to a file.");
        }
    }
}
