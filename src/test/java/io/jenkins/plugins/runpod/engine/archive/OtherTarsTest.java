package io.jenkins.plugins.runpod.engine.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jenkins.plugins.runpod.engine.archive.Packing.Permissions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the tar programs of this machine make of our archives, and we of theirs. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it looks for programs with the names and in the folders of Unix")
class OtherTarsTest {
    @TempDir
    private Path folder;

    /** Each tar that is there. One of GNU or BSD always is. */
    static Stream<List<String>> programs() {
        return Stream.of(List.of("tar"), List.of("busybox", "tar"), List.of("toybox", "tar"), List.of("bsdtar"))
                .filter(program -> Trees.has(program.get(0)));
    }

    static Stream<List<String>> formats() {
        var formats = new ArrayList<>(programs().toList());
        if (Trees.has("bsdtar")) {
            formats.add(List.of("bsdtar", "--format=pax"));
            formats.add(List.of("bsdtar", "--format=ustar"));
        }
        formats.add(List.of("tar", "--format=pax"));
        return formats.stream();
    }

    private Path tree(int files) throws IOException {
        Path tree = Files.createDirectory(folder.resolve("tree"));
        for (int i = 0; i < files; i++) {
            Trees.write(tree.resolve("m" + i % 40 + "/src/" + i % 7 + "/File" + i + ".java"), "class File" + i + " {}");
        }
        for (int length : List.of(99, 100, 101, 200, 255)) {
            Trees.write(tree.resolve("n".repeat(length)), "long");
            Files.createSymbolicLink(tree.resolve("to" + length), Path.of("n".repeat(length)));
        }
        Path deep = tree.resolve("d".repeat(100)).resolve("e".repeat(50)).resolve("f".repeat(54));
        Trees.write(deep.resolve("file"), "deep");
        Trees.write(tree.resolve("with space/\u00e4\u00f6 \u65e5\u672c \ud83d\ude00"), "name");
        Trees.write(tree.resolve("-rf"), "dash");
        Trees.write(tree.resolve("run"), "#!").toFile().setExecutable(true, false);
        Files.createDirectories(tree.resolve("empty/folder"));
        Files.createSymbolicLink(tree.resolve("link"), Path.of("with space"));
        Files.createSymbolicLink(tree.resolve("missing"), Path.of("nothing"));
        Files.write(tree.resolve("large"), new byte[300_000]);
        return tree;
    }

    private Path packed(Path tree) throws IOException {
        Path archive = folder.resolve("ours.tar");
        new Packing(ArchiveLimits.DEFAULT, OutwardLinks.REFUSE, Permissions.OWNER_WRITES)
                .pack(List.of(PackInput.all(tree)), archive);
        return archive;
    }

    private static List<String> with(List<String> program, String... arguments) {
        var command = new ArrayList<>(program);
        command.addAll(List.of(arguments));
        return command;
    }

    @ParameterizedTest
    @MethodSource("programs")
    void anyTarUnpacksWhatWePack(List<String> program) throws IOException, InterruptedException {
        Path tree = tree(100);
        Path archive = packed(tree);
        Path out = Files.createDirectory(folder.resolve("out"));
        Trees.run(out, with(program, "-xf", archive.toString()));
        assertThat(Trees.lines(out)).isEqualTo(Trees.lines(tree));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void weUnpackWhatAnyTarPacks(List<String> program) throws IOException, InterruptedException {
        Path tree = tree(100);
        Path archive = folder.resolve("theirs.tar");
        if (program.contains("--format=ustar")) { // which has no long names
            Trees.run(tree, with(program, "-cf", archive.toString(), "m1", "run", "empty", "d".repeat(100)));
        } else {
            Trees.run(tree, with(program, "-cf", archive.toString(), "."));
        }
        Path out = folder.resolve("out");
        Unpacked unpacked = new Unpacking(ArchiveLimits.DEFAULT, OutwardLinks.REFUSE).unpack(archive, out);
        assertThat(unpacked.leftOut()).isEmpty();
        if (program.contains("--format=ustar")) {
            assertThat(Trees.lines(tree)).containsAll(Trees.lines(out));
            assertThat(out.resolve("d".repeat(100) + "/" + "e".repeat(50) + "/" + "f".repeat(54) + "/file"))
                    .exists();
        } else {
            assertThat(Trees.lines(out)).isEqualTo(Trees.lines(tree));
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void hardLinksOfAnyTarBecomeCopies(List<String> program) throws IOException, InterruptedException {
        Path tree = Files.createDirectory(folder.resolve("tree"));
        Files.createLink(tree.resolve("b"), Trees.write(tree.resolve("a"), "same"));
        Path archive = folder.resolve("theirs.tar");
        Trees.run(tree, with(program, "-cf", archive.toString(), "."));
        new Unpacking(ArchiveLimits.DEFAULT, OutwardLinks.REFUSE).unpack(archive, folder.resolve("out"));
        assertThat(Trees.lines(folder.resolve("out"))).isEqualTo(Trees.lines(tree));
    }

    @Test
    void sparseFilesOfGnuTarAreRefused() throws IOException, InterruptedException {
        Path tree = Files.createDirectory(folder.resolve("tree"));
        try (var file = new RandomAccessFile(tree.resolve("holes").toFile(), "rw")) {
            file.setLength(10 << 20);
        }
        for (String format :
                List.of("gnu", "pax --sparse-version=0.0", "pax --sparse-version=0.1", "pax --sparse-version=1.0")) {
            Path archive = folder.resolve("sparse.tar");
            Trees.run(tree, List.of("sh", "-c", "tar --sparse --format=" + format + " -cf " + archive + " ."));
            assertThat(catchThrowable(() -> new Unpacking(ArchiveLimits.DEFAULT, OutwardLinks.REFUSE)
                            .unpack(archive, folder.resolve("out"))))
                    .as(format)
                    .isInstanceOf(RefusedArchive.class)
                    .hasMessageContaining("is sparse");
        }
    }

    @Test
    void aTreeOf20000SmallFilesGoesBothWays() throws IOException, InterruptedException {
        Path tree = tree(20_000);
        Path archive = packed(tree);
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        Trees.run(theirs, List.of("tar", "-xf", archive.toString()));
        Path ours = folder.resolve("ours");
        new Unpacking(ArchiveLimits.DEFAULT, OutwardLinks.REFUSE).unpack(archive, ours);
        List<String> expected = Trees.lines(tree);
        assertThat(Trees.lines(theirs)).isEqualTo(expected);
        assertThat(Trees.lines(ours)).isEqualTo(expected);
    }
}
