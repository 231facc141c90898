package io.jenkins.plugins.runpod.files;

import hudson.AbortException;
import hudson.ExtensionPoint;
import hudson.model.AbstractDescribableImpl;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Files that are taken out of the working directory of a container after its end, whatever its exit code. Other plugins can add their
 * own: a class with a {@link org.kohsuke.stapler.DataBoundConstructor}, and a {@link PodOutputDescriptor} with a
 * {@link org.jenkinsci.Symbol}. run-pod saves the object with the task, so its fields must be serializable, and XStream must know them.
 *
 * <p>Names of steps win over symbols in a Pipeline script. So a symbol that is also the name of a step cannot be used there.
 */
public abstract class PodOutput extends AbstractDescribableImpl<PodOutput> implements ExtensionPoint, Serializable {
    private static final long serialVersionUID = 1L;

    /** Ant patterns of its files, separated by commas, or empty for all files. Relative to the working directory. */
    public abstract String includes();

    /** Ant patterns of what is left out of that, or empty. */
    public String excludes() {
        return "";
    }

    /** Whether the task may succeed without such a file. */
    public boolean allowEmpty() {
        return false;
    }

    /**
     * Takes its files. It is called if there are some, or if {@link #allowEmpty} says so.
     *
     * <p>Runs on a thread of run-pod that may block. An interrupt ends it. Jenkins can go down at any moment. Then it is called again
     * with the same files in the same folder, so a second call must have no further effect. A call that returned is not repeated in
     * the same process, unless the folder of the build moved meanwhile.
     *
     * @param folder the files of all outputs, on the controller. They come from the pod, so names and contents can be anything. No link
     *     leads out. It must not be changed, and run-pod deletes it afterwards
     * @param paths those of this output, below the folder, with slashes
     * @throws AbortException with a sentence for the user. The task does not succeed then
     * @throws IOException for what may pass. It is called again for a while
     */
    public abstract void take(FilesContext context, Path folder, List<String> paths)
            throws IOException, InterruptedException;

    /** What is wrong with its parameters, without a full stop. The patterns are checked anyway. It must not block. */
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
        return Words.of(this, includes());
    }

    @Override
    public PodOutputDescriptor getDescriptor() {
        return (PodOutputDescriptor) super.getDescriptor();
    }
}
