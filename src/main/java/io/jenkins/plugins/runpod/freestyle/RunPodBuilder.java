package io.jenkins.plugins.runpod.freestyle;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.BuildListener;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import io.jenkins.plugins.runpod.config.UnknownIdentity;
import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.PodTaskListener;
import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.exchange.FileExchange;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.log.StreamMedium;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.secret.SecretSource;
import io.jenkins.plugins.runpod.engine.spec.CallerVariables;
import io.jenkins.plugins.runpod.engine.spec.PassedVariables;
import io.jenkins.plugins.runpod.engine.transfer.FilePlan;
import io.jenkins.plugins.runpod.files.BoundFileSource;
import io.jenkins.plugins.runpod.files.BoundFiles;
import io.jenkins.plugins.runpod.files.FilesContext;
import io.jenkins.plugins.runpod.files.MaskedWords;
import io.jenkins.plugins.runpod.files.PackedInputs;
import io.jenkins.plugins.runpod.files.TaskExchange;
import io.jenkins.plugins.runpod.runtime.BuildEnvironment;
import io.jenkins.plugins.runpod.runtime.ConsoleText;
import io.jenkins.plugins.runpod.runtime.CredentialSecrets;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import io.jenkins.plugins.runpod.runtime.TaskOrigin;
import io.jenkins.plugins.runpod.step.RunPodException;
import io.jenkins.plugins.runpod.step.RunPodStep;
import io.jenkins.plugins.runpod.step.TaskPlan;
import io.jenkins.plugins.runpod.step.WorkspaceYaml;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * Runs a pod as a build step of a freestyle job. The executor's thread waits for the engine. An interruption cancels
 * the task. A freestyle build does not survive its controller. Garbage collection deletes its pod after a crash.
 */
public final class RunPodBuilder extends Builder {
    private static final int LAST_WORDS_SECONDS = 5;

    private final RunPodStep task;

    @DataBoundConstructor
    public RunPodBuilder(RunPodStep task) {
        this.task = task;
    }

    public RunPodStep getTask() {
        return task;
    }

    /**
     * @throws AbortException if the parameters are invalid or the task did not succeed, with the message of the
     *     Pipeline step
     */
    @Override
    public boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
            throws InterruptedException, IOException {
        if (task.isReturnStatus() || task.isReturnStdout()) {
            throw new AbortException(Messages.RunPodBuilder_returnsNothing());
        }
        BuildEnvironment environment = BuildVariables.of(build, listener);
        BoundFiles bound = BoundFiles.among(environment);
        BuildEnvironment inPod = bound.in(environment);
        CallerVariables variables = inPod.passed(task.passedVariables());
        Optional<String> yaml = task.getYamlFile() == null
                ? Optional.empty()
                : Optional.of(WorkspaceYaml.read(build.getWorkspace(), task.getYamlFile()));
        TaskPlan plan = TaskPlan.of(task, build.getParent().getFullName(), true, variables, parameters -> {
            parameters.expand(inPod.passed(PassedVariables.all()).plain());
            bound.addTo(parameters, variables);
            yaml.ifPresent(text -> parameters.yaml = text);
        });
        plan.warnings().forEach(warning -> listener.getLogger().println(ConsoleText.MARK + warning));
        String id = UUID.randomUUID().toString();
        SecretSource secrets = BoundFileSource.with(
                secrets(build, plan, variables),
                new BuildFilesContext(build, listener, ArchiveLimits.DEFAULT, MaskedWords.plain()),
                plan.specification().secretFiles(),
                environment::variables);
        FileExchange files = files(build, listener, id, plan, secrets);
        Delivery delivery = new Delivery();
        TaskHandle handle = RunPodEngine.get()
                .run(
                        new PodTask(id(id), plan.specification(), TaskFiles.annotations(build), secrets),
                        plan.cluster(),
                        new TaskOrigin(plan.folder(), TaskOrigin.traceParent(environment.variables())),
                        TaskFiles.store(build, id, plan.definition(), () -> {}),
                        new TaskMedia(
                                        ConsoleText.plain(new StreamMedium(listener.getLogger())),
                                        Optional.empty(),
                                        Optional.empty(),
                                        ConsoleText.MARK)
                                .writtenBy(RunPodEngine.get().outside().log("freestyle", build.getExternalizableId())),
                        files,
                        delivery);
        TaskResult result = delivery.await(handle);
        if (!result.succeeded()) {
            throw new RunPodException(result);
        }
        return true;
    }

    /** Packs the inputs, before anything else is known of the task. */
    private static FileExchange files(
            AbstractBuild<?, ?> build, BuildListener listener, String id, TaskPlan plan, SecretSource secrets)
            throws IOException, InterruptedException {
        FilePlan moved = plan.specification().files();
        if (!moved.any()) {
            return FileExchange.none();
        }
        FilesContext context =
                new BuildFilesContext(build, listener, moved.limits(), MaskedWords.of(plan.specification(), secrets));
        TaskExchange files = new TaskExchange(
                context, id, plan.cluster().getName(), plan.files().outputs());
        if (moved.inputs()) {
            new PackedInputs(plan.files().inputs(), plan.specification()).pack(context, files::folder);
        }
        return files;
    }

    private static TaskId id(String task) throws AbortException {
        try {
            return RunPodEngine.id(task);
        } catch (UnknownIdentity e) {
            throw new AbortException(e.getMessage());
        }
    }

    /** The values of the build's own variables are in memory only, because the build does not survive its controller. */
    private static SecretSource secrets(AbstractBuild<?, ?> build, TaskPlan plan, CallerVariables variables) {
        return new CredentialSecrets(
                build,
                Jenkins.getAuthentication2(),
                plan.specification().secretEnv(),
                BoundFiles.credentials(plan.specification().secretFiles()),
                variables.hidden(),
                variables::secret,
                RunPodEngine.get().outside().credentials(build.getParent()));
    }

    /** Delivers the result to the executor's thread. */
    private static final class Delivery implements PodTaskListener {
        private final CompletableFuture<TaskResult> result = new CompletableFuture<>();

        @Override
        public void finished(TaskResult delivered) {
            result.complete(delivered);
        }

        @Override
        public void unreadable(IOException why) {
            result.completeExceptionally(why);
        }

        TaskResult await(TaskHandle handle) throws InterruptedException, IOException {
            try {
                return result.get();
            } catch (InterruptedException e) {
                handle.cancel(Messages.RunPodBuilder_aborted());
                awaitLastWords();
                throw e;
            } catch (ExecutionException e) {
                throw new AbortException(e.getCause().getMessage());
            }
        }

        /** The engine delivers a cancelled task at once. The log stays open until its last lines. */
        private void awaitLastWords() throws InterruptedException {
            try {
                result.get(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                // The deletion goes on without the log.
            }
        }
    }

    /** Offers the step to freestyle jobs. */
    @Extension
    @Symbol("runPodTask")
    public static final class DescriptorImpl extends BuildStepDescriptor<Builder> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.RunPodBuilder_displayName();
        }

        @Override
        @SuppressWarnings("rawtypes")
        public boolean isApplicable(Class<? extends AbstractProject> type) {
            return true;
        }
    }
}
