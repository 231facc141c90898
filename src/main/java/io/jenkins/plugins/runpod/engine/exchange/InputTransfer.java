package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.kube.ExecInput;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferNews;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferProblem;
import io.jenkins.plugins.runpod.engine.pod.HelperContainers;
import io.jenkins.plugins.runpod.engine.transfer.ArchivePart;
import io.jenkins.plugins.runpod.engine.transfer.AskStatus;
import io.jenkins.plugins.runpod.engine.transfer.InputStatus;
import io.jenkins.plugins.runpod.engine.transfer.PutParts;
import io.jenkins.plugins.runpod.engine.transfer.ScriptExit;
import io.jenkins.plugins.runpod.engine.transfer.ScriptReply;
import io.jenkins.plugins.runpod.engine.transfer.Sha256;
import io.jenkins.plugins.runpod.engine.transfer.UnpackParts;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Sends the packed inputs to a pod that waits for them. Confined to the turns of its transfer.
 *
 * <ol>
 *   <li>It looks up the SHA-256 of the parts of the archive, or computes them.
 *   <li>It asks the pod which parts are there. What is in the pod is the truth, so this is also how it goes on after a failure. A single part
 *       is sent at once.
 *   <li>It sends the parts that are missing, in one stream, and waits until all are unpacked. Then the container ends.
 * </ol>
 */
final class InputTransfer {
    private final TransferSite site;
    private final TransferTurns turns;
    private final HelperScripts scripts;
    private final Setbacks setbacks;
    private final Pulse pulse;
    private final Set<ArchivePart> arrived = new HashSet<>();
    private InputArchive archive;
    private Optional<KubeFailure> untold = Optional.empty();
    private int mostAtOnce = Integer.MAX_VALUE;

    InputTransfer(TransferSite site, TransferTurns turns, String pod) {
        this.site = site;
        this.turns = turns;
        this.scripts = new HelperScripts(site, turns, pod, HelperContainers.INPUT);
        this.setbacks = new Setbacks(site, turns, pod);
        this.pulse = new Pulse(turns, site.clock());
    }

    void begin() {
        turns.work(
                () -> InputArchive.of(site.exchange().folder(), site.leastPart()),
                this::prepared,
                why -> unreadable(why, this::begin));
    }

    /** The folder may move meanwhile. */
    private Path file() {
        return site.exchange().folder().resolve(FileExchange.INPUTS);
    }

    /** The pod has got other bytes than it was told. They changed on the way, or on the disk here. */
    private void compare() {
        turns.work(
                () -> InputArchive.parts(site.exchange().folder(), site.leastPart()),
                this::compared,
                why -> unreadable(why, this::compare));
    }

    private void compared(List<ArchivePart> there) {
        if (there.equals(archive.parts())) {
            ask();
        } else {
            setbacks.fail(new TransferProblem(
                    Verdict.PERMANENT,
                    "InputsLost",
                    "The packed inputs have changed on the controller since they were packed.",
                    "Check the disk of the controller. Then start the task again."));
        }
    }

    private void prepared(InputArchive read) {
        archive = read;
        turns.tell(new TransferNews.Advanced(0, 0));
        if (archive.parts().size() == 1) {
            advanced();
            sendMissing();
        } else {
            ask();
        }
    }

    private void unreadable(IOException why, Runnable again) {
        if (why instanceof NoSuchFileException) {
            setbacks.fail(new TransferProblem(
                    Verdict.PERMANENT,
                    "InputsLost",
                    "The packed inputs are no longer on the controller.",
                    "Start the task again."));
        } else {
            setbacks.after(why, again);
        }
    }

    private void ask() {
        scripts.run(new AskStatus(), ExecInput.NONE, new Asked<InputStatus>(this::known));
    }

    private void known(InputStatus status) {
        if (status.ready()) {
            delivered();
            return;
        }
        setbacks.answered();
        untold.ifPresent(why -> turns.tell(new TransferNews.Interrupted(why.getMessage())));
        untold = Optional.empty();
        long before = done();
        arrived.clear();
        archive.parts().stream().filter(status.parts()::contains).forEach(arrived::add);
        if (done() > before) {
            setbacks.over();
        }
        advanced();
        sendMissing();
    }

    private void sendMissing() {
        List<ArchivePart> missing = archive.parts().stream()
                .filter(part -> !arrived.contains(part))
                .limit(mostAtOnce)
                .toList();
        if (missing.isEmpty()) {
            unpack();
        } else {
            send(missing);
        }
    }

    /** In one stream, because each command costs a moment in the cluster. */
    private void send(List<ArchivePart> parts) {
        long before = done();
        PartsInput input = new PartsInput(
                turns.files(),
                this::file,
                archive::offset,
                parts,
                passed -> pulse.moved(before + passed, archive.length()));
        scripts.run(new PutParts(parts, whole()), input, new Asked<PutParts.Taken>(taken -> sent(parts, taken)) {
            @Override
            public void failed(KubeFailure why) {
                if (input.isRead()) {
                    endedEarly(why);
                } else {
                    super.failed(why);
                }
            }
        });
    }

    private void sent(List<ArchivePart> parts, PutParts.Taken taken) {
        setbacks.over();
        if (taken.parts() < parts.size()) {
            mostAtOnce = taken.parts();
        }
        arrived.addAll(parts.subList(0, taken.parts()));
        advanced();
        if (taken.unpacked()) {
            delivered();
        } else {
            sendMissing();
        }
    }

    private void unpack() {
        scripts.run(whole(), ExecInput.NONE, new Asked<Sha256>(same -> delivered()) {
            @Override
            public void failed(KubeFailure why) {
                endedEarly(why);
            }
        });
    }

    private UnpackParts whole() {
        return new UnpackParts(archive.parts().size(), archive.sha256());
    }

    /** The end of the container can be faster than the end of the command. */
    private void endedEarly(KubeFailure why) {
        if (why.isContested()) {
            setbacks.after(why, this::ask);
        } else {
            untold = Optional.of(why);
            setbacks.quietly(this::ask);
        }
    }

    private void delivered() {
        turns.finish(new TransferNews.Delivered(
                archive.contents().files(), archive.contents().bytes()));
    }

    private void advanced() {
        turns.tell(new TransferNews.Advanced(done(), archive.length()));
    }

    private long done() {
        return arrived.stream().mapToLong(ArchivePart::length).sum();
    }

    /** A script whose failure leads back to the question what is there. */
    private class Asked<A> implements HelperScripts.Listener<A> {
        private final Consumer<A> next;

        Asked(Consumer<A> next) {
            this.next = next;
        }

        @Override
        public void replied(ScriptReply<A> reply, String stdout) {
            if (reply instanceof ScriptReply.Answer<A> answer) {
                next.accept(answer.value());
            } else if (reply instanceof ScriptReply.Failure<A> failure) {
                untold = Optional.empty();
                setbacks.after(
                        failure,
                        failure.exit() == ScriptExit.CORRUPTED ? InputTransfer.this::compare : InputTransfer.this::ask);
            }
        }

        @Override
        public void failed(KubeFailure why) {
            untold = Optional.empty();
            setbacks.after(why, InputTransfer.this::ask);
        }
    }
}
