package io.jenkins.plugins.runpod.step;

import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.archive.FolderRemoval;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import io.jenkins.plugins.runpod.files.AgentAway;
import io.jenkins.plugins.runpod.files.FilesOfTask;
import io.jenkins.plugins.runpod.files.MaskedWords;
import io.jenkins.plugins.runpod.files.PackedInputs;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import java.io.IOException;
import java.util.function.Consumer;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Packs the inputs of a step, before its task begins. */
final class InputPacking extends AgentWork<Void> {
    private final StepContext context;
    private final FilesOfTask given;
    private final TaskSpecification specification;
    private final String task;

    /**
     * Does not begin yet.
     *
     * @param task the id of the task, whose folder gets the archive
     * @param packed is told on a thread that may do I/O
     * @param failed gets the reason, if they cannot be packed
     */
    InputPacking(
            StepContext context,
            Run<?, ?> run,
            String task,
            FilesOfTask given,
            TaskSpecification specification,
            Consumer<Void> packed,
            Consumer<Throwable> failed) {
        super(
                context,
                RunPodEngine.get().outside().files(run.getExternalizableId()),
                AgentAway.LONGEST_WAIT,
                packed,
                failed);
        this.context = context;
        this.given = given;
        this.specification = specification;
        this.task = task;
    }

    @Override
    Void work(StepFilesContext files) throws IOException, InterruptedException {
        new PackedInputs(given.inputs(), specification).pack(files, () -> TaskFiles.exchange(files.run(), task));
        if (!files.run().isBuilding()) { // an input heard no interrupt, and the end of the build did not see the folder
            FolderRemoval.remove(TaskFiles.exchange(files.run(), task));
        }
        return null;
    }

    @Override
    ArchiveLimits limits() {
        return specification.files().limits();
    }

    @Override
    MaskedWords words() throws IOException, InterruptedException {
        return MaskedWords.of(specification, StepSecrets.of(context, specification));
    }

    @Override
    boolean hasWorkspace() {
        return given.needsWorkspace();
    }

    @Override
    String doing() {
        return "packing its inputs";
    }

    @Override
    String needed() {
        return "its inputs";
    }

    @Override
    String next() {
        return "packs the inputs";
    }

    @Override
    AbortException gaveUp(String because) {
        return PackedInputs.refused("inputs: run-pod cannot pack them, " + because);
    }
}
