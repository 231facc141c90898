package io.jenkins.plugins.runpod.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A block of Groovy in the documentation.
 *
 * @param fragment why it is not run; empty if it is
 */
public record Example(Path file, int line, String script, String fragment) {
    private static final Pattern BLOCK =
            Pattern.compile("(?:<!-- fragment: ([^>]*?) -->\\s*\\n)?```groovy\\n(.*?)```", Pattern.DOTALL);

    /** All of them. */
    public static List<Example> all() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(Stream.of(Path.of("README.md")), docs.sorted())
                    .filter(file -> file.toString().endsWith(".md"))
                    .flatMap(Example::in)
                    .toList();
        }
    }

    private static Stream<Example> in(Path file) {
        try {
            String text = Files.readString(file);
            Matcher block = BLOCK.matcher(text);
            return block
                    .results()
                    .map(found -> new Example(
                            file,
                            1 + (int) text.substring(0, found.start(2)).lines().count(),
                            found.group(2),
                            found.group(1) == null ? "" : found.group(1)))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return file + ":" + line;
    }
}
