package io.jenkins.plugins.runpod.engine.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The output of a container that is returned as a value. It is kept in its own file, so that it survives a restart as
 * exactly as a log. Follow the container a second time, with a {@link TaskOutput} on this medium and with its own saved
 * position. Nothing may {@linkplain TaskOutput#say write status lines} to it. Used by one thread at a time.
 */
public final class CapturedOutput implements OutputMedium, AutoCloseable {
    /** 1 MiB. Pipeline saves the variables of a program as a whole, so larger values would slow it down. */
    public static final int DEFAULT_LIMIT = 1024 * 1024;

    private final FileMedium file;
    private final int limit;

    /**
     * @param limit the most bytes of the output. The file keeps 1 byte more, which shows that the output was longer.
     */
    public CapturedOutput(Path path, int limit) throws IOException {
        this.file = new FileMedium(path);
        this.limit = limit;
    }

    /**
     * The whole output as UTF-8, exactly as the container wrote it. Bytes that are not UTF-8 are replaced.
     *
     * @throws TooLong if the output is longer than the limit
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
    public boolean isReadable() {
        return true;
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

    /** The output is longer than the limit. */
    public static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;

        TooLong(int limit) {
            super("The container wrote more than " + limit + " bytes, the most that can be returned as its output."
                    + " Make it write less, or make it write to a file.");
        }
    }
}
