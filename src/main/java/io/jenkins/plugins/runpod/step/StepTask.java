package io.jenkins.plugins.runpod.step;

import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.log.CapturedOutput;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.runtime.BuildLogMedium;
import io.jenkins.plugins.runpod.runtime.CapturedOutputs;
import io.jenkins.plugins.runpod.runtime.ConsoleText;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * The task of a step as the engine gets it: its pod, its secrets, and where its lines, its files and its result go. One
 * thread uses it, and that thread may wait for others.
 */
final class StepTask {
    private final StepContext context;
    private final Run<?, ?> run;
    private final FlowNode node;
    private final BegunStep what;
    private final Optional<CapturedOutput> capture;
    private final PodTask task;
    private final TaskMedia media;

    /** Asks other plugins for secrets around the step, and for the storage and decorators of the log. */
    StepTask(StepContext context, Run<?, ?> run, TaskId id, BegunStep what) throws IOException, InterruptedException {
        this.context = context;
        this.run = run;
        this.what = what;
        node = context.get(FlowNode.class);
        node.addOrReplaceAction(new PodTaskAction(id.task()));
        capture = what.returnsStdout()
                ? Optional.of(new CapturedOutput(
                        CapturedOutputs.file(TaskFiles.folder(run), id.task()), CapturedOutput.DEFAULT_LIMIT))
                : Optional.empty();
        task = new PodTask(
                id, what.specification(), TaskFiles.annotations(run), StepSecrets.of(context, what.specification()));
        media = new TaskMedia(
                        ConsoleText.plain(new BuildLogMedium(context)),
                        capture.map(output -> output),
                        Optional.empty(),
                        ConsoleText.MARK)
                .writtenBy(RunPodEngine.get().outside().log(BuildLogMedium.kind(context), run.getExternalizableId()));
    }

    /**
     * Starts the task, or resumes it. If its cluster is no longer configured, this asks for credentials.
     *
     * @param saved is told of the program once the task's file is there, on the task's thread
     * @param stopCause why the step was stopped. Gives null if it was not, or if that was before a restart
     */
    TaskHandle start(Consumer<FlowExecution> saved, Supplier<Throwable> stopCause)
            throws IOException, InterruptedException {
        for (String warning : what.warnings()) {
            context.get(TaskListener.class).getLogger().println(ConsoleText.MARK + warning);
        }
        ClusterConfiguration cluster = what.cluster().find();
        String id = task.id().task();
        return RunPodEngine.get()
                .run(
                        task,
                        cluster,
                        what.origin(),
                        TaskFiles.store(run, id, what.definition(), () -> saved.accept(node.getExecution())),
                        media,
                        StepFilesContext.exchange(context, id, what, cluster),
                        new StepDelivery(context, run, node, what, capture, stopCause));
    }
}
