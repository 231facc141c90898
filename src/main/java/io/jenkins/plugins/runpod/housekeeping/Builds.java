package io.jenkins.plugins.runpod.housekeeping;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import hudson.model.Run;
import io.jenkins.plugins.runpod.engine.TaskFile;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.pod.PodLabels;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import io.jenkins.plugins.runpod.step.RunPodStepExecution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * What the builds know of the tasks of pods, in one round of garbage collection. Reads small files, and may load builds. For one
 * thread at a time.
 */
final class Builds {
    private static final Logger LOGGER = Logger.getLogger(Builds.class.getName());
    /** A program that cannot be loaded yet, because an agent is missing for example, answers when it is loaded. */
    private static final int ANSWER_SECONDS = 10;

    private static final int MOST_COMPLAINTS = 10_000;

    /** What was complained of, once each. */
    private static final Set<String> UNREADABLE = ConcurrentHashMap.newKeySet();

    private final Map<FlowExecution, CompletableFuture<List<StepExecution>>> steps = new HashMap<>();

    /** Leaves a note with the build of a task that did not continue: its pod was deleted just now. */
    static void tellRemoved(PodSnapshot pod, Instant now) {
        String task = pod.labels().getOrDefault(PodLabels.TASK, "");
        BuildSearch.find(pod.annotations().getOrDefault(TaskFiles.BUILD_ANNOTATION, ""), task)
                .run()
                .ifPresent(run -> new RemovalNote(run, task).write(pod, now));
    }

    /** What is left of the task that made something. Empty unless it is certain that the task is over and what it was is known. */
    CompletionStage<Optional<Remains>> remains(Map<String, String> labels, Map<String, String> annotations) {
        String build = annotations.get(TaskFiles.BUILD_ANNOTATION);
        String task = labels.get(PodLabels.TASK);
        if (build == null || task == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        BuildSearch.Found found = BuildSearch.find(build, task);
        found.unreadable().ifPresent(why -> stays(build, why));
        if (found.unreadable().isPresent()) {
            return CompletableFuture.completedFuture(Optional.empty());
        } else if (found.run().isEmpty()) {
            return CompletableFuture.completedFuture(Optional.of(Remains.NOTHING));
        }
        Run<?, ?> run = found.run().get();
        return isOver(run, task).thenApply(over -> over ? remains(run, task) : Optional.empty());
    }

    /** Says it once. */
    private static void stays(String build, String why) {
        if (UNREADABLE.size() < MOST_COMPLAINTS && UNREADABLE.add(why)) {
            LOGGER.log(Level.WARNING, "The pods of build {0} stay, because {1}", new Object[] {build, why});
        }
    }

    /**
     * A build that runs is left alone as long as its program is not loaded: it then has no steps at all, or does not answer.
     */
    private CompletionStage<Boolean> isOver(Run<?, ?> run, String task) {
        if (!run.isBuilding()) {
            return CompletableFuture.completedFuture(true);
        }
        if (!(run instanceof FlowExecutionOwner.Executable pipeline)) {
            return CompletableFuture.completedFuture(false);
        }
        return Optional.ofNullable(pipeline.asFlowExecutionOwner())
                .map(FlowExecutionOwner::getOrNull)
                .map(execution -> steps.computeIfAbsent(execution, Builds::steps)
                        .thenApply(
                                active -> !active.isEmpty() && active.stream().noneMatch(step -> isOf(step, task))))
                .orElseGet(() -> CompletableFuture.completedFuture(false));
    }

    private static boolean isOf(StepExecution step, String task) {
        return step instanceof RunPodStepExecution ours && ours.task().equals(task);
    }

    private static CompletableFuture<List<StepExecution>> steps(FlowExecution execution) {
        CompletableFuture<List<StepExecution>> answer = new CompletableFuture<>();
        Futures.addCallback(
                execution.getCurrentExecutions(false),
                new FutureCallback<List<StepExecution>>() {
                    @Override
                    public void onSuccess(List<StepExecution> active) {
                        answer.complete(active);
                    }

                    @Override
                    public void onFailure(Throwable error) {
                        answer.complete(List.of());
                    }
                },
                RunPodEngine.get().outside().housekeeping());
        // What depends on it must not run on the JDK's timer thread, where builds are looked up as an anonymous user.
        return answer.completeOnTimeout(List.of(), ANSWER_SECONDS, TimeUnit.SECONDS)
                .thenApplyAsync(
                        Function.identity(), RunPodEngine.get().outside().housekeeping());
    }

    /** Empty, so that nothing is deleted, if the task's file is of a newer version or damaged. */
    private static Optional<Remains> remains(Run<?, ?> run, String task) {
        Path file = TaskFiles.state(run, task);
        try {
            Optional<TaskFile> read = TaskFiles.read(run, task);
            if (read.isEmpty()) {
                return Optional.of(new Remains(true, Optional.empty(), Optional.empty()));
            }
            TaskState state = read.get().saved().state();
            if (state.result() == null) {
                TaskFiles.definition(read.get()); // what its step was refused for counts here as well
            }
            return Optional.of(new Remains(
                    true,
                    Optional.of(state),
                    Optional.of(Files.getLastModifiedTime(file).toInstant())));
        } catch (IOException e) {
            if (UNREADABLE.size() < MOST_COMPLAINTS && UNREADABLE.add(file.toString())) {
                LOGGER.log(Level.WARNING, "The pod of a task stays, because its file is not readable", e);
            }
            return Optional.empty();
        }
    }
}
