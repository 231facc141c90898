package io.jenkins.plugins.runpod.ui;

import io.jenkins.plugins.runpod.history.RequestParameters;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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

    private static final Set<String> OF_ALL = Set.of("q", "state", "by", "group", "offset", "limit");
    private static final Set<String> OF_A_BUILD = Set.of("q", "state", "container", "offset", "limit");

    /** The query of the page of all tasks, as {@link #of} reads it. */
    static TaskQuery ofAll(Function<String, String> parameters) {
        return of(name -> OF_ALL.contains(name) ? parameters.apply(name) : null);
    }

    /** The query of a build's page, as {@link #of} reads it. */
    static TaskQuery ofBuild(Function<String, String> parameters) {
        return of(name -> OF_A_BUILD.contains(name) ? parameters.apply(name) : null);
    }

    /**
     * The query in the parameters of a request. What is null or blank has its default value. The name of a group may be empty,
     * so only null stands for no group.
     *
     * @param parameters the value of each, or null
     * @throws IllegalArgumentException with a sentence for each value that is not valid
     */
    private static TaskQuery of(Function<String, String> parameters) {
        RequestParameters given = new RequestParameters(parameters);
        TaskQuery query = new TaskQuery(
                given.given("q").stream()
                        .flatMap(words ->
                                Arrays.stream(words.toLowerCase(Locale.ROOT).split("\\s+")))
                        .toList(),
                given.word("state", Condition.values()),
                given.given("container"),
                given.word("by", Grouping.values()).orElse(Grouping.CAUSE),
                given.text("group"),
                given.number("offset", 0, Integer.MAX_VALUE).orElse(0),
                given.number("limit", 1, MOST).orElse(STANDARD));
        given.check();
        return query;
    }

    /** The first tasks of all. */
    static TaskQuery everything() {
        return of(name -> null);
    }

    /** Whether a task is looked for, in whatever state and group. */
    boolean matches(TaskSummary task) {
        return container.filter(wanted -> !wanted.equals(task.container())).isEmpty() && task.contains(words);
    }

    /** Whether tasks in this condition are looked for. */
    boolean isFor(Condition state) {
        return condition.filter(wanted -> wanted != state).isEmpty();
    }
}
