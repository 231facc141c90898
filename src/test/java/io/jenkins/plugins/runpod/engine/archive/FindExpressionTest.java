package io.jenkins.plugins.runpod.engine.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** What each find program of this machine prints for a pattern. */
class FindExpressionTest {
    private static final List<List<String>> PROGRAMS = Stream.of(
                    List.of("find"),
                    List.of("env", "LC_ALL=C", "find"),
                    List.of("busybox", "find"),
                    List.of("env", "LC_ALL=C", "busybox", "find"),
                    List.of("toybox", "find"))
            .filter(program -> program.stream().allMatch(word -> word.contains("=") || Trees.has(word)))
            .toList();

    private Path tree;

    @BeforeTry
    void aTree() throws IOException {
        tree = Files.createTempDirectory("find");
    }

    @AfterTry
    void without() throws IOException {
        try (GuardedFolder all = GuardedFolder.open(tree)) {
            all.empty();
        }
        Files.delete(tree);
    }

    private Set<String> found(List<String> program, List<String> tests) throws IOException, InterruptedException {
        var command = new ArrayList<>(program);
        command.addAll(List.of(".", "("));
        command.addAll(tests);
        command.addAll(List.of(")", "-path", "*", "(", "-type", "f", "-o", "-type", "l", ")", "-print0"));
        return Arrays.stream(Trees.run(tree, command).split("\0"))
                .filter(line -> !line.isEmpty())
                .map(line -> line.substring(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of(
                "a",
                "b",
                "ab",
                "a.b",
                "aab",
                ".a",
                "[a]",
                "a]",
                "\u00e4b",
                "a\u00e4",
                "\ud83d\ude00",
                "-a",
                "a b",
                "'a\"",
                "(",
                "!",
                "$(a)",
                "a*b",
                "?");
    }

    @Provide
    Arbitrary<Set<List<String>>> files() {
        return names().list().ofMinSize(1).ofMaxSize(4).set().ofMinSize(10).ofMaxSize(40);
    }

    @Provide
    Arbitrary<List<String>> patterns() {
        Arbitrary<String> name = Arbitraries.oneOf(
                names(),
                Arbitraries.of(
                        "*", "**", "**", "?", "??", "?*", "*?", "a*", "*b", "*a*", "a**b", "?b", "a?", "[a]", "[ab]",
                        "[!a]", "*.*", "?.?"));
        return name.list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(names -> String.join("/", names))
                .list()
                .ofSize(6);
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void allThatAntMatchesIsFoundAndNothingElseIsExcluded(
            @ForAll("files") Set<List<String>> files, @ForAll("patterns") List<String> patterns) throws Exception {
        Set<String> all = make(files);
        for (String pattern : patterns) {
            AntPatterns ant = AntPatterns.parse(pattern.replace(',', '.'));
            List<String> expected = all.stream().filter(ant::matches).toList();
            for (List<String> program : PROGRAMS) {
                assertThat(found(program, FindExpression.of(ant.texts().get(0))))
                        .as("%s %s", program, pattern)
                        .isSubsetOf(all)
                        .containsAll(expected);
                Optional<List<String>> excluding =
                        FindExpression.excluding(ant.texts().get(0));
                if (excluding.isPresent()) {
                    assertThat(found(program, excluding.get()))
                            .as("%s excludes %s", program, pattern)
                            .isSubsetOf(expected);
                }
            }
        }
    }

    private Set<String> make(Set<List<String>> files) throws IOException {
        var all = new TreeSet<String>();
        for (List<String> path : files) {
            Path file = tree.resolve(String.join("/", path));
            if (!Files.exists(file) && noFileIsOnTheWay(path)) {
                Files.createDirectories(file.getParent());
                if (file.toString().hashCode() % 5 == 0) {
                    Files.createSymbolicLink(file, Path.of("nowhere"));
                } else {
                    Files.createFile(file);
                }
                all.add(String.join("/", path));
            }
        }
        return all;
    }

    /** As the script puts them together. */
    private static List<String> anyOf(List<List<String>> expressions) {
        var all = new ArrayList<String>();
        for (List<String> tests : expressions) {
            all.addAll(all.isEmpty() ? List.of("(") : List.of("-o", "("));
            all.addAll(tests.isEmpty() ? List.of("-name", "*") : tests);
            all.add(")");
        }
        return all;
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void foldersThatAreNotOpenedHaveNothingThatIsSelected(
            @ForAll("files") Set<List<String>> files, @ForAll("patterns") List<String> patterns) throws Exception {
        Set<String> all = make(files);
        List<FileSelection> selections = IntStream.range(0, 2)
                .mapToObj(number -> new FileSelection(
                        AntPatterns.NONE,
                        AntPatterns.parse(patterns.get(number) + "/**," + patterns.get(number + 2) + "/**"),
                        false))
                .toList();
        for (int count = 1; count <= 2; count++) {
            List<FileSelection> some = selections.subList(0, count);
            List<String> expected = all.stream()
                    .filter(path -> some.stream().anyMatch(selection -> selection.selects(path)))
                    .toList();
            for (List<String> program : PROGRAMS) {
                assertThat(found(program, anyOf(FindExpression.of(some))))
                        .as("%s %s", program, some)
                        .isSubsetOf(all)
                        .containsAll(expected);
            }
        }
    }

    @Example
    void nameThatIsAParenthesisIsAName() throws Exception {
        for (String name : List.of("a", "(/a", "b/(/a", ")/a")) {
            Trees.write(tree.resolve(name), "");
        }
        var selection = new FileSelection(AntPatterns.parse("**/a"), AntPatterns.parse("**/(/**, )/**"), false);
        for (List<String> program : PROGRAMS) {
            assertThat(found(program, anyOf(FindExpression.of(List.of(selection)))))
                    .as("%s", program)
                    .containsExactly("a");
        }
    }

    @Example
    void excludedFoldersAreNotOpened() throws Exception {
        for (String name : List.of("a", "cache/a", "b/cache/a", "b/a")) {
            Trees.write(tree.resolve(name), "");
        }
        List<Path> closed = List.of(tree.resolve("cache"), tree.resolve("b/cache"));
        var selection = new FileSelection(AntPatterns.parse("**/a"), AntPatterns.parse("**/cache/**, b/x/**"), false);
        Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (Path folder : closed) {
            Files.setPosixFilePermissions(folder, Set.of());
        }
        try {
            for (List<String> program : PROGRAMS) {
                assertThat(found(withoutRoot(program), anyOf(FindExpression.of(List.of(selection)))))
                        .as("%s", program)
                        .containsExactly("a", "b/a");
            }
        } finally {
            for (Path folder : closed) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        }
    }

    /** Root may open everything. */
    private static List<String> withoutRoot(List<String> program) {
        Stream<String> before = System.getProperty("user.name").equals("root")
                ? Stream.of("setpriv", "--reuid=65534", "--clear-groups")
                : Stream.of();
        return Stream.concat(before, program.stream()).toList();
    }

    @Example
    void aFolderThatOneSelectionHasIsOpened() {
        var without = new FileSelection(AntPatterns.NONE, AntPatterns.parse("a/**"), false);
        assertThat(String.join(" ", FindExpression.of(List.of(without)).get(0)))
                .isEqualTo("! ( -type d ( ( -path ./a ) ) -prune ) ! ( ( -path ./a -o -path ./a/* ) )");
        assertThat(FindExpression.of(List.of(without, FileSelection.ALL)))
                .containsExactly(FindExpression.of(without), List.of());
    }

    private boolean noFileIsOnTheWay(List<String> path) {
        Path place = tree;
        for (String name : path) {
            if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            place = place.resolve(name);
        }
        return !Files.exists(place, LinkOption.NOFOLLOW_LINKS);
    }

    @Example
    void atLeastOneFindWasTried() {
        assertThat(PROGRAMS).isNotEmpty();
    }

    @Example
    void starsStandForOneNameEach() throws Exception {
        for (String name : List.of("a.jar", "target/b.jar", "target/classes/c.jar", "src/target/d.jar")) {
            Trees.write(tree.resolve(name), "");
        }
        for (List<String> program : PROGRAMS) {
            assertThat(found(program, FindExpression.of("*.jar"))).containsExactly("a.jar");
            assertThat(found(program, FindExpression.of("*/*.jar"))).containsExactly("target/b.jar");
            assertThat(found(program, FindExpression.of("target/*.jar"))).containsExactly("target/b.jar");
            assertThat(found(program, FindExpression.of("**/*.jar")))
                    .containsExactly("a.jar", "src/target/d.jar", "target/b.jar", "target/classes/c.jar");
        }
    }

    @Example
    void whatIsUsuallyExcludedIsExcludedAsAntDoes() throws Exception {
        var all = new TreeSet<String>();
        for (String folder :
                List.of("", "target/", "a/target/", "a/b/target/", "target/target/", "a/build-1/b/", ".git/")) {
            for (String name :
                    List.of("x.log", "x.log.gz", "test-1.xml", "a\nb.log", "b/test.d/c/test-2.xml", "target/y")) {
                if (all.add(folder + name)) {
                    Trees.write(tree.resolve(folder + name), "");
                }
            }
        }
        for (String pattern : List.of(
                "x.log",
                "*.log",
                "**/*.log",
                "**/test-*.xml",
                "b/**/t*-*.xml",
                "target/**",
                "target/",
                "**/target/**",
                "*/*.log",
                "a/build-*/**",
                "**/*.d/**",
                "*/target/x.log",
                "**/.git/**",
                "a/**/b/*",
                "**")) {
            AntPatterns ant = AntPatterns.parse(pattern);
            List<String> tests = FindExpression.excluding(ant.texts().get(0)).orElseThrow();
            for (List<String> program : PROGRAMS) {
                assertThat(found(program, tests))
                        .as("%s %s", program, pattern)
                        .containsExactlyInAnyOrderElementsOf(
                                all.stream().filter(ant::matches).toList());
            }
        }
    }

    @Example
    void whatFindCannotTellIsNotExcluded() {
        assertThat(FindExpression.excluding("a?")).isEmpty();
        assertThat(FindExpression.excluding("**/a/**/b/**/c/**")).isEmpty();
    }

    @Example
    void excludesOfASelectionAreNegated() {
        var selection = new FileSelection(AntPatterns.parse("a, b"), AntPatterns.parse("a?, **/c*d"), false);
        assertThat(String.join(" ", FindExpression.of(selection)))
                .isEqualTo("( ( -path ./a ) ! -path ./*/* -o ( -path ./b ) ! -path ./*/* )"
                        + " ! ( ( -path ./c*d -o -path ./*/c*d ) -name c*d )");
        assertThat(FindExpression.of(FileSelection.ALL)).isEmpty();
    }

    @Example
    void theArgumentsAreFew() {
        assertThat(FindExpression.of("target/*.jar"))
                .containsExactly("(", "-path", "./target/*.jar", ")", "!", "-path", "./*/*/*");
        assertThat(FindExpression.of("**/*.jar"))
                .containsExactly("(", "-path", "./*.jar", "-o", "-path", "./*/*.jar", ")");
        assertThat(FindExpression.of("**/".repeat(20) + "x/**/".repeat(24) + "y"))
                .hasSizeLessThan(50);
        assertThat(FindExpression.of("a/".repeat(49) + "**")).hasSizeLessThan(50);
        assertThat(FindExpression.of("*")).allSatisfy(word -> assertThat(word).doesNotContain("\n"));
    }
}
