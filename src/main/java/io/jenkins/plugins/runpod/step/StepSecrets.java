package io.jenkins.plugins.runpod.step;

import hudson.model.Run;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.secret.SecretSource;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import io.jenkins.plugins.runpod.files.BoundFileSource;
import io.jenkins.plugins.runpod.files.BoundFiles;
import io.jenkins.plugins.runpod.files.MaskedWords;
import io.jenkins.plugins.runpod.runtime.CredentialSecrets;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Where the secrets of a step come from: the credentials of its task, its build, and the blocks around it. */
final class StepSecrets {
    private StepSecrets() {}

    static SecretSource of(StepContext context, TaskSpecification task) throws IOException, InterruptedException {
        Run<?, ?> run = context.get(Run.class);
        SecretSource credentials = new CredentialSecrets(
                run,
                context.get(FlowNode.class).getExecution().getAuthentication2(),
                task.secretEnv(),
                BoundFiles.credentials(task.secretFiles()),
                SurroundingSecrets.of(context),
                () -> BoundFiles.inPod(StepEnvironment.of(context)).variables(),
                RunPodEngine.get().outside().credentials(run.getParent()));
        return BoundFileSource.with(
                credentials,
                new StepFilesContext(context, ArchiveLimits.DEFAULT, true, MaskedWords.plain()),
                task.secretFiles(),
                () -> StepEnvironment.of(context).variables());
    }
}
