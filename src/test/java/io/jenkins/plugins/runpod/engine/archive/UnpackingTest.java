package io.jenkins.plugins.runpod.engine.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of each trick of an archive. */
class UnpackingTest {
    private static final byte[] NONE = {};
    private static final ArchiveLimits SMALL = new ArchiveLimits(1000, 20, 5);

    @TempDir
    private Path folder;

    private Path target;

    @BeforeEach
    void aFileBesideTheFolder() throws IOException {
        target = folder.resolve("outer/target");
        Trees.write(folder.resolve("outer/canary"), "alive");
    }

    private Unpacked unpack(TarText tar) throws IOException {
        return new Unpacking(SMALL, OutwardLinks.LEAVE_OUT).unpack(tar.write(folder.resolve("a.tar")), target);
    }

    private List<String> refused(TarText tar) throws IOException {
        RefusedArchive refused = catchThrowableOfType(RefusedArchive.class, () -> unpack(tar));
        assertThat(refused).as("refused").isNotNull();
        assertThat(target).doesNotExist();
        assertThat(Trees.lines(folder.resolve("outer")))
                .hasSize(1)
                .first()
                .asString()
                .endsWith("alive");
        return refused.problems();
    }

    private List<String> unpacked(TarText tar) throws IOException {
        unpack(tar.end());
        return names();
    }

    private List<String> names() throws IOException {
        return Trees.lines(target).stream()
                .map(line -> line.replace(" - 1700000000 ", "=").replace(" x 1700000000 ", "*="))
                .toList();
    }

    @Test
    void filesFoldersAndLinksAreUnpackedWithTheirTimesAndWithoutOtherPermissions() throws IOException {
        var tar = new TarText()
                .folder("./")
                .folder("./a/")
                .file("./a/one", "1")
                .link("./a/two", "one")
                .entry('0', TarText.utf8("run"), 06755, NONE, TarText.utf8("go"))
                .entry('5', TarText.utf8("locked"), 0, NONE, NONE)
                .entry('0', TarText.utf8("locked/file"), 0, NONE, TarText.utf8("in"));
        assertThat(unpacked(tar))
                .containsExactly("a/", "a/one=1", "a/two -> one", "locked/", "locked/file=in", "run*=go");
        assertThat(Files.getAttribute(target.resolve("run"), "unix:mode"))
                .asInstanceOf(InstanceOfAssertFactories.INTEGER)
                .satisfies(mode -> assertThat(mode & 06000).isZero());
        assertThat(Files.getPosixFilePermissions(target.resolve("locked")))
                .contains(PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.OWNER_WRITE);
        assertThat(Files.getPosixFilePermissions(target.resolve("locked/file")))
                .contains(PosixFilePermission.OWNER_READ);
        assertThat(Files.getLastModifiedTime(target.resolve("a")).toInstant().getEpochSecond())
                .isEqualTo(1_700_000_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/x",
                "//x",
                "../canary",
                "a/../../canary",
                "a/..",
                "..",
                "",
                "a\\..\\..\\x",
                "a\u0001b",
                "a\nb",
                "a\u007f"
            })
    void aNameThatLeadsOutOrThatIsNoNameIsRefused(String name) throws IOException {
        assertThat(refused(new TarText().file(name, "x").end())).hasSize(1);
        assertThat(refused(new TarText().folder(name).end())).hasSize(1);
        assertThat(refused(new TarText().link(name, "x").end())).hasSize(1);
        assertThat(refused(new TarText().pax("path", name).file("innocent", "x").end()))
                .hasSize(1);
        assertThat(refused(new TarText()
                        .entry('L', "././@LongLink", "", name + "\0")
                        .file("innocent", "x")
                        .end()))
                .hasSize(1);
    }

    @Test
    void allProblemsAreToldTogetherWithEscapedNamesAndABound() throws IOException {
        assertThat(refused(new TarText()
                        .file("../a\n\u001b[31m", "")
                        .file("/b", "")
                        .end()))
                .containsExactly(
                        "The entry '../a\\n\\x1B[31m' climbs with '..'.", "The entry '/b' has an absolute path.");
        var many = new TarText();
        for (int i = 0; i < 1000; i++) {
            many.file("../" + i, "");
        }
        assertThat(refused(many.end())).hasSize(21).last().isEqualTo("There are 980 more of such findings.");
    }

    @Test
    void aNameThatIsNotUtf8IsRefusedAndShownInBytes() throws IOException {
        byte[] name = "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(refused(new TarText().entry('0', name, 0644, NONE, NONE).end()))
                .containsExactly("The entry 'caf\\xE9' has a name that is not UTF-8.");
    }

