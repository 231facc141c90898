package io.jenkins.plugins.runpod.ui;

import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.TaskView;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.lifecycle.CauseSpan;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.spec.ImageReference;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the page of all tasks needs of each of them to sort, filter and group. Cheap, because there may be 10,000. Texts that are
 * not known are empty. Pure.
 *
 * @param build the id of the build, {@code folder/job#7}
 * @param cause the name of the cause, or why the task has ended
 * @param registry the registry that the cause is about
 * @param obstructed whether something besides the pod delays the task
 * @param since when the task got into its state
 */
record TaskSummary(
        String id,
        String build,
        String pod,
        String cluster,
        String namespace,
        String node,
        Condition condition,
        String cause,
        String registry,
        boolean obstructed,
        Instant since) {

    /** Tasks that need attention first, then those that have been in their state for longest. */
    static final Comparator<TaskSummary> BY_URGENCY = Comparator.comparing(TaskSummary::condition)
            .thenComparing(task -> !task.obstructed())
            .thenComparing(TaskSummary::since)
            .thenComparing(TaskSummary::build)
            .thenComparing(TaskSummary::id);

    /** How the messages of kubelets, container runtimes and run-pod name an image or its registry. */
    private static final Pattern IMAGE =
            Pattern.compile("(?:\\bimage \"|\\bdocker://|\\bmanifest \\S{1,200} in )([^\\s\",]+)");

    private static final Pattern REGISTRY = Pattern.compile("^Registry (\\S+) limits pulls");

    /** @param cluster the name of the task's cluster, which may be empty */
    static TaskSummary of(TaskHandle handle, String cluster, Instant now) {
        PodTask task = handle.task();
        String id = task.id().task();
        String build = task.annotations().getOrDefault(TaskFiles.BUILD_ANNOTATION, "");
        return handle.view()
                .map(view -> of(id, build, cluster, view))
                .orElseGet(() -> new TaskSummary(
                        id,
                        build,
                        "",
                        cluster,
                        task.specification().namespace(),
                        "",
                        Condition.WAITING,
                        "",
                        "",
                        false,
                        now));
    }

    private static TaskSummary of(String id, String build, String cluster, TaskView view) {
        TaskState state = view.state();
        Condition condition = Condition.of(view);
        Optional<Diagnosis> diagnosis = view.diagnosis();
        String cause = state.result() != null
                ? state.result().reason()
                : diagnosis.map(Diagnosis::cause).orElse("");
        return new TaskSummary(
                id,
                build,
                state.attempt().podName(),
                cluster,
                state.namespace(),
                state.attempt().node(),
                condition,
                condition == Condition.RUNNING || condition == Condition.SUCCEEDED ? "" : cause,
                diagnosis.map(TaskSummary::registry).orElse(""),
                view.obstacles().outage().isPresent()
                        || view.obstacles().contested().isPresent(),
                since(state));
    }

    /** The specification has the images too, but to read it takes too long for each task. */
    private static String registry(Diagnosis diagnosis) {
        Matcher damped = REGISTRY.matcher(diagnosis.message());
        if (damped.find()) {
            return damped.group(1);
        }
        Matcher pulled = IMAGE.matcher(diagnosis.message());
        return diagnosis.isPullFailure() && pulled.find()
                ? ImageReference.of(pulled.group(1)).registry()
                : "";
    }

    private static Instant since(TaskState state) {
        if (state.causes().isEmpty()) {
            return state.ledger().since();
        }
        CauseSpan last = state.causes().get(state.causes().size() - 1);
        return last.until() == null ? last.since() : last.until();
    }

    /** The folder of the build's job. Empty at the top. */
    String folder() {
        int slash = build.lastIndexOf('/');
        return slash < 0 ? "" : build.substring(0, slash);
    }

    /** Whether each word, in lower case, is part of what a row shows. */
    boolean contains(List<String> words) {
        if (words.isEmpty()) {
            return true;
        }
        String text = String.join("\n", build, pod, cluster + "/" + namespace, node, cause, registry, id)
                .toLowerCase(Locale.ROOT);
        return words.stream().allMatch(text::contains);
    }
}
