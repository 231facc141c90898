package io.jenkins.plugins.runpod.step;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.runpod.engine.TaskDefinition;
import io.jenkins.plugins.runpod.engine.TaskFile;
import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.CallerVariables;
import io.jenkins.plugins.runpod.engine.time.OutsideCall;
import io.jenkins.plugins.runpod.files.AgentAway;
import io.jenkins.plugins.runpod.files.BoundFiles;
import io.jenkins.plugins.runpod.runtime.BuildEnvironment;
import io.jenkins.plugins.runpod.runtime.EndedTaskListener;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import io.jenkins.plugins.runpod.runtime.TaskOrigin;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * The beginning of a step, from its saved program until the engine has its task. A step whose task has a file goes on as the
 * file says. Any other step reads its {@code yamlFile}, is checked, and packs its inputs.
 *
 * <p>It holds no thread while an agent is away. Safe for use by many threads.
 */
final class StepBeginning {
    /** The step that begins. Called on any thread. */
    interface Owner {
        /** The parameters. Null once they are in the task's file. */
        @CheckForNull
        RunPodStep parameters();

        /** Why the step was stopped. Null if it was not. */
        @CheckForNull
        Throwable stopCause();

        /** The parameters are in the task's file now. */
        void saved(FlowExecution program);

        /** The engine has the task. */
        void running(TaskHandle handle);

        /** The step ends before the engine has its task. */
        void failed(Throwable why);
    }

    private static final Logger LOGGER = Logger.getLogger(StepBeginning.class.getName());

    private final StepContext context;
    private final TaskId id;
    private final boolean workspace;
    private final Owner owner;

    private volatile AgentWork<?> agentWork;
    private volatile OutsideCall<Boolean> preparing;

    /**
     * Does not begin yet.
     *
     * @param workspace whether the step had a workspace if it needs one
     */
    StepBeginning(StepContext context, TaskId id, boolean workspace, Owner owner) {
        this.context = context;
        this.id = id;
        this.workspace = workspace;
        this.owner = owner;
    }

    /** Called once, on a thread that may read small files. */
    void begin() {
        try {
            Run<?, ?> run = context.get(Run.class);
            Optional<TaskFile> file = readFile(run);
            if (owner.stopCause() != null && file.isEmpty()) {
                owner.failed(owner.stopCause());
            } else if (file.isPresent()) {
                BegunStep begun = new BegunStep(definition(file.get()), List.of());
                prepare(run, () -> run(run, begun));
            } else {
                beginAnew(run);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            owner.failed(e);
        }
    }

    /**
     * Ends work on the agent, and with it the step. To be called after the stop cause is set, because work that starts later
     * looks for it. Returns whether that has ended the step.
     */
    boolean stop() {
        AgentWork<?> current = agentWork;
        boolean stopped = current != null && current.cancel();
        if (stopped) {
            owner.failed(owner.stopCause());
        }
        return stopped;
    }

    /** Whether it asks other plugins, which may hang. */
    boolean isPreparing() {
        OutsideCall<Boolean> current = preparing;
        return current != null && !current.result().isDone();
    }

    /** What it does, for the status of the step. */
    String status() {
        return Optional.ofNullable(agentWork)
                .map(AgentWork::status)
                .orElseGet(() -> "starting"
                        + Optional.ofNullable(preparing).map(OutsideCall::place).orElse(""));
    }

    private void beginAnew(Run<?, ?> run) throws AbortException {
        RunPodStep parameters = owner.parameters();
        if (parameters == null) {
            throw new AbortException("The saved task " + TaskFiles.state(run, id.task())
                    + " is missing, so the step cannot go on. Housekeeping deletes its pod.");
        }
        if (parameters.getYamlFile() != null) {
            readYaml(run, parameters);
        } else {
            prepare(run, () -> checkAndRun(run, parameters, Optional.empty()));
        }
    }

    /** Reads the text of the file, which is saved with the task before the first request. */
    private void readYaml(Run<?, ?> run, RunPodStep parameters) {
        start(new YamlReading(
                context,
                parameters.getYamlFile(),
                AgentAway.LONGEST_WAIT,
                text -> prepare(run, () -> checkAndRun(run, parameters, Optional.of(text))),
                owner::failed));
    }

    private void start(AgentWork<?> work) {
        agentWork = work;
        work.start();
        if (owner.stopCause() != null) {
            stop();
        }
    }

    private void checkAndRun(Run<?, ?> run, RunPodStep parameters, Optional<String> yaml)
            throws IOException, InterruptedException {
        if (owner.stopCause() != null) {
            owner.failed(owner.stopCause());
            return;
        }
        BegunStep what = check(run, parameters, yaml);
        if (what.specification().files().inputs()) {
            start(new InputPacking(
                    context,
                    run,
                    id.task(),
                    parameters.files(),
                    what.specification(),
                    packed -> prepare(run, () -> run(run, what)),
                    owner::failed));
        } else {
            run(run, what);
        }
    }

    /** Checks everything and decides what the task is, once and for all. Asks other plugins for the variables of the build. */
    private BegunStep check(Run<?, ?> run, RunPodStep parameters, Optional<String> yaml)
            throws IOException, InterruptedException {
        CallerVariables variables = CallerVariables.none();
        BoundFiles bound = BoundFiles.NONE;
        String traceParent;
        if (Boolean.FALSE.equals(parameters.getPassEnv())) {
            traceParent = EndedTaskListener.anyWantsTrace() ? traceParent() : "";
        } else {
            BuildEnvironment environment = StepEnvironment.of(context);
            traceParent = TaskOrigin.traceParent(environment.variables());
            bound = BoundFiles.among(environment);
            variables = bound.in(environment).passed(parameters.passedVariables());
        }
        BoundFiles files = bound;
        CallerVariables passed = variables;
        TaskPlan plan = TaskPlan.of(parameters, run.getParent().getFullName(), workspace, passed, changed -> {
            files.addTo(changed, passed);
            yaml.ifPresent(text -> changed.yaml = text);
        });
        return BegunStep.of(plan, parameters, traceParent);
    }

    /** Of a step whose pod does not get the variables. So what goes wrong with these does not concern it. */
    private String traceParent() throws InterruptedException {
        try {
            return TaskOrigin.traceParent(StepEnvironment.of(context).variables());
        } catch (IOException | RuntimeException e) { // of other plugins
            LOGGER.log(Level.FINE, "The span around a step is not known", e);
            return "";
        }
    }

    /**
     * Asks other plugins, which may take long. It asks for the variables of the build, for the storage and decorators of the
     * log, and for secrets around the step. If the task's cluster is no longer configured, it asks for credentials too.
     */
    private void prepare(Run<?, ?> run, Preparation work) {
        agentWork = null;
        preparing = new OutsideCall<>(
                "Beginning the step",
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException | RuntimeException | Error e) { // of other plugins
                        owner.failed(e);
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
        StepTask task = new StepTask(context, run, id, what);
        if (owner.stopCause() != null && readFile(run).isEmpty()) {
            owner.failed(owner.stopCause());
            return;
        }
        owner.running(task.start(owner::saved, owner::stopCause));
    }

    private Optional<TaskFile> readFile(Run<?, ?> run) throws AbortException {
        try {
            return TaskFiles.read(run, id.task());
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
}
