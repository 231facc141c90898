package io.jenkins.plugins.runpod.ui;

import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** By what the page of all tasks groups them. */
enum Grouping {
    /** The state, its cause, and the registry that the cause is about. */
    CAUSE(task -> Stream.of(task.condition().word(), task.cause(), task.registry())
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(" "))),
    CLUSTER(TaskSummary::cluster),
    /** Together with its cluster. */
    NAMESPACE(task -> task.cluster() + "/" + task.namespace()),
    /** Of the job. */
    FOLDER(TaskSummary::folder);

    private final Function<TaskSummary, String> key;

    Grouping(Function<TaskSummary, String> key) {
        this.key = key;
    }

    /** The name of the group of a task, which addresses of pages contain. */
    String key(TaskSummary task) {
        return key.apply(task);
    }
}
