package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.kube.ExecInput;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.lifecycle.FileProgress.TakenFiles;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferNews;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferProblem;
import io.jenkins.plugins.runpod.engine.pod.HelperContainers;
import io.jenkins.plugins.runpod.engine.text.Sizes;
import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.transfer.CollectOutputs;
import io.jenkins.plugins.runpod.engine.transfer.Collected;
import io.jenkins.plugins.runpod.engine.transfer.ReadArchive;
import io.jenkins.plugins.runpod.engine.transfer.ScriptExit;
import io.jenkins.plugins.runpod.engine.transfer.ScriptReply;
import io.jenkins.plugins.runpod.engine.transfer.Sha256;

/**
 * Takes the outputs out of a pod whose result container has ended. Confined to the turns of its transfer.
 *
 * <ol>
 *   <li>It lets the pod collect all outputs into one archive. A repetition gives the same archive.
 *   <li>It reads that, and appends it to a file. After a failure it goes on at the end of the file.
 *   <li>It compares the SHA-256 of the file, which it has carried on with what came, to that of the pod. If it differs, it starts over.
 * </ol>
 */
final class OutputTransfer {
    private static final int MOST_MISMATCHES = 3;

    private final TransferSite site;
    private final TransferTurns turns;
    private final HelperScripts scripts;
    private final Setbacks setbacks;
    private final Pulse pulse;
    private final ArchiveDraft draft;
    private final CollectOutputs collection;
    private Collected collected;
    private int mismatches;

    OutputTransfer(TransferSite site, TransferTurns turns, String pod) {
        this.site = site;
        this.turns = turns;
        this.scripts = new HelperScripts(site, turns, pod, HelperContainers.OUTPUT);
        this.setbacks = new Setbacks(site, turns, pod);
        this.pulse = new Pulse(turns, site.clock());
        this.draft = new ArchiveDraft(site.exchange(), pod);
        this.collection = site.plan().collection();
    }

    void begin() {
        turns.tell(new TransferNews.Advanced(0, 0));
        collect();
    }

    private void collect() {
        scripts.run(collection, ExecInput.of(collection.stdin()), new HelperScripts.Listener<Collected>() {
            @Override
            public void replied(ScriptReply<Collected> reply, String stdout) {
                if (reply instanceof ScriptReply.Answer<Collected> answer) {
                    collected(answer.value());
                } else if (reply instanceof ScriptReply.Failure<Collected> failure) {
                    uncollected(failure, stdout);
                }
            }

            @Override
            public void failed(KubeFailure why) {
                setbacks.after(why, OutputTransfer.this::collect);
            }
        });
    }

    private void uncollected(ScriptReply.Failure<Collected> failure, String stdout) {
        boolean limited = failure.exit() == ScriptExit.TOO_MANY_FILES || failure.exit() == ScriptExit.TOO_LARGE;
        if (limited) {
            String message = CollectionLimits.message(site.plan(), failure.exit(), collection.excess(stdout));
            setbacks.fail(ScriptProblems.of(failure, message));
        } else {
            setbacks.after(failure, this::collect);
        }
    }

    private void collected(Collected found) {
        setbacks.over();
        if (found.length() > collection.mostBytes()) { // what a pod answers can be anything
            setbacks.fail(new TransferProblem(
                    Verdict.PERMANENT,
                    "FileLimit",
                    "The archive of the outputs has " + Sizes.format(found.length()) + ", which is more than allowed.",
                    ScriptExit.TOO_LARGE.remedy()));
            return;
        }
        collected = found;
        goOn();
    }

    private void goOn() {
        turns.work(() -> draft.arrived(collected.length()), this::read, why -> setbacks.after(why, this::goOn));
    }

    private void read(long offset) {
        turns.tell(new TransferNews.Advanced(offset, collected.length()));
        ArchiveDraft.Part part = draft
        .new Part(turns.files(), offset, collected.length(), arrived -> pulse.moved(arrived, collected.length()));
        Cancellation command =
                scripts.run(new ReadArchive(offset), collected.length() - offset, part, new Reading(part));
        part.broken().whenComplete((nothing, why) -> command.cancel());
    }

    private void arrived(Sha256 inPod) {
        turns.work(draft::digest, here -> compare(here, inPod), why -> setbacks.after(why, this::goOn));
    }

    private void compare(Sha256 here, Sha256 inPod) {
        if (here.equals(inPod)) {
            turns.finish(new TransferNews.Taken(new TakenFiles(collected.files(), collected.length(), here.hex())));
        } else if (++mismatches < MOST_MISMATCHES) {
            turns.work(draft::discard, this::read, why -> setbacks.after(why, this::goOn));
        } else {
            setbacks.fail(new TransferProblem(
                    Verdict.PERMANENT,
                    "OutputsCorrupted",
                    "The outputs have arrived " + MOST_MISMATCHES + " times with a wrong SHA-256.",
                    "Check the disks of the node and of the controller."));
        }
    }

    /** What is left of the archive is being read. */
    private final class Reading implements HelperScripts.Listener<Sha256> {
        private final ArchiveDraft.Part part;

        Reading(ArchiveDraft.Part part) {
            this.part = part;
        }

        @Override
        public void replied(ScriptReply<Sha256> reply, String stdout) {
            whenWritten(() -> ended(reply));
        }

        @Override
        public void failed(KubeFailure why) {
            whenWritten(() -> {
                overIfMoved();
                setbacks.after(why, OutputTransfer.this::goOn);
            });
        }

        /** What cannot be written here is also why the command has failed. */
        private void whenWritten(Runnable step) {
            turns.when(
                    part.settled(),
                    (nothing, never) -> part.problem()
                            .ifPresentOrElse(
                                    problem -> {
                                        overIfMoved();
                                        setbacks.after(problem, OutputTransfer.this::goOn);
                                    },
                                    step));
        }

        private void overIfMoved() {
            if (part.position() > part.begin()) {
                setbacks.over();
            }
        }

        /** Success does not say that all has arrived. */
        private void ended(ScriptReply<Sha256> reply) {
            if (reply instanceof ScriptReply.Answer<Sha256> answer) {
                setbacks.over();
                arrived(answer.value());
            } else if (reply instanceof ScriptReply.Failure<Sha256> failure) {
                if (failure.exit() == ScriptExit.NO_ANSWER && part.missing() > 0) {
                    setbacks.afterLoss(part.missing(), OutputTransfer.this::goOn);
                } else {
                    setbacks.after(
                            failure,
                            failure.exit() == ScriptExit.NOT_COLLECTED
                                    ? OutputTransfer.this::collect
                                    : OutputTransfer.this::goOn);
                }
            }
        }
    }
}
