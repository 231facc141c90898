package io.jenkins.plugins.runpod.engine.transfer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Lets {@code run-pod-output} make one archive of all files and symbolic links that match. A repetition gives the same answer.
 * The patterns are on stdin, because many of them are too long for the line of a request.
 *
 * @param expressions for each output the tests of {@code find}, for names that begin with {@code ./} and bytes instead of characters.
 *     An empty list matches all
 * @param mostFiles the most files in the archive
 * @param mostBytes the most bytes of the archive. The script counts in blocks, so up to one block more is possible
 */
public record CollectOutputs(List<List<String>> expressions, int mostFiles, long mostBytes)
        implements ScriptCommand<Collected> {
    /** The most bytes of {@link #stdin}. The script hands them to {@code find} at once, and Linux limits arguments. */
    public static final int LONGEST_STDIN = 64 << 10;

    private static final int BLOCK = ReadArchive.BLOCK;

    /**
     * Checks the expressions.
     *
     * @throws IllegalArgumentException with a sentence for the user if they are too long together. Also if {@code find} would do something
     *     else than match, or if there are no expressions
     */
    public CollectOutputs {
        expressions = expressions.stream().map(FindTests::checked).toList();
        if (expressions.isEmpty() || mostFiles < 0 || mostBytes < 0 || mostBytes > Long.MAX_VALUE - BLOCK) {
            throw new IllegalArgumentException(
                    expressions.size() + " outputs, " + mostFiles + " files, " + mostBytes + " bytes");
        }
        mostBytes = (mostBytes / BLOCK + 1) * BLOCK - 1;
        if (!fit(expressions)) {
            throw new IllegalArgumentException("The patterns are too long together: they need " + length(expressions)
                    + " bytes for find, and " + LONGEST_STDIN + " are possible.");
        }
    }

    /** Whether the expressions are not too long together. */
    static boolean fit(List<List<String>> expressions) {
        return length(expressions) <= LONGEST_STDIN;
    }

    private static int length(List<List<String>> expressions) {
        return words(expressions).mapToInt(word -> bytes(word).length + 1).sum();
    }

    private static Stream<String> words(List<List<String>> expressions) {
        return expressions.stream()
                .flatMap(
                        expression -> Stream.concat(Stream.of(String.valueOf(expression.size())), expression.stream()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What the script reads: one word on each line. */
    public byte[] stdin() {
        StringBuilder lines = new StringBuilder();
        words(expressions).forEach(word -> lines.append(word).append('\n'));
        return bytes(lines.toString());
    }

    @Override
    public List<String> arguments() {
        return List.of(
                "collect",
                String.valueOf(mostFiles + 1L),
                String.valueOf((mostBytes + 1) / BLOCK),
                String.valueOf(mostBytes + 1),
                String.valueOf(words(expressions).count()));
    }

    @Override
    public Optional<Collected> answer(String stdout) {
        return ScriptOutput.answer(stdout, "collected")
                .filter(words -> words.size() == 2)
                .flatMap(words -> {
                    OptionalInt files = ScriptOutput.smallNumber(words.get(0));
                    OptionalLong length = ScriptOutput.number(words.get(1));
                    return files.isEmpty() || length.isEmpty()
                            ? Optional.empty()
                            : Optional.of(new Collected(files.getAsInt(), length.getAsLong()));
                });
    }

    /** The files and the matches of each output, if a limit was exceeded. The first number is that of all files. */
    public Optional<List<Integer>> excess(String stdout) {
        return ScriptOutput.answer(stdout, "counts")
                .filter(words -> words.size() == 1 + expressions.size())
                .flatMap(ScriptOutput::smallNumbers);
    }
}
