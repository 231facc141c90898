package io.jenkins.plugins.runpod.engine.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/** Whatever an archive is made of: nothing outside of the folder changes, and nothing in it leads out. */
class UnpackingLawsTest {
    private static final ArchiveLimits LIMITS = new ArchiveLimits(10_000, 30, 8);

    /** One entry of an archive, and what is done to its bytes. */
    private record Ingredient(char type, byte[] name, byte[] link, int content, Damage damage, boolean extended) {
        void addTo(TarText tar) {
            if (extended) {
                tar.entry('K', TarText.utf8("././@LongLink"), 0, new byte[0], link);
                tar.entry('L', TarText.utf8("././@LongLink"), 0, new byte[0], name);
            }
            tar.changing(damage::change).entry(type, name, 04777, link, new byte[content]);
        }
    }

    /** What is wrong with a header. */
    private enum Damage {
        NONE,
        CHECKSUM,
        SIZE,
        NEGATIVE;

        void change(byte[] block) {
            switch (this) {
                case NONE -> {}
                case CHECKSUM -> block[300] = 'x';
                case SIZE -> block[124] = '7';
                case NEGATIVE -> block[124] = (byte) 0xff;
            }
            if (this != CHECKSUM) {
                TarHeader.seal(block);
            }
        }
    }

    @Provide
    Arbitrary<List<Ingredient>> archives() {
        Arbitrary<String> part = Arbitraries.frequencyOf(
                Tuple.of(10, Arbitraries.of("a", "b", "c")),
                Tuple.of(2, Arbitraries.of("..", ".", "", "A", "canary")),
                Tuple.of(1, Arbitraries.of("\\", "a\nb", "\u00e4", "n".repeat(300), "a\0b")));
        Arbitrary<byte[]> path = Combinators.combine(
                        part.list().ofMinSize(1).ofMaxSize(4),
                        Arbitraries.frequencyOf(
                                Tuple.of(12, Arbitraries.just("")),
                                Tuple.of(1, Arbitraries.of("/", "../", "./", "\u00ff"))))
                .as((parts, first) -> (first + String.join("/", parts)).getBytes(StandardCharsets.UTF_8));
        Arbitrary<byte[]> bytes =
                Arbitraries.frequencyOf(Tuple.of(40, path), Tuple.of(1, Arbitraries.just(new byte[] {'a', (byte) 0xe9
                })));
        Arbitrary<Character> type = Arbitraries.frequencyOf(
                Tuple.of(20, Arbitraries.of('0', '0', '2', '2', '5', '1')),
                Tuple.of(1, Arbitraries.of('3', '6', 'S', 'g', 'x', 'L', 'K', '\0', '7', '?')));
        Arbitrary<Damage> damage = Arbitraries.frequencyOf(
                Tuple.of(60, Arbitraries.just(Damage.NONE)), Tuple.of(1, Arbitraries.of(Damage.class)));
        Arbitrary<Integer> content = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.just(0)),
                Tuple.of(2, Arbitraries.integers().between(1, 3000)));
        return Combinators.combine(type, bytes, bytes, content, damage, Arbitraries.of(true, false, false))
                .as((kind, name, link, size, wrong, extended) ->
                        new Ingredient(kind, name, link, kind == '0' || kind == '\0' ? size : 0, wrong, extended))
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    @Property(tries = 1500, shrinking = ShrinkingMode.OFF)
    void nothingLeavesTheFolder(@ForAll("archives") List<Ingredient> ingredients, @ForAll Random random)
            throws IOException {
        var tar = new TarText();
        ingredients.forEach(ingredient -> ingredient.addTo(tar));
        byte[] bytes = tar.end().toBytes();
        if (random.nextInt(10) == 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        Path around = Files.createTempDirectory("laws");
        try {
            check(bytes, around, random.nextBoolean());
        } finally {
            try (GuardedFolder all = GuardedFolder.open(around)) {
                all.empty();
            }
            Files.delete(around);
        }
    }

    private static void check(byte[] bytes, Path around, boolean handles) throws IOException {
        Trees.write(around.resolve("outer/canary"), "alive");
        Trees.write(around.resolve("outer/a/canary"), "alive");
        Trees.write(around.resolve("canary"), "alive");
        Path archive = Files.write(around.resolve("archive"), bytes);
        List<String> before = Trees.lines(around);
        Path target = around.resolve("outer/target");
        Unpacked unpacked = null;
        try {
            unpacked = new Unpacking(LIMITS, OutwardLinks.LEAVE_OUT, path -> opened(path, handles))
                    .unpack(archive, target);
        } catch (RefusedArchive e) {
            assertThat(target).doesNotExist();
            assertThat(e.problems()).isNotEmpty().hasSizeLessThan(25).allMatch(UnpackingLawsTest::isPrintable);
        }
        if (unpacked != null) {
            checkUnpacked(target, unpacked);
        }
        assertThat(Trees.lines(around).stream().filter(line -> !line.startsWith("outer/target")))
                .isEqualTo(before);
    }

    private static GuardedFolder opened(Path path, boolean handles) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(path);
        return new GuardedFolder(path, stream, handles);
    }

    private static boolean isPrintable(String line) {
        return line.chars().noneMatch(Character::isISOControl);
    }

    private static void checkUnpacked(Path target, Unpacked unpacked) throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> found = Files.walk(target)) {
            found.filter(path -> !path.equals(target)).forEach(all::add);
        }
        assertThat(all).hasSize(unpacked.files());
        long bytes = 0;
        var links = new ArrayList<Path>();
        for (Path path : all) {
            if (Files.isSymbolicLink(path)) {
                if (Files.exists(path)) {
                    assertThat(path.toRealPath().startsWith(target.toRealPath()))
                            .as("%s in the folder", path)
                            .isTrue();
                } else {
                    links.add(path);
                }
            } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                bytes += Files.size(path);
                assertThat((int) Files.getAttribute(path, "unix:mode") & 07000).isZero();
                assertThat((int) Files.getAttribute(path, "unix:nlink")).isEqualTo(1);
            } else {
                assertThat(path).isDirectory();
            }
            assertThat(Files.isReadable(path) || Files.isSymbolicLink(path)).isTrue();
        }
        assertThat(unpacked.bytes()).isEqualTo(bytes).isLessThanOrEqualTo(LIMITS.bytes());
        links.forEach(UnpackingLawsTest::tryToWriteThrough);
    }

    /** A link to nothing would show where it leads if something came there. */
    private static void tryToWriteThrough(Path link) {
        try {
            Files.writeString(link, "where is it?");
        } catch (IOException e) {
            assertThat(link).isSymbolicLink(); // its folder is missing as well
        }
    }
}
