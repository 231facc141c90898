package io.jenkins.plugins.runpod.engine.transfer;

import io.jenkins.plugins.runpod.engine.text.Excerpt;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a script wrote, which can be anything: banners of a profile, the output of another program, half a line. Reads nothing but the
 * lines that begin as answers do. It never throws. Stateless.
 */
final class ScriptOutput {
    private static final String MARK = "run-pod ";
    private static final int LONGEST_TEXT = 500;
    /** More digits than these are no length. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private static final Pattern SPACES = Pattern.compile(" ");

    private ScriptOutput() {}

    /** The words of the answers of one kind, without that kind. A line without its end may be cut, so it is no answer. */
    static Stream<List<String>> answers(String stdout, String kind) {
        String begin = MARK + kind;
        int whole = stdout.lastIndexOf('\n') + 1;
        return stdout.substring(0, whole)
                .lines()
                .filter(line -> line.equals(begin) || line.startsWith(begin + " "))
                .map(line -> line.substring(begin.length()).strip())
                .map(words -> words.isEmpty() ? List.<String>of() : List.of(SPACES.split(words)));
    }

    /** The last of them, because it is the script that ends with its answer. */
    static Optional<List<String>> answer(String stdout, String kind) {
        return answers(stdout, kind).reduce((earlier, later) -> later);
    }

    static OptionalLong number(String word) {
        return NUMBER.matcher(word).matches() ? OptionalLong.of(Long.parseLong(word)) : OptionalLong.empty();
    }

    static OptionalInt smallNumber(String word) {
        OptionalLong number = number(word);
        return number.isPresent() && number.getAsLong() <= Integer.MAX_VALUE
                ? OptionalInt.of((int) number.getAsLong())
                : OptionalInt.empty();
    }

    /** Numbers, or nothing if one of the words is none. */
    static Optional<List<Integer>> smallNumbers(List<String> words) {
        return words.stream().allMatch(word -> smallNumber(word).isPresent())
                ? Optional.of(
                        words.stream().map(word -> smallNumber(word).getAsInt()).toList())
                : Optional.empty();
    }

    /** A text on one line, without control characters, and not too long. */
    static String text(String said) {
        return Excerpt.line(said, LONGEST_TEXT, "");
    }
}
