package io.jenkins.plugins.runpod.engine.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Lets {@code run-pod-output} make one archive of all files and symbolic links that match. A repetition gives the same answer.
 *
 * @param expressions for each pattern the tests of {@code find}, for names that begin with {@code ./} and bytes instead of characters.
 *     An empty list matches all
 * @param mostFiles the most files in the archive
 * @param mostBytes the most bytes of the archive
 */
public record CollectOutputs(List<List<String>> expressions, int mostFiles, long mostBytes)
        implements ScriptCommand<Collected> {

    /** @throws IllegalArgumentException if {@code find} would do something else than match, or if there are no expressions */
    public CollectOutputs {
        expressions = expressions.stream().map(FindTests::checked).toList();
        if (expressions.isEmpty() || mostFiles < 0 || mostBytes < 0 || mostBytes == Long.MAX_VALUE) {
            throw new IllegalArgumentException(
                    expressions.size() + " patterns, " + mostFiles + " files, " + mostBytes + " bytes");
        }
    }

    @Override
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        arguments.add("collect");
        arguments.add(String.valueOf(mostFiles));
        arguments.add(String.valueOf(mostBytes + 1));
        for (List<String> expression : expressions) {
            arguments.add(String.valueOf(expression.size()));
            arguments.addAll(expression);
        }
        return List.copyOf(arguments);
    }

    @Override
    public Optional<Collected> answer(String stdout) {
        return ScriptOutput.answer(stdout, "collected")
                .filter(words -> words.size() == 3 + expressions.size())
                .flatMap(words -> {
                    OptionalInt files = ScriptOutput.smallNumber(words.get(0));
                    OptionalLong length = ScriptOutput.number(words.get(1));
                    Optional<Sha256> sha256 = Sha256.read(words.get(2));
                    Optional<List<Integer>> counts = ScriptOutput.smallNumbers(words.subList(3, words.size()));
                    return files.isEmpty() || length.isEmpty() || sha256.isEmpty() || counts.isEmpty()
                            ? Optional.empty()
                            : Optional.of(
                                    new Collected(files.getAsInt(), length.getAsLong(), sha256.get(), counts.get()));
                });
    }

    /** The files and the matches of each pattern, if a limit was exceeded. The first number is that of all files. */
    public Optional<List<Integer>> excess(String stdout) {
        return ScriptOutput.answer(stdout, "counts")
                .filter(words -> words.size() == 1 + expressions.size())
                .flatMap(ScriptOutput::smallNumbers);
    }
}
