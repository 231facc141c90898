package io.jenkins.plugins.runpod.engine.exchange;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;

/** The exchange of a task without files. Nobody calls it. */
enum NoFiles implements FileExchange {
    INSTANCE;

    @Override
    public Path folder() {
        throw new IllegalStateException("a task without files has no folder for them");
    }

    @Override
    public Executor threads() {
        return Runnable::run;
    }

    @Override
    public TransferSlots slots() {
        return new TransferSlots();
    }

    @Override
    public void handOver(Path files, List<List<String>> selected) {
        throw new IllegalStateException("a task without files has no outputs");
    }
}
