package io.jenkins.plugins.runpod.docs.language;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The kinds of sources that people read. Each turns a file into sentences in its way. */
enum Kind {
    /** README.md and docs/*.md. */
    DOCUMENT("(?:.*/)?[^/]+\\.md", Markdown::blocks),
    /** What stands below a field of a form, and views. */
    HELP(".*src/main/resources/.*\\.(?:html|jelly)", Html::blocks),
    MESSAGES(".*src/main/resources/.*\\.properties", PropertyTexts::blocks),
    /** Lines of the build log, messages of exceptions: string literals. */
    TEXT(".*src/main/java/.*\\.java", JavaSource::texts),
    JAVADOC(".*src/main/java/.*\\.java", JavaSource::javadoc);

    private static final Set<String> LEFT_OUT = Set.of("target", "work", "node_modules", ".git");

    private final String files;
    private final Function<String, List<Block>> reader;

    Kind(String files, Function<String, List<Block>> reader) {
        this.files = files;
        this.reader = reader;
    }

    /** All that is wrong in files of this kind below a folder, or in one file. */
    List<Finding> findings(Path place) {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(this::includes).sorted().flatMap(this::inFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean includes(Path file) {
        for (Path part : file) {
            if (LEFT_OUT.contains(part.toString())) {
                return false;
            }
        }
        return Files.isRegularFile(file)
                && file.toAbsolutePath().toString().replace('\\', '/').matches(files);
    }

    private Stream<Finding> inFile(Path file) {
        return sentences(file)
                .flatMap(sentence ->
                        Style.reasons(sentence).stream().map(reason -> new Finding(file, sentence, reason)));
    }

    Stream<Sentence> sentences(Path file) {
        try {
            return reader.apply(Files.readString(file)).stream().flatMap(block -> Sentence.in(block).stream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
