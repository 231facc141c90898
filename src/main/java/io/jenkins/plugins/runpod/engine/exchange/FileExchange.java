package io.jenkins.plugins.runpod.engine.exchange;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Where the files of one task come from and go to on this side. The caller of the engine gives it. Safe for use by many threads.
 *
 * <p>The caller packs all inputs into {@link #INPUTS} in the task's folder before the task begins, by {@link InputIndex#pack}. So what is
 * wrong with them is told before there is a pod, and no pod holds a place while they are packed.
 */
public interface FileExchange {
    /** The tar file with all inputs, in {@link #folder}. */
    String INPUTS = "inputs.tar";

    /** What {@link InputIndex} knows of it, in the same folder. */
    String INPUT_INDEX = "inputs.index";

    /**
     * The folder of this task's archives. It belongs to this task alone, may be absent, and may move between two calls. The engine deletes it
     * once the task needs it no more.
     */
    Path folder();

    /** The least length of a part in which inputs are sent, in bytes. It is the same after a restart. Tests make it small. */
    default int leastPart() {
        return InputArchive.PART;
    }

    /** Threads for reading and writing the archives. They wait for disks alone. */
    Executor threads();

    /** Threads for {@link #handOver}, which may wait for others. They should be other ones, so that no transfer waits for that. */
    default Executor handOverThreads() {
        return threads();
    }

    /** The places of transfers in the cluster of the task. */
    TransferSlots slots();

    /**
     * Gives each output its files. It blocks, on {@link #handOverThreads}, and an interrupt ends it. After a crash it is called again with the same
     * files. So for an output that already has them, the second call has no visible effect.
     *
     * @param files the folder with all outputs. What is in it came from the pod, so names and contents can be anything. It is deleted afterwards
     * @param selected for each output of the plan, the paths that it selects, with slashes, in the order of their names
     * @throws IOException with a sentence for the user. It is tried again for a while
     * @throws Away if it is to be tried again for as long as that says
     * @throws UnusableOutputs if another try would not help
     */
    void handOver(Path files, List<List<String>> selected) throws IOException;

    /** Of a task without files. */
    static FileExchange none() {
        return NoFiles.INSTANCE;
    }
}
