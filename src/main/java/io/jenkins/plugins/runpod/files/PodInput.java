package io.jenkins.plugins.runpod.files;

import hudson.AbortException;
import hudson.ExtensionPoint;
import hudson.model.AbstractDescribableImpl;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Files that are in the working directory of a container before it starts. Other plugins can add their own: a class with a
 * {@link org.kohsuke.stapler.DataBoundConstructor}, and a {@link PodInputDescriptor} with a {@link org.jenkinsci.Symbol}. A Pipeline saves
 * the object with its program, so its fields must be serializable.
 *
 * <p>Names of steps win over symbols in a Pipeline script. So a symbol that is also the name of a step cannot be used there.
 */
public abstract class PodInput extends AbstractDescribableImpl<PodInput> implements ExtensionPoint, Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * Writes its files into a folder. run-pod then packs the inputs of a task in their order. A path that two inputs bring is that of the
     * later one. Links that lead out of the folder are left out, and the log names them.
     *
     * <p>Runs before the pod exists, on a thread of run-pod that may block. An interrupt ends it. Jenkins can go down meanwhile, and the
     * folder of the build can move. Then it is called again, with another empty folder, so it must not have further effects. It is never
     * called again once the task has begun.
     *
     * @param folder an empty folder on the controller. run-pod deletes it afterwards
     * @throws AbortException with a sentence for the user. The step fails with it
     * @throws IOException for anything else. The step fails with it too, unless it is an {@link AgentAway}
     */
    public abstract void provide(FilesContext context, Path folder) throws IOException, InterruptedException;

    /** What is wrong with its parameters, without a full stop. It must not block. */
    public Optional<String> problem() {
        return Optional.empty();
    }

    /** Whether it uses {@link FilesContext#workspace}. Then run-pod refuses it where there is none, before there is a pod. */
    public boolean needsWorkspace() {
        return false;
    }

    /** How users write it, for messages. */
    @Override
    public String toString() {
        return Words.of(this, "");
    }

    @Override
    public PodInputDescriptor getDescriptor() {
        return (PodInputDescriptor) super.getDescriptor();
    }
}
