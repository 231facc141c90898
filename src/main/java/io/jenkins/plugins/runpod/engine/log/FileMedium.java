package io.jenkins.plugins.runpod.engine.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that is appended to, and cut back after a crash. No other program may write to it meanwhile. Used by one
 * thread at a time.
 */
public final class FileMedium implements OutputMedium, AutoCloseable {
    private final RandomAccessFile file;

    /** Opens the file and keeps its content. Creates the file and its folder if they do not exist. */
    public FileMedium(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        file = new RandomAccessFile(path.toFile(), "rw");
    }

    @Override
    public long length() throws IOException {
        return file.length();
    }

    @Override
    public void append(byte[] text, int offset, int count) throws IOException {
        file.seek(file.length());
        file.write(text, offset, count);
    }

    @Override
    public boolean isReadable() {
        return true;
    }

    @Override
    public boolean cutBack(long length) throws IOException {
        file.setLength(length);
        return true;
    }

    @Override
    public long newlinesAfter(long length) throws IOException {
        byte[] buffer = new byte[(int) Math.max(0, Math.min(64 * 1024, file.length() - length))];
        long newlines = 0;
        file.seek(length);
        for (int count = file.read(buffer); count > 0; count = file.read(buffer)) {
            for (int i = 0; i < count; i++) {
                if (buffer[i] == '\n') {
                    newlines++;
                }
            }
        }
        return newlines;
    }

    /** The content from a position on. */
    byte[] read(long from, int count) throws IOException {
        byte[] text = new byte[count];
        file.seek(from);
        file.readFully(text);
        return text;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
