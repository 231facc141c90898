package io.jenkins.plugins.runpod.files;

import hudson.AbortException;
import hudson.Util;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.archive.OutwardLinks;
import io.jenkins.plugins.runpod.engine.archive.PackInput;
import io.jenkins.plugins.runpod.engine.archive.PackedArchive;
import io.jenkins.plugins.runpod.engine.archive.Packing;
import io.jenkins.plugins.runpod.engine.archive.RefusedArchive;
import io.jenkins.plugins.runpod.engine.exchange.InputIndex;
import io.jenkins.plugins.runpod.engine.pod.HelperContainers;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import io.jenkins.plugins.runpod.runtime.ConsoleText;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Brings all inputs of a task to the controller and packs them into one archive. Each call starts over. Blocks. */
@Restricted(NoExternalUse.class)
public final class PackedInputs {
    private static final String INCOMING = "incoming";

    private final List<PodInput> inputs;
    private final ArchiveLimits limits;
    private final Packing.Permissions permissions;

    /** The inputs of a task. */
    public PackedInputs(List<PodInput> inputs, TaskSpecification task) {
        this.inputs = inputs;
        this.limits = task.files().limits();
        this.permissions = permissions(task);
    }

    /** Another image may mean another user, who unpacks the files and cannot give them away. */
    private static Packing.Permissions permissions(TaskSpecification task) {
        PodSpec pod = task.template().getSpec();
        Set<String> images = Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                .filter(container -> container.getName().equals(HelperContainers.INPUT)
                        || container.getName().equals(task.container()))
                .map(Container::getImage)
                .collect(Collectors.toSet());
        return images.size() == 1 ? Packing.Permissions.OWNER_WRITES : Packing.Permissions.ANYBODY_WRITES;
    }

    /**
     * Packs them. It starts over if the folder of the build moves meanwhile, because a folder of jobs is renamed.
     *
     * @param where the folder of the task's files, in that of run-pod, in that of the build. It makes the first two. After a failure the
     *     folder is gone
     * @throws AgentAway if a workspace is away
     * @throws AbortException with a sentence for the user
     */
    public void pack(FilesContext context, Supplier<Path> where) throws IOException, InterruptedException {
        Path folder = where.get();
        try {
            packInto(folder, context);
        } catch (IOException e) {
            if (folder.equals(where.get())) {
                throw e;
            }
        }
        if (!folder.equals(where.get())) {
            pack(context, where);
        }
    }

    private void packInto(Path folder, FilesContext context) throws IOException, InterruptedException {
        boolean done = false;
        try {
            Path incoming = Files.createDirectory(fresh(folder).resolve(INCOMING));
            List<PackInput> folders = new ArrayList<>();
            for (PodInput input : inputs) {
                Path own = Files.createDirectory(incoming.resolve(String.valueOf(folders.size())));
                provide(input, context, own);
                folders.add(PackInput.all(own));
            }
            PackedArchive packed =
                    InputIndex.pack(new Packing(limits, OutwardLinks.LEAVE_OUT, permissions), folders, folder);
            Words.tell(context, packed.leftOut());
            Util.deleteRecursive(incoming.toFile());
            done = true;
        } catch (RefusedArchive e) {
            throw refused("inputs: " + context.masked(Words.withoutFullStop(e.getMessage())));
        } catch (InterruptedIOException e) {
            throw new InterruptedException(e.getMessage());
        } finally {
            if (!done) {
                Util.deleteRecursive(folder.toFile());
            }
        }
    }

    /** The build can be deleted meanwhile. Its folder must not come back. */
    private static Path fresh(Path folder) throws IOException {
        Util.deleteRecursive(folder.toFile());
        Path tasks = Objects.requireNonNull(folder.getParent(), "a task has a folder of its own");
        try {
            Files.createDirectory(tasks);
        } catch (FileAlreadyExistsException e) {
            // of another task
        } catch (NoSuchFileException e) {
            throw refused("inputs: the build was deleted. There is no folder " + tasks.getParent());
        }
        return Files.createDirectory(folder);
    }

    private static void provide(PodInput input, FilesContext context, Path folder)
            throws IOException, InterruptedException {
        try {
            input.provide(context, folder);
        } catch (AbortException e) {
            String problem = input + ": " + Words.withoutFullStop(String.valueOf(e.getMessage()));
            throw refused("inputs: " + context.masked(problem));
        }
    }

    /** The error of a step whose inputs run-pod cannot provide. */
    public static AbortException refused(String problem) {
        return new AbortException(ConsoleText.plain("runPod cannot start:\n- " + problem));
    }
}
