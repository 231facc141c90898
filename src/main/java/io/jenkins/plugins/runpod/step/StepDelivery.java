package io.jenkins.plugins.runpod.step;

import hudson.AbortException;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.runpod.engine.PodTaskListener;
import io.jenkins.plugins.runpod.engine.TaskView;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.log.CapturedOutput;
import io.jenkins.plugins.runpod.runtime.ConsoleText;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Hands the result of a step's task to the Pipeline. */
final class StepDelivery implements PodTaskListener {
    private final StepContext context;
    private final Run<?, ?> run;
    private final FlowNode node;
    private final BegunStep step;
    private final Optional<CapturedOutput> capture;
    private final Supplier<Throwable> stopCause;
    private final WaitLabel label;

    /** @param stopCause why the step was stopped. Gives null if it was not, or if that was before a restart */
    StepDelivery(
            StepContext context,
            Run<?, ?> run,
            FlowNode node,
            BegunStep step,
            Optional<CapturedOutput> capture,
            Supplier<Throwable> stopCause) {
        this.context = context;
        this.run = run;
        this.node = node;
        this.step = step;
        this.capture = capture;
        this.stopCause = stopCause;
        label = new WaitLabel(
                new NodeLabel(node),
                RunPodEngine.get().timer(),
                RunPodEngine.get().outside().label(run.getExternalizableId()));
    }

    private Executor lane() {
        return RunPodEngine.get().outside().delivery(run.getExternalizableId());
    }

    /** What a step fails with whose file cannot be read. */
    static AbortException refused(IOException why) {
        return new AbortException(why.getMessage() + ". Its pod is left alone.");
    }

    @Override
    public void changed(TaskView view) {
        label.changed(view);
    }

    /** A step can end without its {@code stop}. A killed build leaves its execution and its node unchanged. */
    @Override
    public boolean wanted() {
        return run.isBuilding() && !node.getExecution().isComplete() && node.isActive();
    }

    @Override
    public Optional<String> lastLine(TaskResult result) {
        return Optional.of(result.message()).filter(message -> result.verdict() == Verdict.CANCELLED);
    }

    /** Listeners of the Pipeline belong to other plugins and may take long. */
    @Override
    public void finished(TaskResult result) {
        lane().execute(() -> deliver(result));
    }

    private void deliver(TaskResult result) {
        label.end();
        try (CapturedOutput output = capture.orElse(null)) {
            if (result.verdict() == Verdict.CANCELLED) {
                context.onFailure(Optional.ofNullable(stopCause.get()).orElseGet(() -> interruption(result)));
            } else {
                context.onSuccess(value(result, output));
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            context.onFailure(e);
        }
    }

    private Object value(TaskResult result, CapturedOutput output) throws IOException {
        if (step.returnsStatus() && result.ownExitCode().isPresent()) {
            return result.ownExitCode().getAsInt();
        }
        if (!result.succeeded()) {
            throw new RunPodException(result);
        }
        return output == null ? new RunPodResult(result) : output.text();
    }

    @Override
    public void unreadable(IOException why) {
        lane().execute(() -> {
            label.end();
            context.onFailure(refused(why));
        });
    }

    private static Throwable interruption(TaskResult result) {
        return new FlowInterruptedException(
                Result.ABORTED, true, new Interruption(ConsoleText.plain(result.message())));
    }

    /** Why a task was cancelled, if its stop was requested before a restart. */
    private static final class Interruption extends CauseOfInterruption {
        private static final long serialVersionUID = 1L;

        private final String message;

        Interruption(String message) {
            this.message = message;
        }

        @Override
        public String getShortDescription() {
            return message;
        }
    }
}
