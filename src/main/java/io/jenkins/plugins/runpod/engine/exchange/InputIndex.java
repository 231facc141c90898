package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.archive.PackInput;
import io.jenkins.plugins.runpod.engine.archive.PackedArchive;
import io.jenkins.plugins.runpod.engine.archive.Packing;
import io.jenkins.plugins.runpod.engine.archive.TarContents;
import io.jenkins.plugins.runpod.engine.transfer.ArchivePart;
import io.jenkins.plugins.runpod.engine.transfer.Sha256;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * What is known of the archive of the inputs from packing it: a file beside it. So nobody reads the archive before it is sent. Without this
 * file, or with one that does not fit, it is read. Blocks for disk I/O. Stateless.
 *
 * <p>The first line has the numbers of files, of their bytes and of the archive's bytes. Then comes the SHA-256 of each part, on a line of its
 * own.
 */
public final class InputIndex {
    private static final Logger LOGGER = Logger.getLogger(InputIndex.class.getName());

    private InputIndex() {}

    /**
     * Packs the inputs of a task, as {@link Packing#pack} does.
     *
     * @param folder of the exchange. The archive is {@link FileExchange#INPUTS} there
     */
    public static PackedArchive pack(Packing packing, List<PackInput> inputs, Path folder) throws IOException {
        return pack(packing, inputs, folder, InputArchive.PART);
    }

    static PackedArchive pack(Packing packing, List<PackInput> inputs, Path folder, int partLength) throws IOException {
        Files.deleteIfExists(file(folder));
        PartDigests digests = new PartDigests(partLength);
        Path archive = folder.resolve(FileExchange.INPUTS);
        PackedArchive packed = packing.pack(inputs, archive, digests);
        if (InputArchive.partLength(packed.length(), partLength) == partLength) {
            write(file(folder), archive, digests.parts());
        }
        return packed;
    }

    /** The archive is enough. A file that is cut does not fit. */
    private static void write(Path file, Path archive, List<ArchivePart> parts) throws IOException {
        try {
            InputArchive known = InputArchive.of(TarContents.of(archive), parts);
            Files.write(file, text(known));
        } catch (ClosedByInterruptException e) {
            throw new InterruptedIOException("The inputs are no longer packed");
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "No index of " + archive, e);
        }
    }

    private static byte[] text(InputArchive known) {
        TarContents contents = known.contents();
        return known.parts().stream()
                .map(part -> part.sha256() + "\n")
                .collect(Collectors.joining(
                        "", contents.files() + " " + contents.bytes() + " " + known.length() + "\n", ""))
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The archive that the index tells of, or empty without an index that fits.
     *
     * @param length of the archive, in bytes
     * @param partLength of all its parts but the last, in bytes
     */
    static Optional<InputArchive> read(Path folder, long length, long partLength) {
        try {
            return parse(Files.readAllLines(file(folder), StandardCharsets.US_ASCII), length, partLength);
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<InputArchive> parse(List<String> lines, long length, long partLength) {
        String[] numbers = lines.isEmpty() ? new String[0] : lines.get(0).split(" ");
        if (numbers.length != 3) {
            return Optional.empty();
        }
        List<ArchivePart> parts = new ArrayList<>();
        for (String sha256 : lines.subList(1, lines.size())) {
            long begin = parts.size() * partLength;
            parts.add(new ArchivePart(parts.size(), Math.min(partLength, length - begin), new Sha256(sha256)));
        }
        InputArchive known =
                InputArchive.of(new TarContents(Integer.parseInt(numbers[0]), Long.parseLong(numbers[1])), parts);
        boolean fits = !parts.isEmpty() && known.length() == length && Long.parseLong(numbers[2]) == length;
        return fits ? Optional.of(known) : Optional.empty();
    }

    private static Path file(Path folder) {
        return folder.resolve(FileExchange.INPUT_INDEX);
    }
}
