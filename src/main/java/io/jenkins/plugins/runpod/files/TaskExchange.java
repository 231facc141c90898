package io.jenkins.plugins.runpod.files;

import hudson.model.Run;
import io.jenkins.plugins.runpod.engine.exchange.FileExchange;
import io.jenkins.plugins.runpod.engine.exchange.TransferSlots;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The files of one task of a build. Their folder is in that of the build, wherever that moves. Safe for use by many threads. */
@Restricted(NoExternalUse.class)
public final class TaskExchange implements FileExchange {
    private final Run<?, ?> run;
    private final String task;
    private final Executor threads;
    private final Executor handOverThreads;
    private final TransferSlots slots;
    private final HandOver handOver;

    /**
     * The files of a task.
     *
     * @param cluster the name of the task's cluster
     */
    public TaskExchange(FilesContext context, String task, String cluster, List<PodOutput> outputs) {
        this.run = context.run();
        this.task = task;
        this.threads = RunPodEngine.get().outside().disk(run.getExternalizableId());
        this.handOverThreads = RunPodEngine.get().outside().files(run.getExternalizableId());
        this.slots = RunPodEngine.get().transferSlots(cluster);
        this.handOver = new HandOver(context, outputs);
    }

    @Override
    public Path folder() {
        return TaskFiles.exchange(run, task);
    }

    @Override
    public Executor threads() {
        return threads;
    }

    @Override
    public Executor handOverThreads() {
        return handOverThreads;
    }

    @Override
    public TransferSlots slots() {
        return slots;
    }

    @Override
    public void handOver(Path files, List<List<String>> selected) throws IOException {
        handOver.give(files, selected);
    }
}
