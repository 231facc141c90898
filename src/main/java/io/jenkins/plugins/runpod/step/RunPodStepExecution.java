package io.jenkins.plugins.runpod.step;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.runpod.config.UnknownIdentity;
import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * A running {@code runPod} step. It holds no thread: the engine does the work and delivers the result.
 *
 * <p>The program saves these things in this order. The controller can be killed at each arrow:
 *
 * <pre>
 *   start():  id drawn
 *     |  (1)  killed: the program goes on from before the step, which starts over with another id
 *   program saved, with the id and the parameters
 *     |  (2)  killed: the step begins from its parameters, with the same id, and nothing was asked of a cluster
 *   variables of the build read, parameters checked
 *     |       killed: as (2)
 *   task's file saved, with the checked specification
 *     |  (3)  killed: the program still has the parameters, and the file wins
 *   parameters dropped, then the first request
 *     |  (4)  killed: as (3)
 *   program saved again, with the id alone
 *     |  (5)  killed: the file says everything
 *   result delivered
 * </pre>
 *
 * <p>So a step that has a file goes on as what it was begun as, and is never checked again. A step that has neither a
 * file nor parameters fails, and so does a step whose file cannot be read. In both cases nothing is done in the cluster.
 */
public final class RunPodStepExecution extends StepExecution {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(RunPodStepExecution.class.getName());

    // The names of these fields are in program.dat, and held by a golden file.
    private final String task = UUID.randomUUID().toString();
    private String controller;

    /** The parameters. Null once they are in the task's file. */
    private volatile RunPodStep step;

    /** Whether the step started without a workspace that it needs. Its parameters are checked after the program is saved. */
    private volatile boolean withoutWorkspace;

    private transient volatile Throwable stopCause;

    /** Null until the step has started, or resumes. */
    private transient volatile StepBeginning beginning;

    RunPodStepExecution(StepContext context, RunPodStep step) {
        super(context);
        this.step = step;
    }

    /**
     * Runs on the Pipeline's thread and does no I/O. Nothing else happens before the program with the task's id is
     * saved. A program that was not saved would start again with another id.
     */
    @Override
    public boolean start() throws Exception {
        controller = controller();
        withoutWorkspace = (step.getYamlFile() != null || step.files().needsWorkspace()) && !hasWorkspace();
        if (withoutWorkspace && step.getYamlFile() != null) {
            throw WorkspaceYaml.noWorkspace();
        }
        save(newBeginning());
        return false;
    }

    private static String controller() throws AbortException {
        try {
            return RunPodEngine.controller();
        } catch (UnknownIdentity e) {
            throw new AbortException(e.getMessage());
        }
    }

    /** A step that has a workspace has one after a restart, too, although it may have to wait for it. */
    private boolean hasWorkspace() throws InterruptedException {
        try {
            return getContext().get(FilePath.class) != null;
        } catch (IOException e) {
            return true; // its agent is away
        }
    }

    private StepBeginning newBeginning() {
        beginning = new StepBeginning(getContext(), id(), !withoutWorkspace, new BeginningOwner());
        return beginning;
    }

    private void save(StepBeginning next) throws IOException, InterruptedException {
        Futures.addCallback(
                ProgramSaves.withStart(getContext().get(FlowExecution.class), getContext()),
                new FutureCallback<Void>() {
                    @Override
                    public void onSuccess(Void saved) {
                        next.begin();
                    }

                    @Override
                    public void onFailure(Throwable error) {
                        fail(error);
                    }
                },
                RunPodEngine.get().workers());
    }

    @Override
    public void onResume() {
        RunPodEngine.get().workers().execute(newBeginning()::begin);
    }

    /** The id of the task. */
    @Restricted(NoExternalUse.class)
    public String task() {
        return task;
    }

    /** While Jenkins goes down, a failure says nothing about the task. The next controller goes on with the step. */
    private void fail(Throwable why) {
        if (RunPodEngine.get().isClosed()) {
            LOGGER.log(Level.FINE, "Jenkins goes down before the step has begun", why);
        } else {
            // Listeners of the Pipeline belong to other plugins and may take long.
            RunPodEngine.get().outside().delivery(lane()).execute(() -> {
                removeLabel();
                getContext().onFailure(why);
            });
        }
    }

    /** An earlier process may have left one. */
    private void removeLabel() {
        try {
            new NodeLabel(getContext().get(FlowNode.class)).accept(Optional.empty());
        } catch (IOException | InterruptedException e) {
            LOGGER.log(Level.FINE, "The step has no node any more", e);
        }
    }

    private String lane() {
        try {
            return getContext().get(Run.class).getExternalizableId();
        } catch (IOException | InterruptedException e) {
            return task;
        }
    }

    /** Returns at once. The engine delivers the result of a cancelled task at once, or after 5 s if the log takes no line. */
    @Override
    public void stop(Throwable cause) {
        stopCause = cause;
        StepBeginning begun = beginning;
        if (begun != null && begun.stop()) {
            return;
        }
        Optional<TaskHandle> handle = handle();
        if (handle.isPresent()) {
            handle.get().cancel(reason(cause));
        } else if (begun != null && begun.isPreparing()) {
            fail(cause); // other plugins may hang. A pod of an earlier controller is deleted once they answer
        }
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
                .or(() -> Optional.ofNullable(beginning).map(StepBeginning::status))
                .orElse("starting");
    }

    private Optional<TaskHandle> handle() {
        return RunPodEngine.get().find(id());
    }

    private TaskId id() {
        return new TaskId(controller, task);
    }

    /** Any thread calls it. */
    private final class BeginningOwner implements StepBeginning.Owner {
        @Override
        public RunPodStep parameters() {
            return step;
        }

        @Override
        public Throwable stopCause() {
            return stopCause;
        }

        /** The parameters may be secret, so the program does not keep them until it happens to be saved. */
        @Override
        public void saved(FlowExecution program) {
            if (step != null) {
                step = null;
                ProgramSaves.soon(program, getContext());
            }
        }

        @Override
        public void running(TaskHandle handle) {
            if (stopCause != null) {
                handle.cancel(reason(stopCause));
            }
        }

        @Override
        public void failed(Throwable why) {
            fail(why);
        }
    }
}
