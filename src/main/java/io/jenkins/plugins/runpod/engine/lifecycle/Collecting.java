package io.jenkins.plugins.runpod.engine.lifecycle;

import java.util.Optional;

/** The stage in which the outputs of the last attempt are taken and handed over. Confined to one {@link Decision}. */
final class Collecting {
    private final StageContext context;
    private final Endings endings;
    private final FileSteps files;
    private final StatusLines status;

    Collecting(StageContext context, StatusLines status, Endings endings, FileSteps files) {
        this.context = context;
        this.status = status;
        this.endings = endings;
        this.files = files;
    }

    void collect() {
        FileProgress progress = context.attempt().fileProgress();
        if (progress.handedOver()) {
            endings.afterOutputs(Optional.empty());
        } else if (progress.lost() != null) {
            endings.afterOutputs(Optional.of(progress.lost()));
        } else if (progress.taken() != null) {
            status.tell(files.waitedFor());
            files.handOver();
            files.tellInterruption();
        } else if (files.unobtainable().isPresent()) {
            lost(files.unobtainable().get());
        } else if (context.known.look().isWanted()) {
            context.look();
        } else {
            await();
        }
    }

    private void await() {
        files.take();
        files.tellInterruption();
        if (files.isStuck()) {
            lost(files.stuck());
        } else {
            status.tell(files.waitedFor());
            context.lookWithoutWatch();
        }
    }

    private void lost(TransferProblem why) {
        context.state = context.state.with(
                context.attempt().with(context.attempt().fileProgress().withoutOutputs(why)));
        collect();
    }
}
