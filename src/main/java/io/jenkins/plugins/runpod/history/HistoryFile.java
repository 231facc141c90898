package io.jenkins.plugins.runpod.history;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/**
 * A file of the history: plain while it is written, compressed when it is over. If both are there, the process was killed between, and
 * the plain one counts.
 *
 * @param part 0 for the first file of a day, which has no number in its name
 */
record HistoryFile(Path folder, LocalDate day, int part) implements Comparable<HistoryFile> {
    private static final Pattern NAME = Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)(?:\\.(\\d{1,6}))?\\.jsonl(?:\\.gz)?");

    /** The file of this name, if it is one of the history. */
    static Optional<HistoryFile> named(Path path) {
        Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
        if (!name.matches()) {
            return Optional.empty();
        }
        try {
            int part = name.group(2) == null ? 0 : Integer.parseInt(name.group(2));
            return Optional.of(new HistoryFile(path.getParent(), LocalDate.parse(name.group(1)), part));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    HistoryFile next() {
        return new HistoryFile(folder, day, part + 1);
    }

    private Path plain() {
        return folder.resolve(day + (part == 0 ? "" : "." + part) + ".jsonl");
    }

    private Path compressed() {
        return plain().resolveSibling(plain().getFileName() + ".gz");
    }

    private Path draft() {
        return compressed().resolveSibling(compressed().getFileName() + ".new");
    }

    boolean isPlain() {
        return Files.exists(plain());
    }

    /** What it takes on disk. */
    long bytesOnDisk() throws IOException {
        return size(plain()) + size(compressed());
    }

    /** Up to here it is written now. One that is compressed is not written any more. */
    long written() throws IOException {
        return isPlain() ? size(plain()) : Long.MAX_VALUE;
    }

    /** The size of the plain file. */
    long bytesPlain() throws IOException {
        return size(plain());
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** Appends lines with one write, after what a write that was cut off has left. Takes back what a failed one has left. */
    void append(byte[] lines) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(plain().toFile(), "rw")) {
            long end = file.length();
            try {
                file.seek(end);
                file.write(endsWithinLine(file, end) ? afterNewline(lines) : lines);
            } catch (IOException e) {
                takeBack(file, end, e);
                throw e;
            }
        }
    }

    private static void takeBack(RandomAccessFile file, long end, IOException why) {
        try {
            file.setLength(end);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private static boolean endsWithinLine(RandomAccessFile file, long end) throws IOException {
        if (end == 0) {
            return false;
        }
        file.seek(end - 1);
        return file.read() != '\n'; // leaves the position at the end
    }

    private static byte[] afterNewline(byte[] lines) {
        byte[] all = new byte[lines.length + 1];
        all[0] = '\n';
        System.arraycopy(lines, 0, all, 1, lines.length);
        return all;
    }

    /**
     * Reads its lines, none if it was deleted.
     *
     * @param length up to where it was written
     * @return how many lines were skipped
     */
    long read(long length, Consumer<EndedTask> each) throws IOException {
        try (InputStream in = Files.newInputStream(plain())) {
            return JsonLines.read(in, length, each);
        } catch (NoSuchFileException e) {
            return readCompressed(length, each);
        }
    }

    private long readCompressed(long length, Consumer<EndedTask> each) throws IOException {
        try (InputStream packed = Files.newInputStream(compressed());
                InputStream in = new GZIPInputStream(packed, 1 << 16)) {
            return JsonLines.read(in, length, each);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (EOFException | ZipException e) { // it is not even begun
            return 1;
        }
    }

    /** Compresses it, if it is plain. The compressed file is on disk before the plain one goes. */
    void compress() throws IOException {
        if (!isPlain()) {
            return;
        }
        try (FileChannel file = FileChannel.open(
                draft(), StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            GZIPOutputStream out = new GZIPOutputStream(Channels.newOutputStream(file), 1 << 16);
            Files.copy(plain(), out);
            out.finish();
            file.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(draft());
            throw e;
        }
        Files.move(draft(), compressed(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Files.delete(plain());
    }

    void delete() throws IOException {
        Files.deleteIfExists(draft());
        Files.deleteIfExists(compressed());
        Files.deleteIfExists(plain());
    }

    /** The oldest first. */
    @Override
    public int compareTo(HistoryFile other) {
        return Comparator.comparing(HistoryFile::day)
                .thenComparingInt(HistoryFile::part)
                .compare(this, other);
    }
}