    @Test
    void aZeroInANameOfPaxIsRefused() throws IOException {
        assertThat(refused(new TarText().pax("path", "a\0b").file("x", "").end()))
                .containsExactly("The entry 'a\\x00b' has a control character in its name.");
    }

    @Test
    void aNameOfMoreThan255BytesIsRefused() throws IOException {
        assertThat(refused(new TarText()
                        .pax("path", "\u00e4".repeat(128))
                        .file("x", "")
                        .end()))
                .singleElement()
                .asString()
                .endsWith("has a name of more than 255 bytes.");
        assertThat(unpacked(new TarText().pax("path", "\u00e4".repeat(127)).file("x", "")))
                .hasSize(1);
    }

    @Test
    void nothingIsWrittenThroughALinkOfTheSameArchive() throws IOException {
        assertThat(refused(new TarText()
                        .link("out", "..")
                        .file("out/canary", "dead")
                        .end()))
                .containsExactly("The entry 'out/canary' lies below a link.");
        assertThat(refused(new TarText().link("in", "a").file("in/b", "x").end()))
                .hasSize(1);
        assertThat(refused(new TarText().file("a/b", "x").link("a", "..").end()))
                .hasSize(1);
        assertThat(refused(new TarText()
                        .folder("a")
                        .link("a", "..")
                        .file("a/canary", "x")
                        .end()))
                .isNotEmpty();
    }

