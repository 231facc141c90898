package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.archive.FileSelection;
import io.jenkins.plugins.runpod.engine.archive.FolderRemoval;
import io.jenkins.plugins.runpod.engine.archive.OutwardLinks;
import io.jenkins.plugins.runpod.engine.archive.RefusedArchive;
import io.jenkins.plugins.runpod.engine.archive.Unpacking;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.FileProgress.TakenFiles;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferNews;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferProblem;
import io.jenkins.plugins.runpod.engine.text.Durations;
import io.jenkins.plugins.runpod.engine.transfer.OutputFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Gives each output its files: unpacks the archive that has arrived into a fresh folder, selects the files of each output, and hands them
 * to the caller. Confined to the turns of its transfer, except for the work itself.
 *
 * <p>What fails is tried again until it has failed for the time of {@code transferTimeout}, or for as long as {@link Away} says. The pod is
 * not needed for any of this.
 */
final class HandingOver {
    private final TransferSite site;
    private final TransferTurns turns;
    private final String pod;
    private final TakenFiles taken;
    private final Consumer<String> say;
    private final Retries retries;
    private boolean verified;

    /**
     * Nothing happens yet.
     *
     * @param verified whether this process has just compared the SHA-256. Then the first try compares the length alone
     * @param say gets lines for the log of the task, in turns
     */
    HandingOver(
            TransferSite site,
            TransferTurns turns,
            String pod,
            TakenFiles taken,
            boolean verified,
            Consumer<String> say) {
        this.site = site;
        this.turns = turns;
        this.pod = pod;
        this.taken = taken;
        this.verified = verified;
        this.say = say;
        this.retries = new Retries(pod);
    }

    void begin() {
        boolean known = verified;
        verified = false;
        turns.work(() -> handOver(known), this::done, this::failed);
    }

    /** What a hand-over came to. */
    private record Handed(List<String> leftOut, Optional<TransferProblem> missing) {}

    private Handed handOver(boolean known) throws IOException {
        Path archive = new ArchiveDraft(site.exchange(), pod).file();
        if (!isWhole(archive, known)) {
            throw new UnusableOutputs(
                    "The archive of the outputs was changed or deleted on the controller",
                    "Start the task again. Nothing else may change run-pod's files.");
        }
        Path folder = archive.resolveSibling("unpacked-" + pod);
        FolderRemoval.remove(folder);
        try {
            List<String> leftOut = new Unpacking(site.plan().limits(), OutwardLinks.LEAVE_OUT)
                    .masking(site.mask())
                    .unpack(archive, folder)
                    .leftOut();
            List<String> paths = FilePaths.below(folder);
            List<List<String>> selected = site.plan().outputs().stream()
                    .map(output -> selected(output, paths))
                    .toList();
            site.exchange().handOver(folder, selected);
            return new Handed(leftOut, MissingOutputs.in(site.plan().outputs(), selected));
        } finally {
            FolderRemoval.remove(folder);
        }
    }

    private boolean isWhole(Path archive, boolean known) throws IOException {
        return Files.exists(archive)
                && Files.size(archive) == taken.bytes()
                && (known || Digests.of(archive).hex().equals(taken.sha256()));
    }

    private static List<String> selected(OutputFiles output, List<String> paths) {
        FileSelection selection = output.selection();
        return paths.stream().filter(selection::selects).toList();
    }

    private void done(Handed handed) {
        handed.leftOut().forEach(line -> say.accept("Outputs: " + line));
        turns.finish(
                handed.missing().<TransferNews>map(TransferNews.Failed::new).orElseGet(TransferNews.HandedOver::new));
    }

    private void failed(IOException why) {
        if (why instanceof UnusableOutputs unusable) {
            fail("OutputsUnusable", unusable.getMessage() + ".", unusable.remedy());
        } else if (why instanceof RefusedArchive refused) {
            turns.finish(new TransferNews.Failed(RefusedOutputs.problem(refused)));
        } else if (retries.failingFor(site.clock().instant()).compareTo(longest(why)) >= 0) {
            fail(
                    "HandOverFailed",
                    "The outputs could not be handed over: " + Setbacks.words(why, site) + ".",
                    remedy(why));
        } else {
            Duration pause = retries.failed(site.clock().instant(), Optional.empty());
            turns.tell(new TransferNews.Interrupted(
                    Setbacks.words(why, site) + ". run-pod retries for up to " + Durations.format(longest(why))));
            turns.after(pause, this::begin);
        }
    }

    private static String remedy(IOException why) {
        return why instanceof Away away
                ? away.remedy()
                : "Check the disk of the controller, and where the outputs go to.";
    }

    private Duration longest(IOException why) {
        return why instanceof Away away ? away.longestWait() : site.timeout();
    }

    private void fail(String reason, String message, String remedy) {
        turns.finish(new TransferNews.Failed(new TransferProblem(Verdict.PERMANENT, reason, message, remedy)));
    }
}
