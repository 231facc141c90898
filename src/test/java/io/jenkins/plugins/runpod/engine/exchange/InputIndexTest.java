package io.jenkins.plugins.runpod.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.archive.OutwardLinks;
import io.jenkins.plugins.runpod.engine.archive.PackInput;
import io.jenkins.plugins.runpod.engine.archive.Packing;
import io.jenkins.plugins.runpod.engine.archive.RefusedArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputIndexTest {
    private static final int PART = 4096;

    @TempDir
    Path folder;

    private Path tree;
    private Path archive;
    private Path index;

    @BeforeEach
    void folders() throws IOException {
        tree = Files.createDirectories(folder.resolve("tree"));
        archive = folder.resolve(FileExchange.INPUTS);
        index = folder.resolve(FileExchange.INPUT_INDEX);
    }

    private void pack(ArchiveLimits limits) throws IOException {
        Packing packing = new Packing(limits, OutwardLinks.REFUSE, Packing.Permissions.OWNER_WRITES);
        InputIndex.pack(packing, List.of(PackInput.all(tree)), folder, PART);
    }

    private void pack(int... sizes) throws IOException {
        byte[] content = new byte[1 << 16];
        new Random(1).nextBytes(content);
        for (int i = 0; i < sizes.length; i++) {
            Files.write(tree.resolve("f" + i), Arrays.copyOf(content, sizes[i]));
        }
        pack(ArchiveLimits.DEFAULT);
    }

    private InputArchive asRead() throws IOException {
        Path alone = Files.createDirectories(folder.resolve("alone"));
        Files.copy(archive, alone.resolve(FileExchange.INPUTS));
        return InputArchive.of(alone, PART);
    }

    private boolean fits() throws IOException {
        return InputIndex.read(folder, Files.size(archive), PART).isPresent();
    }

    /** A header has 512 bytes, and so has each block. Two more blocks are the end. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, PART - 512 - 1024, PART - 512 - 1024 + 1, 2 * PART - 512 - 1024, 50_000})
    void itTellsWhatReadingWouldFind(int size) throws IOException {
        pack(size, 3);
        assertThat(InputIndex.read(folder, Files.size(archive), PART)).contains(asRead());
    }

    @Test
    void withoutFilesItTellsOnePart() throws IOException {
        pack();
        assertThat(InputIndex.read(folder, Files.size(archive), PART)).contains(asRead());
    }

    @Test
    void theIndexIsWhatIsUsed() throws IOException {
        pack(3 * PART);
        InputArchive packed = InputArchive.of(folder, PART);
        Files.write(archive, new byte[(int) Files.size(archive)]);
        assertThat(InputArchive.of(folder, PART)).isEqualTo(packed);
        assertThat(InputArchive.read(folder, PART)).isNotEqualTo(packed);
        Files.delete(index);
        assertThat(InputArchive.of(folder, PART)).isNotEqualTo(packed);
    }

    /** The archive is enough. */
    @Test
    void anIndexThatCannotBeWrittenIsNoFailure() throws IOException {
        Packing packing = new Packing(ArchiveLimits.DEFAULT, OutwardLinks.REFUSE, Packing.Permissions.OWNER_WRITES);
        List<PackInput> inputs = new AbstractList<>() {
            @Override
            public PackInput get(int number) {
                index.resolve("in the way").toFile().mkdirs();
                return PackInput.all(tree);
            }

            @Override
            public int size() {
                return 1;
            }
        };
        InputIndex.pack(packing, inputs, folder, PART);
        assertThat(index).isDirectory();
        assertThat(InputArchive.of(folder, PART)).isEqualTo(asRead());
    }

    @Test
    void theFolderOfABuildThatWasDeletedDoesNotComeBack() throws IOException {
        pack(10);
        Path moved = Files.move(folder, folder.resolveSibling("moved"));
        try {
            assertThat(folder).doesNotExist();
            assertThatThrownBy(() -> InputIndex.pack(
                            new Packing(ArchiveLimits.DEFAULT, OutwardLinks.REFUSE, Packing.Permissions.OWNER_WRITES),
                            List.of(PackInput.all(moved.resolve("tree"))),
                            folder,
                            PART))
                    .isInstanceOf(IOException.class);
            assertThat(folder).doesNotExist();
        } finally {
            Files.move(moved, folder);
        }
    }

    /** The process can die while it packs, and the disk can lose what was not forced to it. */
    @Test
    void anIndexThatDoesNotFitIsIgnored() throws IOException {
        pack(3 * PART);
        List<String> lines = Files.readAllLines(index);
        assertThat(fits()).isTrue();
        for (int i = 0; i < lines.size(); i++) {
            List<String> fewer = new ArrayList<>(lines);
            fewer.remove(i);
            Files.write(index, fewer);
            assertThat(fits()).as("without line %d", i).isFalse();
        }
        List<String> more = new ArrayList<>(lines);
        more.add(lines.get(1));
        Files.write(index, more);
        assertThat(fits()).as("with one more part").isFalse();
        Files.write(index, Collections.nCopies(lines.size(), "x"));
        assertThat(fits()).isFalse();
        Files.write(index, new byte[(int) Files.size(index)]);
        assertThat(fits()).isFalse();
        Files.write(index, new byte[0]);
        assertThat(fits()).isFalse();
        Files.write(index, lines);
        Files.write(archive, new byte[1], StandardOpenOption.APPEND);
        assertThat(fits()).as("of another archive").isFalse();
        assertThat(InputArchive.of(folder, PART).length()).isEqualTo(Files.size(archive));
    }

    @Test
    void anIndexOfOtherPartsIsIgnored() throws IOException {
        pack(3 * PART);
        assertThat(InputIndex.read(folder, Files.size(archive), PART / 2)).isEmpty();
        assertThat(InputIndex.read(folder, Files.size(archive), PART * 2)).isEmpty();
    }

    @Test
    void packingThatIsRefusedLeavesNoIndexOfBefore() throws IOException {
        pack(1000);
        assertThatThrownBy(() -> pack(new ArchiveLimits(10, 10, 10))).isInstanceOf(RefusedArchive.class);
        assertThat(index).doesNotExist();
    }

    @Test
    void anArchiveWithLargerPartsHasNone() throws IOException {
        pack(1000 * PART);
        assertThat(index).doesNotExist();
        assertThat(InputArchive.of(folder, PART).parts()).hasSizeLessThanOrEqualTo(1000);
    }
}