    @Test
    void aFileThatIsALinkForAWhileIsAFile() throws IOException {
        assertThat(unpacked(new TarText().file("a", "1").link("a", "../canary").file("a", "2")))
                .containsExactly("a=2");
        assertThat(folder.resolve("outer/canary")).hasContent("alive");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "..",
                "../canary",
                "b/../../canary",
                "inner/../..",
                "up",
                "up/canary",
                "missing/../.."
            })
    void aLinkThatLeadsOutIsLeftOutAndTold(String to) throws IOException {
        var tar = new TarText()
                .folder("b")
                .link("b/up2", "..")
                .link("inner", "b/up2/b")
                .link("up", "..")
                .link("dead", to)
                .file("z", "")
                .end();
        Unpacked unpacked = unpack(tar);
        assertThat(names()).containsExactly("b/", "b/up2 -> ..", "inner -> b/up2/b", "z=");
        assertThat(unpacked.leftOut()).hasSize(2).contains("The link 'dead' leads out, to '" + to + "'.");
        assertThat(unpacked.files()).isEqualTo(4);
    }

    @Test
    void aLinkThatLeadsOutIsRefusedWhereThatIsWanted() throws IOException {
        Path tar = new TarText().link("a", "..").end().write(folder.resolve("a.tar"));
        assertThatThrownBy(() -> new Unpacking(SMALL, OutwardLinks.REFUSE).unpack(tar, target))
                .isInstanceOf(RefusedArchive.class)
                .hasMessage("The link 'a' leads out, to '..'.");
        assertThat(target).doesNotExist();
    }

    @Test
    void linksInARingAreLeftOutAndOnesToNothingAreKept() throws IOException {
        assertThat(unpacked(new TarText().link("a", "b").link("b", "a").link("c", "missing/x")))
                .containsExactly("c -> missing/x");
    }

    @Test
    void aHardLinkToAnEarlierFileIsACopy() throws IOException {
        assertThat(unpacked(new TarText().file("a", "1").hardLink("b/c", "./a")))
                .containsExactly("a=1", "b/", "b/c=1");
        Files.writeString(target.resolve("a"), "changed");
        assertThat(target.resolve("b/c")).hasContent("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../canary", "/etc/passwd", "later", "link", "dir", "x"})
    void aHardLinkToAnythingElseIsRefused(String to) throws IOException {
        assertThat(refused(new TarText()
                        .link("link", "../canary")
                        .folder("dir")
                        .hardLink("x", to)
                        .file("later", "")
                        .end()))
                .singleElement()
                .asString()
                .startsWith("The entry 'x' is a hard link to '" + to + "'");
    }

    @Test
    void hardLinksCountEachTime() throws IOException {
        assertThat(refused(new TarText()
                        .file("a", "x".repeat(600))
                        .hardLink("b", "a")
                        .end()))
                .containsExactly(
                        "The files have 1.2 KiB, and the limit is 1000 bytes. The largest: 'a' (600 bytes), 'b' (600 bytes).");
    }

    @ParameterizedTest
    @ValueSource(chars = {'3', '4', '6'})
    void devicesAndPipesAreLeftOutAndTold(char type) throws IOException {
        Unpacked unpacked =
                unpack(new TarText().entry(type, "dev", "", "").file("a", "").end());
        assertThat(names()).containsExactly("a=");
        assertThat(unpacked.leftOut()).containsExactly("The entry 'dev' is a device or a pipe.");
    }

    @ParameterizedTest
    @ValueSource(chars = {'S', 'M', 'N', 'V', 'D', 'X', 'Z', '8', '\u00e9'})
    void otherKindsAreRefused(char type) throws IOException {
        assertThat(refused(new TarText().entry(type, "x", "", "").end())).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GNU.sparse.major", "GNU.sparse.map", "GNU.sparse.size", "GNU.sparse.realsize", "SCHILY.realsize"
            })
    void sparseFilesOfPaxAreRefused(String key) throws IOException {
        assertThat(refused(new TarText().pax(key, "1").file("x", "1\n0\n0\n").end()))
                .containsExactly("The entry 'x' is sparse. Pack it without --sparse.");
    }

    @Test
    void aSizeThatTheArchiveDoesNotHaveIsRefused() throws IOException {
        for (long size : new long[] {1, 513, 1L << 33, 1L << 60, Long.MAX_VALUE}) {
            var tar = new TarText().header('0', TarText.utf8("bomb"), 0644, NONE, size);
            assertThat(refused(tar)).hasSize(1);
        }
        assertThat(refused(new TarText()
                        .pax("size", "999999999999999999")
                        .file("x", "")
                        .end()))
                .hasSize(1);
        assertThat(refused(new TarText().pax("size", "-1").file("x", "").end())).hasSize(1);
        assertThat(refused(new TarText()
                        .pax("size", "99999999999999999999")
                        .file("x", "")
                        .end()))
                .hasSize(1);
    }

    @Test
    void negativeAndOverflowingSizesAreRefused() throws IOException {
        for (int first : new int[] {0xff, 0x80, 0x81, 0xc0}) {
            var tar = new TarText()
                    .changing(block -> {
                        Arrays.fill(block, 124, 136, (byte) 0xff);
                        block[124] = (byte) first;
                        TarHeader.seal(block);
                    })
                    .file("x", "")
                    .end();
            assertThat(refused(tar)).singleElement().asString().contains("too large size");
        }
        var letters = new TarText().changing(block -> {
            block[126] = '9';
            TarHeader.seal(block);
        });
        assertThat(refused(letters.file("x", "").end()))
                .singleElement()
                .asString()
                .contains("broken size");
    }

    @Test
    void contentOfWhatIsNoFileIsRefused() throws IOException {
        for (char type : "12534".toCharArray()) {
            assertThat(refused(new TarText()
                            .file("a", "")
                            .entry(type, "x", "a", "content")
                            .end()))
                    .containsExactly("The entry 'x' has content, although it is no file.");
        }
    }

    @Test
    void aWrongChecksumIsRefused() throws IOException {
        var tar = new TarText().changing(block -> block[0] = 'y').file("x", "1").end();
        assertThat(refused(tar)).singleElement().asString().contains("wrong checksum");
    }

    @Test
    void anArchiveThatIsCutAnywhereIsRefused() throws IOException {
        byte[] whole = new TarText()
                .file("a", "1")
                .pax("path", "b")
                .file("c", "2")
                .end()
                .toBytes();
        for (int length = 0; length < whole.length; length += 37) {
            assertThat(refused(new TarText().raw(Arrays.copyOf(whole, length))))
                    .as("length " + length)
                    .hasSize(1);
        }
    }

    @Test
    void whatFollowsTheEndIsRefusedUnlessItIsPadding() throws IOException {
        assertThat(refused(new TarText().file("a", "").end().raw(TarText.utf8("x"))))
                .hasSize(1);
        assertThat(refused(new TarText().file("a", "").end().raw(new byte[3 << 20])))
                .hasSize(1);
        assertThat(refused(new TarText().file("a", "").end().file("b", "").end()))
                .hasSize(1);
        assertThat(refused(new TarText()
                        .file("a", "")
                        .raw(new byte[512])
                        .file("b", "")
                        .end()))
                .hasSize(1);
        assertThat(unpacked(new TarText().file("a", "").end().raw(new byte[9000])))
                .containsExactly("a=");
    }

    @Test
    void whatIsNoTarIsRefused() throws IOException {
        assertThat(refused(
                        new TarText().raw(new byte[] {0x1f, (byte) 0x8b, 8, 0}).raw(new byte[2000])))
                .containsExactly("The archive is not intact: run-pod found no header of a tar file.");
    }

    @Test
    void globalHeadersThatSayNothingOfFilesAreSkipped() throws IOException {
        assertThat(unpacked(new TarText()
                        .entry('g', "g", "", TarText.record("comment", "of git"))
                        .file("a", "")))
                .containsExactly("a=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"path", "linkpath", "size", "GNU.sparse.name"})
    void globalHeadersMayNotSayWhatAFileIs(String key) throws IOException {
        assertThat(refused(new TarText()
                        .entry('g', "g", "", TarText.record(key, "1"))
                        .file("a", "")
                        .end()))
                .singleElement()
                .asString()
                .contains(key);
    }

    @Test
    void extensionsAreBoundedInSizeAndNumber() throws IOException {
        assertThat(refused(new TarText()
                        .entry('L', "L", "", "a".repeat(9000))
                        .file("a", "")
                        .end()))
                .hasSize(1);
        assertThat(refused(new TarText()
                        .pax("comment", "a".repeat(2 << 20))
                        .file("a", "")
                        .end()))
                .hasSize(1);
        var many = new TarText();
        for (int i = 0; i < 10; i++) {
            many.pax("comment", "a");
        }
        assertThat(refused(many.file("a", "").end())).hasSize(1);
        assertThat(refused(new TarText().entry('L', "L", "", "lonely").end())).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "5 a=\n",
                "99 a=b\n",
                "999999999999 a=b\n",
                "-1 a=b\n",
                "7 abcde\n",
                "0 ",
                "6 a=bc",
                "2 6 a=b\n"
            })
    void brokenRecordsOfPaxAreRefused(String records) throws IOException {
        var tar = new TarText().entry('x', "x", "", records).file("a", "").end();
        if (records.isEmpty() || records.equals("5 a=\n")) {
            unpack(tar);
        } else {
            assertThat(refused(tar)).singleElement().asString().contains("broken record");
        }
    }

    @Test
    void theLastOfTwoEntriesWins() throws IOException {
        assertThat(unpacked(new TarText()
                        .file("a", "1")
                        .file("./a", "22")
                        .folder("b")
                        .folder("b/")))
                .containsExactly("a=22", "b/");
    }

    @Test
    void aFolderIsNeverReplaced() throws IOException {
        assertThat(refused(new TarText().folder("a").file("a", "").end()))
                .containsExactly("The entry 'a' is a folder and a file.");
        assertThat(refused(new TarText().file("a", "").folder("a").end())).hasSize(1);
        assertThat(refused(new TarText().file("a", "").file("a/b", "").end())).hasSize(1);
        assertThat(refused(new TarText().file(".", "").end())).hasSize(1);
    }

    @Test
    void tooManyFilesAreRefused() throws IOException {
        var tar = new TarText();
        for (int i = 0; i < 30; i++) {
            tar.file("x/" + i, "");
        }
        assertThat(refused(tar.end()))
                .containsExactly("There are more than 20 files, folders and links, which is the limit."
                        + " Most are in 'x' (20), and 'x/19' is the first beyond.");
    }

    @Test
    void foldersThatNoEntryMakesCountAsWell() throws IOException {
        var tar = new TarText();
        for (int i = 0; i < 6; i++) {
            tar.file(i + "/a/b/c", "");
        }
        assertThat(refused(tar.end())).singleElement().asString().startsWith("There are more than 20 files");
    }

    @Test
    void pathsThatAreTooDeepAreRefused() throws IOException {
        assertThat(refused(new TarText().file("1/2/3/4/5/6", "").end()))
                .containsExactly("The path '1/2/3/4/5/6' is 6 names deep, and the limit is 5.");
        assertThat(unpacked(new TarText().file("1/2/3/4/5", ""))).hasSize(5);
    }

    /** A file system that does not tell "A" from "a". */
    private static class Folding extends GuardedFolder {
        Folding(Path path, DirectoryStream<Path> stream) {
            super(path, stream, true);
        }

        static GuardedFolder open(Path path) throws IOException {
            return new Folding(path, Files.newDirectoryStream(path));
        }

        @Override
        GuardedFolder make(Path below, DirectoryStream<Path> opened) {
            return new Folding(below, opened);
        }

        @Override
        GuardedFolder enter(String name) throws IOException {
            return super.enter(name.toLowerCase(Locale.ROOT));
        }

        @Override
        SeekableByteChannel create(String name, boolean executable) throws IOException {
            return super.create(name.toLowerCase(Locale.ROOT), executable);
        }

        @Override
        void createFolder(String name) throws IOException {
            super.createFolder(name.toLowerCase(Locale.ROOT));
        }

        @Override
        void createLink(String name, String to) throws IOException {
            super.createLink(name.toLowerCase(Locale.ROOT), to);
        }

        @Override
        void modified(String name, long seconds) throws IOException {
            super.modified(name.toLowerCase(Locale.ROOT), seconds);
        }
    }

    @Test
    void namesThatDifferInCaseAreTwoFilesOrRefused() throws IOException {
        var tar = new TarText()
                .file("A", "1")
                .file("a", "2")
                .folder("B")
                .file("b/c", "3")
                .link("L", "A")
                .file("l", "4")
                .end();
        Path file = tar.write(folder.resolve("a.tar"));
        assertThatThrownBy(() -> new Unpacking(SMALL, OutwardLinks.LEAVE_OUT, Folding::open).unpack(file, target))
                .isInstanceOf(RefusedArchive.class)
                .hasMessage("The entry 'a' and another one have the same name on this file system."
                        + " The entry 'b' and another one have the same name on this file system.");
        assertThat(target).doesNotExist();
        unpack(tar);
        assertThat(names()).containsExactly("A=1", "B/", "L -> A", "a=2", "b/", "b/c=3", "l=4");
    }

    @Test
    void namesOfLinksAndFilesThatDifferInCaseAreRefusedAsWell() throws IOException {
        Path file = new TarText().link("L", "x").file("l", "4").end().write(folder.resolve("a.tar"));
        assertThatThrownBy(() -> new Unpacking(SMALL, OutwardLinks.LEAVE_OUT, Folding::open).unpack(file, target))
                .isInstanceOf(RefusedArchive.class);
        assertThat(target).doesNotExist();
    }

    @Test
    void aPlatformWithoutHandlesUnpacksTheSame() throws IOException {
        var tar =
                new TarText().file("a/b/c", "1").link("a/l", "b").file("d", "2").end();
        new Unpacking(
                        SMALL,
                        OutwardLinks.LEAVE_OUT,
                        path -> new GuardedFolder(path, Files.newDirectoryStream(path), false))
                .unpack(tar.write(folder.resolve("a.tar")), target);
        assertThat(names()).containsExactly("a/", "a/b/", "a/b/c=1", "a/l -> b", "d=2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFolderThatAnotherProcessReplacesByALinkIsNotEntered(boolean handles) throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        class Raced extends GuardedFolder {
            Raced(Path path, DirectoryStream<Path> stream) {
                super(path, stream, handles);
            }

            @Override
            void createFolder(String name) throws IOException {
                Files.createSymbolicLink(target.resolve(name), elsewhere);
            }
        }
        Path tar = new TarText().file("a/b", "1").end().write(folder.resolve("a.tar"));
        assertThatThrownBy(() -> new Unpacking(
                                SMALL, OutwardLinks.LEAVE_OUT, path -> new Raced(path, Files.newDirectoryStream(path)))
                        .unpack(tar, target))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot unpack into");
        assertThat(elsewhere).isEmptyDirectory();
        assertThat(target).doesNotExist();
    }

    @Test
    void aFullDiskIsToldAndLeavesNothing() throws IOException {
        class Full extends GuardedFolder {
            Full(Path path, DirectoryStream<Path> stream) {
                super(path, stream, true);
            }

            @Override
            SeekableByteChannel create(String name, boolean executable) throws IOException {
                if (name.equals("b")) {
                    throw new IOException("No space left on device");
                }
                return super.create(name, executable);
            }
        }
        Path tar = new TarText().file("a", "1").file("b", "1").end().write(folder.resolve("a.tar"));
        assertThatThrownBy(() -> new Unpacking(
                                SMALL, OutwardLinks.LEAVE_OUT, path -> new Full(path, Files.newDirectoryStream(path)))
                        .unpack(tar, target))
                .hasMessage("Cannot unpack into " + target + ": No space left on device");
        assertThat(target).doesNotExist();
    }

    @Test
    void aFolderThatExistsIsLeftAlone() throws IOException {
        Trees.write(target.resolve("mine"), "x");
        assertThatThrownBy(() -> unpack(new TarText().file("a", "").end())).isInstanceOf(IOException.class);
        assertThat(target.resolve("mine")).hasContent("x");
    }

    @Test
    void anInterruptEndsIt() throws IOException {
        Path tar = new TarText().file("a", "1").end().write(folder.resolve("a.tar"));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> new Unpacking(SMALL, OutwardLinks.LEAVE_OUT).unpack(tar, target))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(target).doesNotExist();
    }
}
