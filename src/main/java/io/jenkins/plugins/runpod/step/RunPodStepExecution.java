package io.jenkins.plugins.runpod.step;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.UnknownIdentity;
import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.TaskDefinition;
import io.jenkins.plugins.runpod.engine.TaskFile;
import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.log.CapturedOutput;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.CallerVariables;
import io.jenkins.plugins.runpod.engine.time.OutsideCall;
import io.jenkins.plugins.runpod.files.AgentAway;
import io.jenkins.plugins.runpod.files.BoundFiles;
import io.jenkins.plugins.runpod.runtime.BuildEnvironment;
import io.jenkins.plugins.runpod.runtime.BuildLogMedium;
import io.jenkins.plugins.runpod.runtime.CapturedOutputs;
import io.jenkins.plugins.runpod.runtime.ConsoleText;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
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

    private transient volatile OutsideCall<Boolean> preparing;
    private transient volatile Throwable stopCause;
    private transient volatile AgentWork<?> before;

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
        save(this::begin);
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

    /** Checks everything and decides what the task is, once and for all. Asks other plugins for the variables of the build. */
    private BegunStep check(Run<?, ?> run, RunPodStep parameters, Optional<String> yaml)
            throws IOException, InterruptedException {
        CallerVariables variables = CallerVariables.none();
        BoundFiles bound = BoundFiles.NONE;
        if (!Boolean.FALSE.equals(parameters.getPassEnv())) {
            BuildEnvironment environment = StepEnvironment.of(getContext());
            bound = BoundFiles.among(environment);
            variables = bound.in(environment).passed(parameters.passedVariables());
        }
        BoundFiles files = bound;
        CallerVariables passed = variables;
        TaskPlan plan = TaskPlan.of(parameters, run.getParent().getFullName(), !withoutWorkspace, passed, changed -> {
            files.addTo(changed, passed);
            yaml.ifPresent(text -> changed.yaml = text);
        });
        return BegunStep.of(plan, parameters);
    }

    private void save(Runnable next) throws IOException, InterruptedException {
        Futures.addCallback(
                ProgramSaves.withStart(getContext().get(FlowExecution.class), getContext()),
                new FutureCallback<Void>() {
                    @Override
                    public void onSuccess(Void saved) {
                        next.run();
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
        RunPodEngine.get().workers().execute(this::begin);
    }

    /** Reads the text of the file, which is saved with the task before the first request. */
    private void readYaml(Run<?, ?> run, RunPodStep parameters) {
        start(new YamlReading(
                getContext(),
                parameters.getYamlFile(),
                AgentAway.LONGEST_WAIT,
                text -> prepare(run, () -> checkAndRun(run, parameters, Optional.of(text))),
                this::fail));
    }

    private void start(AgentWork<?> work) {
        before = work;
        work.start();
        if (stopCause != null) {
            stopBefore(stopCause);
        }
    }

    /** Returns whether that has ended the step. */
    private boolean stopBefore(Throwable cause) {
        AgentWork<?> current = before;
        boolean stopped = current != null && current.cancel();
        if (stopped) {
            fail(cause);
        }
        return stopped;
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
            Optional<TaskFile> file = readFile(run);
            if (stopCause != null && file.isEmpty()) {
                fail(stopCause);
            } else if (file.isPresent()) {
                BegunStep begun = new BegunStep(definition(file.get()), List.of());
                prepare(run, () -> run(run, begun));
            } else {
                beginAnew(run);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            fail(e);
        }
    }

    private void beginAnew(Run<?, ?> run) throws AbortException {
        RunPodStep parameters = step;
        if (parameters == null) {
            throw new AbortException("The saved task " + TaskFiles.state(run, task)
                    + " is missing, so the step cannot go on. Housekeeping deletes its pod.");
        }
        if (parameters.getYamlFile() != null) {
            readYaml(run, parameters);
        } else {
            prepare(run, () -> checkAndRun(run, parameters, Optional.empty()));
        }
    }

    private void checkAndRun(Run<?, ?> run, RunPodStep parameters, Optional<String> yaml)
            throws IOException, InterruptedException {
        if (stopCause != null) {
            fail(stopCause);
            return;
        }
        BegunStep what = check(run, parameters, yaml);
        if (what.specification().files().inputs()) {
            start(new InputPacking(
                    getContext(),
                    run,
                    task,
                    parameters.files(),
                    what.specification(),
                    packed -> prepare(run, () -> run(run, what)),
                    this::fail));
        } else {
            run(run, what);
        }
    }

    /**
     * Asks other plugins, which may take long. It asks for the variables of the build, for the storage and decorators of the
     * log, and for secrets around the step. If the task's cluster is no longer configured, it asks for credentials too.
     */
    private void prepare(Run<?, ?> run, Preparation work) {
        before = null;
        preparing = new OutsideCall<>(
                "Beginning the step",
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException | RuntimeException | Error e) { // of other plugins
                        fail(e);
                    }
                    return true;
                },
                RunPodEngine.get().outside().beginning(run.getExternalizableId()));
    }

    /** Work that asks other plugins. */
    private interface Preparation {
        void run() throws IOException, InterruptedException;
    }

    private void run(Run<?, ?> run, BegunStep what) throws IOException, InterruptedException {
        FlowNode node = getContext().get(FlowNode.class);
        node.addOrReplaceAction(new PodTaskAction(task));
        Optional<CapturedOutput> capture = what.returnsStdout()
                ? Optional.of(new CapturedOutput(
                        CapturedOutputs.file(TaskFiles.folder(run), task), CapturedOutput.DEFAULT_LIMIT))
                : Optional.empty();
        PodTask podTask = new PodTask(
                id(),
                what.specification(),
                TaskFiles.annotations(run),
                StepSecrets.of(getContext(), what.specification()));
        TaskMedia media = new TaskMedia(
                        ConsoleText.plain(new BuildLogMedium(getContext())),
                        capture.map(output -> output),
                        Optional.empty(),
                        ConsoleText.MARK)
                .writtenBy(
                        RunPodEngine.get().outside().log(BuildLogMedium.kind(getContext()), run.getExternalizableId()));
        if (stopCause != null && readFile(run).isEmpty()) {
            fail(stopCause);
            return;
        }
        for (String warning : what.warnings()) {
            getContext().get(TaskListener.class).getLogger().println(ConsoleText.MARK + warning);
        }
        ClusterConfiguration cluster = what.cluster().find();
        TaskHandle handle = RunPodEngine.get()
                .run(
                        podTask,
                        cluster,
                        what.folder(),
                        TaskFiles.store(run, task, what.definition(), () -> dropParameters(node)),
                        media,
                        StepFilesContext.exchange(getContext(), task, what, cluster),
                        new StepDelivery(getContext(), run, node, what, capture, () -> stopCause));
        if (stopCause != null) {
            handle.cancel(reason(stopCause));
        }
    }

    /** The task's file has them. They may be secret, so the program does not keep them until it happens to be saved. */
    private void dropParameters(FlowNode node) {
        if (step != null) {
            step = null;
            ProgramSaves.soon(node.getExecution(), getContext());
        }
    }

    /** While Jenkins goes down, a failure says nothing about the task. The next controller goes on with the step. */
    private void fail(Throwable why) {
        if (RunPodEngine.get().isClosed()) {
            LOGGER.log(Level.FINE, "Jenkins goes down before the step has begun", why);
        } else {
            // Listeners of the Pipeline belong to other plugins and may take long.
            RunPodEngine.get()
                    .outside()
                    .delivery(lane())
                    .execute(() -> getContext().onFailure(why));
        }
    }

    private String lane() {
        try {
            return getContext().get(Run.class).getExternalizableId();
        } catch (IOException | InterruptedException e) {
            return task;
        }
    }

    private Optional<TaskFile> readFile(Run<?, ?> run) throws AbortException {
        try {
            return TaskFiles.read(run, task);
        } catch (IOException e) {
            throw StepDelivery.refused(e);
        }
    }

    private static TaskDefinition definition(TaskFile file) throws AbortException {
        try {
            return TaskFiles.definition(file);
        } catch (IOException e) {
            throw StepDelivery.refused(e);
        }
    }

    /** Returns at once. The engine delivers the result of a cancelled task at once, or after 5 s if the log takes no line. */
    @Override
    public void stop(Throwable cause) {
        stopCause = cause;
        if (stopBefore(cause)) {
            return;
        }
        Optional<TaskHandle> handle = handle();
        if (handle.isPresent()) {
            handle.get().cancel(reason(cause));
        } else if (preparing != null && !preparing.result().isDone()) {
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
                .or(() -> Optional.ofNullable(before).map(AgentWork::status))
                .orElseGet(() -> "starting"
                        + Optional.ofNullable(preparing).map(OutsideCall::place).orElse(""));
    }

    private Optional<TaskHandle> handle() {
        return RunPodEngine.get().find(id());
    }

    private TaskId id() {
        return new TaskId(controller, task);
    }
}
