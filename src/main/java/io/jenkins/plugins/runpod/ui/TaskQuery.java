package io.jenkins.plugins.runpod.ui;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which tasks a viewer wants to see. Pure.
 *
 * @param words the words that each task contains, in lower case
 * @param condition the condition of each task; all if empty
 * @param container the container that the state of each task is about; all if empty
 * @param grouping by what to group
 * @param group the group whose tasks to list; all if empty
 * @param offset how many tasks to leave out before the first that is listed
 * @param limit the greatest number of tasks to list
 */
record TaskQuery(
        List<String> words,
        Optional<Condition> condition,
        Optional<String> container,
        Grouping grouping,
        Optional<String> group,
        int offset,
        int limit) {
    /** So that an answer stays small, however many tasks run. */
    static final int MOST = 500;

    static final int STANDARD = 50;

    /**
     * The query in the parameters of a request. What is null or blank has its default value. The name of a group may be empty,
     * so only null stands for no group.
     *
     * @throws IllegalArgumentException with a sentence for the user if a value is not valid
     */
    static TaskQuery of(
            @CheckForNull String text,
            @CheckForNull String state,
            @CheckForNull String container,
            @CheckForNull String by,
            @CheckForNull String group,
            @CheckForNull String offset,
            @CheckForNull String limit) {
        return new TaskQuery(
                given(text).stream()
                        .flatMap(words ->
                                Arrays.stream(words.toLowerCase(Locale.ROOT).split("\\s+")))
                        .toList(),
                given(state).map(word -> known("state", word, Condition::ofWord, words(Condition.values()))),
                given(container),
                given(by)
                        .map(word -> known("by", word, Grouping::ofWord, words(Grouping.values())))
                        .orElse(Grouping.CAUSE),
                Optional.ofNullable(group),
                given(offset)
                        .map(number -> number("offset", number, 0, Integer.MAX_VALUE))
                        .orElse(0),
                given(limit).map(number -> number("limit", number, 1, MOST)).orElse(STANDARD));
    }

    /** The first tasks of all. */
    static TaskQuery everything() {
        return of(null, null, null, null, null, null, null);
    }

    /** Whether a task is looked for, in whatever state and group. */
    boolean matches(TaskSummary task) {
        return container.filter(wanted -> !wanted.equals(task.container())).isEmpty() && task.contains(words);
    }

    /** Whether tasks in this condition are looked for. */
    boolean isFor(Condition state) {
        return condition.filter(wanted -> wanted != state).isEmpty();
    }

    private static Optional<String> given(@CheckForNull String value) {
        return Optional.ofNullable(value).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static <T> T known(String parameter, String word, Function<String, Optional<T>> find, String words) {
        return find.apply(word)
                .orElseThrow(
                        () -> new IllegalArgumentException(Messages.TaskQuery_unknownWord(parameter, words, word)));
    }

    private static String words(Enum<?>[] values) {
        return String.join(
                ", ",
                Arrays.stream(values)
                        .map(each -> each.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    private static int number(String parameter, String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same error as for a number that is out of range.
        }
        throw new IllegalArgumentException(
                Messages.TaskQuery_noNumber(parameter, Integer.toString(least), Integer.toString(most), text));
    }
}
