package io.jenkins.plugins.runpod.engine.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.runpod.engine.archive.Packing.Permissions;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackingTest {
    private static final ArchiveLimits SMALL = new ArchiveLimits(1000, 20, 5);

    @TempDir
    private Path folder;

    private Path tree;
    private Path archive;

    @BeforeEach
    void aTree() throws IOException {
        tree = Files.createDirectory(folder.resolve("tree"));
        archive = folder.resolve("a.tar");
    }

    private static Packing packing(OutwardLinks outward) {
        return new Packing(SMALL, outward, Permissions.OWNER_WRITES);
    }

    private PackedArchive pack(PackInput... inputs) throws IOException {
        return packing(OutwardLinks.LEAVE_OUT).pack(List.of(inputs), archive);
    }

    private List<TarHeader> headers() throws IOException {
        var headers = new ArrayList<TarHeader>();
        try (FileChannel file = FileChannel.open(archive)) {
            var reader = new TarReader(file);
            for (Optional<TarItem> item = reader.next(); item.isPresent(); item = reader.next()) {
                headers.add(item.get().header());
            }
        }
        return headers;
    }

    private List<String> names() throws IOException {
        return headers().stream()
                .map(header -> new String(header.name(), StandardCharsets.UTF_8)
                        + (header.type() == '2' ? " -> " + new String(header.link(), StandardCharsets.UTF_8) : ""))
                .toList();
    }

    @Test
    void theResultSaysWhatWasWritten() throws IOException {
        Trees.write(tree.resolve("b/one"), "12345");
        Files.createDirectory(tree.resolve("a"));
        PackedArchive packed = pack(PackInput.all(tree));
        byte[] bytes = Files.readAllBytes(archive);
        assertThat(packed).isEqualTo(new PackedArchive(bytes.length, 3, 5, 0, List.of()));
        assertThat(names()).containsExactly("a/", "b/", "b/one");
        assertThat(folder.resolve("a.tar.new")).doesNotExist();
    }

    @Test
    void equalTreesGiveEqualArchives() throws IOException {
        for (int i = 9; i >= 0; i--) {
            Trees.write(tree.resolve("f" + i), "x");
        }
        Files.list(tree).forEach(file -> file.toFile().setLastModified(1000));
        pack(PackInput.all(tree));
        byte[] first = Files.readAllBytes(archive);
        Path other = Files.createDirectory(folder.resolve("other"));
        for (int i = 0; i < 10; i++) {
            Trees.write(other.resolve("f" + i), "x").toFile().setLastModified(1000);
        }
        pack(PackInput.all(other));
        assertThat(Files.readAllBytes(archive)).isEqualTo(first);
    }

    @Test
    void permissionsAreNormalisedAndTimesKept() throws IOException {
        Path plain = Trees.write(tree.resolve("plain"), "");
        Path program = Trees.write(tree.resolve("program"), "");
        Files.setPosixFilePermissions(plain, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Files.createDirectory(tree.resolve("folder"));
        Files.setLastModifiedTime(plain, FileTime.from(Instant.ofEpochSecond(1_234_567_890)));
        pack(PackInput.all(tree));
        assertThat(headers()).extracting(TarHeader::mode).containsExactly(0755, 0644, 0755);
        assertThat(headers().get(1).seconds()).isEqualTo(1_234_567_890);
        new Packing(SMALL, OutwardLinks.REFUSE, Permissions.ANYBODY_WRITES).pack(List.of(PackInput.all(tree)), archive);
        assertThat(headers()).extracting(TarHeader::mode).containsExactly(0777, 0666, 0777);
    }

    private static FileSelection selection(String includes, String excludes, boolean defaults) {
        return new FileSelection(AntPatterns.parse(includes), AntPatterns.parse(excludes), defaults);
    }

    @Test
    void patternsSelectFiles() throws IOException {
        for (String name :
                List.of("a.java", "b/a.java", "b/a.class", "target/x/a.java", ".git/config", "b/.gitignore")) {
            Trees.write(tree.resolve(name), "");
        }
        Files.createDirectory(tree.resolve("empty"));
        pack(new PackInput(tree, "", selection("**/*.java", "target/**", true)));
        assertThat(names()).containsExactly("a.java", "b/", "b/a.java");
        pack(new PackInput(tree, "", selection("", "b/", true)));
        assertThat(names()).containsExactly("a.java", "empty/", "target/", "target/x/", "target/x/a.java");
        pack(new PackInput(tree, "", selection(".git/, *.java", "", false)));
        assertThat(names()).containsExactly(".git/", ".git/config", "a.java");
    }

    @Test
    void foldersThatCannotBeMeantAreNotRead() throws IOException {
        for (int i = 0; i < 30; i++) {
            Trees.write(tree.resolve("node_modules/a/b/c/d/e/f/" + i), "");
        }
        Trees.write(tree.resolve("src/a"), "");
        pack(new PackInput(tree, "", selection("", "**/node_modules/**", true)));
        pack(new PackInput(tree, "", selection("src/*", "", true)));
        assertThat(names()).containsExactly("src/", "src/a");
    }

    @Test
    void linksStayLinksAndThoseThatLeadOutAreToldAndLeftOut() throws IOException {
        Trees.write(folder.resolve("secret"), "key");
        Trees.write(tree.resolve("a/file"), "");
        link("a/in", "file");
        link("a/up", "..");
        link("to-nothing", "missing");
        link("out", "/etc/passwd");
        link("climbs", "a/../../secret");
        link("z", "a/up/../secret");
        link("folder-out", "..");
        link("through", "folder-out/secret");
        PackedArchive packed = pack(PackInput.all(tree));
        assertThat(names()).containsExactly("a/", "a/file", "a/in -> file", "a/up -> ..", "to-nothing -> missing");
        assertThat(packed.leftOut()).hasSize(5).contains("The link 'out' leads out, to '/etc/passwd'.");
        assertThat(packed.files()).isEqualTo(5);
        assertThatThrownBy(() -> packing(OutwardLinks.REFUSE).pack(List.of(PackInput.all(tree)), folder.resolve("b")))
                .isInstanceOf(RefusedArchive.class)
                .hasMessageContaining("'through'");
        assertThat(folder.resolve("b")).doesNotExist();
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(tree.resolve(name), Path.of(target));
    }

    @Test
    void socketsAndPipesAreLeftOutAndTold() throws IOException, InterruptedException {
        Trees.run(tree, List.of("mkfifo", "pipe"));
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(tree.resolve("socket")));
            assertThat(pack(PackInput.all(tree)).leftOut())
                    .containsExactly(
                            "The file 'pipe' is a socket, a pipe or a device.",
                            "The file 'socket' is a socket, a pipe or a device.");
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void aNameThatIsNotUtf8IsLeftOutAndTold() throws IOException, InterruptedException {
        Trees.run(tree, List.of("sh", "-c", "touch \"$(printf 'caf\\351')\" ok"));
        assertThat(pack(PackInput.all(tree)).leftOut())
                .singleElement()
                .asString()
                .endsWith("has a name that is not UTF-8.");
        assertThat(names()).containsExactly("ok");
    }

    @Test
    void aLimitOfBytesNamesTheLargestFilesAndWritesNothing() throws IOException {
        Trees.write(tree.resolve("small"), "x");
        Trees.write(tree.resolve("a/large"), "x".repeat(2000));
        Trees.write(tree.resolve("middle"), "x".repeat(600));
        assertThatThrownBy(() -> pack(PackInput.all(tree)))
                .isInstanceOf(RefusedArchive.class)
                .hasMessage("The files have 2.5 KiB, and the limit is 1000 bytes."
                        + " The largest: 'a/large' (2 KiB), 'middle' (600 bytes), 'small' (1 byte).");
        assertThat(Files.list(folder)).containsExactly(tree);
    }

    @Test
    void aLimitOfFilesNamesTheFullestFolders() throws IOException {
        for (int i = 0; i < 30; i++) {
            Trees.write(tree.resolve("many/" + i), "");
        }
        assertThatThrownBy(() -> pack(PackInput.all(tree)))
                .isInstanceOf(RefusedArchive.class)
                .hasMessageContaining("more than 20 files")
                .hasMessageContaining("Most are in 'many' (20)");
    }

    @Test
    void aLimitOfDepthNamesThePath() throws IOException {
        Trees.write(tree.resolve("1/2/3/4/5/6"), "");
        assertThatThrownBy(() -> pack(PackInput.all(tree)))
                .isInstanceOf(RefusedArchive.class)
                .hasMessage("The path '1/2/3/4/5/6' is 6 names deep, and the limit is 5.");
    }

    @Test
    void aCheckFindsWhatALimitIsFor() throws IOException {
        var packing = new Packing(SMALL, OutwardLinks.LEAVE_OUT, Packing.Permissions.OWNER_WRITES);
        packing.check(List.of(PackInput.all(tree)));
        Trees.write(tree.resolve("1/2/3/4/5/6"), "");
        assertThatThrownBy(() -> packing.check(List.of(PackInput.all(tree))))
                .isInstanceOf(RefusedArchive.class)
                .hasMessage("The path '1/2/3/4/5/6' is 6 names deep, and the limit is 5.");
    }

    @Test
    void inputsAreMergedAndTheLaterWins() throws IOException {
        Path other = folder.resolve("other");
        Trees.write(tree.resolve("a/both"), "1");
        Trees.write(tree.resolve("a/mine"), "1");
        Trees.write(other.resolve("both"), "other");
        PackedArchive packed = pack(PackInput.all(tree), new PackInput(other, "a", FileSelection.ALL));
        assertThat(packed.replaced()).isEqualTo(1);
        assertThat(packed.bytes()).isEqualTo(6);
        new Unpacking(SMALL, OutwardLinks.REFUSE).unpack(archive, folder.resolve("out"));
        assertThat(folder.resolve("out/a/both")).hasContent("other");
        assertThat(folder.resolve("out/a/mine")).hasContent("1");
    }

    @Test
    void aFileOfOneInputWhereAnotherHasAFolderIsRefused() throws IOException {
        Path other = folder.resolve("other");
        Trees.write(tree.resolve("a/b"), "1");
        Trees.write(other.resolve("a"), "1");
        assertThatThrownBy(() -> pack(PackInput.all(tree), PackInput.all(other)))
                .isInstanceOf(RefusedArchive.class)
                .hasMessage("The path 'a' of one input is a folder and a file of another.");
        Files.delete(other.resolve("a"));
        Files.createSymbolicLink(other.resolve("a"), Path.of("x"));
        assertThatThrownBy(() -> pack(PackInput.all(other), PackInput.all(tree)))
                .isInstanceOf(RefusedArchive.class);
    }

    @Test
    void aTargetThatLeadsOutIsRefused() {
        for (String prefix : List.of("/a", "a/../b", "..", "a\\b")) {
            assertThatThrownBy(() -> new PackInput(tree, prefix, FileSelection.ALL))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("The target ");
        }
    }

    @Test
    void aFullDiskIsToldAndLeavesTheOldArchive() throws IOException {
        Trees.write(tree.resolve("a"), "x");
        Files.writeString(archive, "old");
        Packing.Output full = file -> new FilterOutputStream(Files.newOutputStream(file)) {
            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        assertThatThrownBy(() -> new Packing(SMALL, OutwardLinks.REFUSE, Permissions.OWNER_WRITES, full)
                        .pack(List.of(PackInput.all(tree)), archive))
                .hasMessage("Cannot write the archive " + archive + ": No space left on device");
        assertThat(archive).hasContent("old");
        assertThat(Files.list(folder)).containsExactlyInAnyOrder(tree, archive);
    }

    @Test
    void aFileThatBecomesShorterIsToldAndOneThatGrowsIsCut() throws IOException {
        Path file = Trees.write(tree.resolve("log"), "x".repeat(100));
        changingWhenWritten(() -> Files.writeString(file, "x".repeat(150)));
        assertThat(headers()).extracting(TarHeader::size).containsExactly(100L);
        assertThatThrownBy(() -> changingWhenWritten(() -> Files.writeString(file, "x")))
                .hasMessage("The file 'log' became shorter while it was packed");
        assertThatThrownBy(() -> changingWhenWritten(() -> Files.delete(file)))
                .hasMessageStartingWith("Cannot read the file 'log': ")
                .hasMessageEndingWith("no such file");
    }

    @Test
    void aFolderThatBecomesALinkIsNotFollowed() throws IOException {
        Trees.write(folder.resolve("secret/file"), "key");
        Path file = Trees.write(tree.resolve("a/file"), "mine");
        assertThatThrownBy(() -> changingWhenWritten(() -> {
                    Files.delete(file);
                    Files.delete(tree.resolve("a"));
                    Files.createSymbolicLink(tree.resolve("a"), folder.resolve("secret"));
                }))
                .hasMessageStartingWith("Cannot read the file 'a/file': ");
        assertThat(archive).doesNotExist();
    }

    @Test
    void aFileThatBecomesAPipeIsNotWaitedFor() throws IOException {
        Path file = Trees.write(tree.resolve("log"), "x");
        assertThatThrownBy(() -> changingWhenWritten(() -> {
                    Files.delete(file);
                    Trees.run(tree, List.of("mkfifo", "log"));
                }))
                .hasMessageStartingWith("Cannot read the file 'log': ")
                .hasMessageEndingWith("is no regular file");
        assertThat(archive).doesNotExist();
    }

    /** Something that can fail. */
    private interface Change {
        void make() throws IOException, InterruptedException;
    }

    private void changingWhenWritten(Change change) throws IOException {
        Packing.Output output = file -> {
            OutputStream out = Files.newOutputStream(file);
            try {
                change.make();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return out;
        };
        new Packing(SMALL, OutwardLinks.REFUSE, Permissions.OWNER_WRITES, output)
                .pack(List.of(PackInput.all(tree)), archive);
    }

    @Test
    void anInterruptEndsItAndLeavesNothing() throws IOException {
        Trees.write(tree.resolve("log"), "x");
        assertThatThrownBy(
                        () -> changingWhenWritten(() -> Thread.currentThread().interrupt()))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Files.list(folder)).containsExactly(tree);
    }

    @Test
    void aMissingFolderIsTold() {
        assertThatThrownBy(() -> pack(PackInput.all(folder.resolve("missing"))))
                .hasMessage("Cannot read the folder " + folder.resolve("missing") + ": '" + folder.resolve("missing")
                        + "': no such file");
    }

    @Test
    void sizesOfMoreThan8GiBArePossible() throws IOException {
        long large = (9L << 30) + 1;
        byte[] block = new TarHeader(TarText.utf8("a"), '0', 0644, large, 0, new byte[0]).toBlock();
        assertThat(TarHeader.parse(block).size()).isEqualTo(large);
        try (var file = new RandomAccessFile(archive.toFile(), "rw")) {
            file.write(block);
            file.setLength(TarHeader.padded(large) + 3L * TarHeader.BLOCK);
        }
        assertThat(headers()).extracting(TarHeader::size).containsExactly(large);
    }
}
