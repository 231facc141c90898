package io.jenkins.plugins.runpod.docs.language;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a document refers to: other documents, their sections, files and classes of the project. */
final class References {
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6}\\s+(.*)$");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern PATH = Pattern.compile("[\\w.-]+(?:/[\\w.-]+)+/?");
    /** Shortened ones, and files that commands write. */
    private static final Pattern NOT_HERE = Pattern.compile("(.*/)?target(/.*)?|.*\\.\\.\\..*|bench/results/.*");

    private static final Pattern TEST = Pattern.compile("[A-Z]\\w+Test");
    private static final Pattern CLASS = Pattern.compile("(?:[A-Z][a-z0-9]+){2,}");

    private final Path root;
    private final Path sources;
    private final Set<String> classes;

    References(Path root) throws IOException {
        this.root = root;
        this.sources = root.resolve("src/main/java/io/jenkins/plugins/runpod");
        this.classes = new HashSet<>();
        for (String folder : List.of("src", "standalone/src")) {
            try (Stream<Path> files = Files.walk(root.resolve(folder))) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".java"))
                        .forEach(name -> classes.add(name.substring(0, name.length() - ".java".length())));
            }
        }
    }

    /** README.md, CONTRIBUTING.md and docs/*.md. */
    List<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.list(root.resolve("docs"))) {
            return Stream.concat(Stream.of(root.resolve("README.md"), root.resolve("CONTRIBUTING.md")), docs.sorted())
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }

    /** Links to files and sections that do not exist. */
    List<String> deadLinks(Path document) {
        var dead = new ArrayList<String>();
        Matcher link = LINK.matcher(text(document));
        while (link.find()) {
            String target = link.group(1);
            if (target.contains(":")) {
                continue;
            }
            int hash = target.indexOf('#');
            String file = hash < 0 ? target : target.substring(0, hash);
            Path there =
                    file.isEmpty() ? document : document.resolveSibling(file).normalize();
            if (!Files.exists(there) || (hash >= 0 && !anchors(there).contains(target.substring(hash + 1)))) {
                dead.add(document + ": " + target);
            }
        }
        return dead;
    }

    /** Paths in code that begin in a folder of the project and lead nowhere, and tests that do not exist. */
    List<String> deadPaths(Path document) {
        return codes(document)
                .filter(code -> (PATH.matcher(code).matches()
                                && !NOT_HERE.matcher(code).matches()
                                && beginsHere(code)
                                && !exists(code))
                        || (TEST.matcher(code).matches() && !classes.contains(code)))
                .map(code -> document + ": " + code)
                .toList();
    }

    /** Names in code that look like those of classes and are none. */
    List<String> unknownClasses(Path document, Set<String> ofOthers) {
        Predicate<String> known = classes::contains;
        return codes(document)
                .filter(CLASS.asMatchPredicate())
                .filter(known.or(ofOthers::contains).negate())
                .map(code -> document + ": " + code)
                .toList();
    }

    private boolean beginsHere(String path) {
        String first = path.substring(0, path.indexOf('/'));
        return Files.isDirectory(root.resolve(first)) || Files.isDirectory(sources.resolve(first));
    }

    private boolean exists(String path) {
        return Files.exists(root.resolve(path))
                || Files.exists(sources.resolve(path))
                || Files.exists(sources.resolve(path + ".java"))
                || Files.exists(root.resolve("src/main/resources/io/jenkins/plugins/runpod")
                        .resolve(path))
                || Files.exists(
                        root.resolve("src/test/java/io/jenkins/plugins/runpod").resolve(path + ".java"));
    }

    private static Stream<String> codes(Path document) {
        return CODE.matcher(FENCED.matcher(text(document)).replaceAll(""))
                .results()
                .map(code -> code.group(1));
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(Path document) {
        return HEADING.matcher(FENCED.matcher(text(document)).replaceAll(""))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\s-]", "")
                        .strip()
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static String text(Path document) {
        try {
            return Files.readString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
