package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.archive.FolderRemoval;
import io.jenkins.plugins.runpod.engine.lifecycle.Command;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferNews;
import io.jenkins.plugins.runpod.engine.time.Cancellation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Carries out the commands about the files of one task. Confined to the task's serial executor, where nothing waits.
 *
 * <p>At most one transfer or hand-over goes on. News of one that was dropped are never told. The release of a pod goes on beside it.
 */
public final class TaskTransfers implements Command.Transfer.Handler {
    private static final Logger LOGGER = Logger.getLogger(TaskTransfers.class.getName());

    private final TransferSite site;
    private final BiConsumer<String, TransferNews> told;
    private final Consumer<String> say;
    private Optional<TransferTurns> current = Optional.empty();
    private Optional<TransferTurns> release = Optional.empty();
    /** The hand-over of an archive whose SHA-256 this process has compared. */
    private Optional<Command.HandOver> verified = Optional.empty();

    private CompletionStage<Void> atRest = CompletableFuture.completedFuture(null);

    /**
     * Nothing goes on yet.
     *
     * @param told gets the UID of a pod and the news of its files, on the serial executor, never within a command
     * @param say gets lines for the log of the task
     */
    public TaskTransfers(TransferSite site, BiConsumer<String, TransferNews> told, Consumer<String> say) {
        this.site = site;
        this.told = told;
        this.say = say;
    }

    @Override
    public void on(Command.SendInputs command) {
        TransferTurns turns = next(command.uid(), site.exchange().threads(), news -> {});
        whenThereIsAPlace(turns, () -> new InputTransfer(site, turns, command.podName()).begin());
    }

    @Override
    public void on(Command.TakeOutputs command) {
        TransferTurns turns = next(command.uid(), site.exchange().threads(), news -> {
            if (news instanceof TransferNews.Taken taken) {
                verified = Optional.of(new Command.HandOver(command.podName(), command.uid(), taken.files()));
            }
        });
        whenThereIsAPlace(turns, () -> new OutputTransfer(site, turns, command.podName()).begin());
    }

    /** It needs no place, because the cluster has nothing to do with it. */
    @Override
    public void on(Command.HandOver command) {
        TransferTurns turns = next(command.uid(), site.exchange().handOverThreads(), news -> {});
        boolean known = verified.filter(command::equals).isPresent();
        verified = Optional.empty();
        HandingOver handing = new HandingOver(site, turns, command.podName(), command.files(), known, say);
        atRest.thenRun(() -> turns.turn(handing::begin));
    }

    @Override
    public void on(Command.ReleasePod command) {
        release.ifPresent(TransferTurns::end);
        TransferTurns turns =
                new TransferTurns(site, site.exchange().threads(), news -> told.accept(command.uid(), news));
        release = Optional.of(turns);
        turns.turn(() -> new PodRelease(site, turns, command.podName()).begin());
    }

    @Override
    public void on(Command.DropTransfer command) {
        drop();
    }

    private void drop() {
        current.map(TransferTurns::end).ifPresent(ended -> atRest = atRest.thenCompose(before -> ended));
        current = Optional.empty();
    }

    private TransferTurns next(String uid, Executor threads, Consumer<TransferNews> first) {
        drop();
        TransferTurns turns = new TransferTurns(site, threads, news -> {
            first.accept(news);
            told.accept(uid, news);
        });
        current = Optional.of(turns);
        return turns;
    }

    /** The files of the transfer before are at rest first. */
    private void whenThereIsAPlace(TransferTurns turns, Runnable begin) {
        atRest.thenRun(() -> turns.turn(() -> queue(turns, begin)));
    }

    private void queue(TransferTurns turns, Runnable begin) {
        AtomicBoolean there = new AtomicBoolean();
        Cancellation place = site.exchange().slots().take(() -> {
            there.set(true);
            turns.turn(begin);
        });
        turns.opened(place);
        if (!there.get()) {
            turns.tell(new TransferNews.Queued());
        }
    }

    /** Ends everything that goes on here, and leaves the pod alone. Completes when no file is read or written any more. */
    public CompletionStage<Void> close() {
        drop();
        release.ifPresent(TransferTurns::end);
        return atRest;
    }

    /** Deletes the files of the task on this side. It never fails: what cannot be deleted is logged. */
    public CompletionStage<Void> deleteFiles() {
        if (!site.plan().any()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> deleted = new CompletableFuture<>();
        atRest.thenRun(() -> {
            try {
                site.exchange().threads().execute(() -> {
                    delete();
                    deleted.complete(null);
                });
            } catch (RejectedExecutionException e) {
                deleted.complete(null);
            }
        });
        return deleted;
    }

    private void delete() {
        Path folder = site.exchange().folder();
        try {
            FolderRemoval.remove(folder);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Cannot delete the files of a task in " + folder, e);
        }
    }
}
