package io.jenkins.plugins.runpod.step;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.PodTaskListener;
import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.log.CapturedOutput;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.runtime.BuildLogMedium;
import io.jenkins.plugins.runpod.runtime.CapturedOutputs;
import io.jenkins.plugins.runpod.runtime.CredentialSecrets;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * A running {@code runPod} step. It holds no thread: the engine does the work and delivers the result. The program
 * saves only a little of it, which never changes after {@link #start}: the task's id, and the place where it runs.
 */
public final class RunPodStepExecution extends StepExecution {
    private static final long serialVersionUID = 1L;
    private static final String MARK = "[run-pod] ";

    private final RunPodStep step;
    private final String task = UUID.randomUUID().toString();
    private String controller;
    private String cluster;
    private String namespace;
    private String yamlFile;

    private transient volatile Throwable stopCause;

    RunPodStepExecution(StepContext context, RunPodStep step) {
        super(context);
        this.step = step;
    }

    /**
     * Runs on the Pipeline's thread, checks the parameters and does no I/O. Nothing else happens before the program
     * with the task's id is saved. A program that was not saved would start again with another id.
     */
    @Override
    public boolean start() throws Exception {
        controller = RunPodEngine.controller();
        if (step.getYamlFile() == null) {
            decide(Optional.empty());
        }
        save(this::begin);
        return false;
    }

    /** Checks everything and decides the namespace of the pod. */
    private void decide(Optional<String> yaml) throws IOException, InterruptedException {
        TaskPlan plan = TaskPlan.of(
                step,
                getContext().get(Run.class).getParent().getFullName(),
                parameters -> yaml.ifPresent(text -> parameters.yaml = text));
        yamlFile = yaml.orElse(null);
        namespace = plan.specification().namespace();
        cluster = plan.cluster().getName();
    }

    private void save(Runnable next) {
        Futures.addCallback(
                getContext().saveState(),
                new FutureCallback<Void>() {
                    @Override
                    public void onSuccess(Void saved) {
                        next.run();
                    }

                    @Override
                    public void onFailure(Throwable error) {
                        getContext().onFailure(error);
                    }
                },
                RunPodEngine.get().workers());
    }

    @Override
    public void onResume() {
        RunPodEngine.get().workers().execute(this::begin);
    }

    /**
     * Saves the text of the file with the task before the first request. Reading may hold a thread while an agent
     * answers.
     */
    private void readYaml() {
        try {
            decide(Optional.of(WorkspaceYaml.read(getContext().get(FilePath.class), step.getYamlFile())));
            save(this::begin);
        } catch (IOException | InterruptedException | RuntimeException e) {
            getContext().onFailure(e);
        }
    }

    /** The id of the task. */
    @Restricted(NoExternalUse.class)
    public String task() {
        return task;
    }

    /** Runs on an engine's thread. */
    private void begin() {
        try {
            Run<?, ?> run = getContext().get(Run.class);
            FlowNode node = getContext().get(FlowNode.class);
            if (stopCause != null && !Files.exists(TaskFiles.state(run, task))) {
                getContext().onFailure(stopCause);
                return;
            }
            if (cluster == null) {
                Computer.threadPoolForRemoting.execute(this::readYaml);
                return;
            }
            TaskPlan plan = TaskPlan.again(step, cluster, namespace, Optional.ofNullable(yamlFile));
            node.addOrReplaceAction(new PodTaskAction(task));
            Optional<CapturedOutput> capture = step.isReturnStdout()
                    ? Optional.of(new CapturedOutput(
                            CapturedOutputs.file(TaskFiles.folder(run), task), CapturedOutput.DEFAULT_LIMIT))
                    : Optional.empty();
            TaskHandle handle = RunPodEngine.get()
                    .run(
                            new PodTask(
                                    id(),
                                    plan.specification(),
                                    TaskFiles.annotations(run),
                                    new CredentialSecrets(
                                            run,
                                            node.getExecution().getAuthentication2(),
                                            plan.specification().secretEnv(),
                                            RunPodEngine.get().workers())),
                            plan.cluster(),
                            TaskFiles.store(run, task),
                            new TaskMedia(
                                    new BuildLogMedium(getContext()),
                                    capture.map(output -> output),
                                    Optional.empty(),
                                    MARK),
                            new Delivery(capture, run, node));
            if (stopCause != null) {
                handle.cancel(reason(stopCause));
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            getContext().onFailure(e);
        }
    }

    /** Returns at once. The engine also delivers the result of a cancelled task at once. */
    @Override
    public void stop(Throwable cause) {
        stopCause = cause;
        handle().ifPresent(handle -> handle.cancel(reason(cause)));
    }

    private static String reason(Throwable cause) {
        String causes = cause instanceof FlowInterruptedException interruption
                ? interruption.getCauses().stream()
                        .map(CauseOfInterruption::getShortDescription)
                        .collect(Collectors.joining("; "))
                : String.valueOf(cause.getMessage());
        return causes.isEmpty() ? "the build was aborted" : causes;
    }

    @Override
    public String getStatus() {
        return handle().flatMap(handle -> handle.view()
                        .map(view -> StepStatus.of(
                                view, handle.task().specification().policy(), Instant.now())))
                .orElse("starting");
    }

    private Optional<TaskHandle> handle() {
        return RunPodEngine.get().find(id());
    }

    private TaskId id() {
        return new TaskId(controller, task);
    }

    /** Delivers the result to the Pipeline, on an engine's thread. */
    private final class Delivery implements PodTaskListener {
        private final Optional<CapturedOutput> capture;
        private final Run<?, ?> run;
        private final FlowNode node;

        Delivery(Optional<CapturedOutput> capture, Run<?, ?> run, FlowNode node) {
            this.capture = capture;
            this.run = run;
            this.node = node;
        }

        /** A step can end without {@link #stop}. A killed build leaves its execution and its node unchanged. */
        @Override
        public boolean wanted() {
            return run.isBuilding() && !node.getExecution().isComplete() && node.isActive();
        }

        @Override
        public void finished(TaskResult result) {
            try (CapturedOutput output = capture.orElse(null)) {
                if (result.verdict() == Verdict.CANCELLED) {
                    getContext().get(TaskListener.class).getLogger().println(MARK + result.message());
                    getContext().onFailure(Optional.ofNullable(stopCause).orElseGet(() -> interruption(result)));
                } else {
                    getContext().onSuccess(value(result, output));
                }
            } catch (IOException | InterruptedException e) {
                getContext().onFailure(e);
            }
        }

        private Object value(TaskResult result, CapturedOutput output) throws IOException {
            if (step.isReturnStatus() && result.ownExitCode().isPresent()) {
                return result.ownExitCode().getAsInt();
            }
            if (!result.succeeded()) {
                throw new RunPodException(result);
            }
            return output == null ? new RunPodResult(result) : output.text();
        }

        @Override
        public void unreadable(IOException why) {
            getContext().onFailure(new AbortException(why.getMessage() + ". Its pod may still run."));
        }
    }

    private static Throwable interruption(TaskResult result) {
        return new FlowInterruptedException(Result.ABORTED, true, new Interruption(result.message()));
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
