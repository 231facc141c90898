package io.jenkins.plugins.runpod.bench;

import io.jenkins.plugins.runpod.engine.log.OutputMedium;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that is open only while it is written to, since there are thousands. */
final class LogFile implements OutputMedium {
    private final Path file;
    private final boolean cuttable;
    private long length = -1;

    /** @param cuttable false as the log of a build */
    LogFile(Path file, boolean cuttable) {
        this.file = file;
        this.cuttable = cuttable;
    }

    @Override
    public long length() throws IOException {
        if (length < 0) {
            length = Files.exists(file) ? Files.size(file) : 0;
        }
        return length;
    }

    @Override
    public void append(byte[] text, int offset, int count) throws IOException {
        length();
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer left = ByteBuffer.wrap(text, offset, count);
            while (left.hasRemaining()) {
                length += channel.write(left);
            }
        }
    }

    @Override
    public boolean isReadable() {
        return true;
    }

    @Override
    public boolean cutBack(long shorter) throws IOException {
        if (!cuttable) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(shorter);
        }
        length = shorter;
        return true;
    }

    @Override
    public long newlinesAfter(long from) throws IOException {
        byte[] text = Files.readAllBytes(file);
        long newlines = 0;
        for (long i = from; i < text.length; i++) {
            newlines += text[(int) i] == '\n' ? 1 : 0;
        }
        return newlines;
    }
}
