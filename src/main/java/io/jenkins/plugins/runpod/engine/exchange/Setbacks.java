package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.file.IoReason;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferNews;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferProblem;
import io.jenkins.plugins.runpod.engine.text.Excerpt;
import io.jenkins.plugins.runpod.engine.time.Doubt;
import io.jenkins.plugins.runpod.engine.transfer.ScriptExit;
import io.jenkins.plugins.runpod.engine.transfer.ScriptReply;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What follows when something of a transfer fails: it is told, and tried again after a pause, or the transfer ends. The machine decides
 * when it has failed for too long. Confined to the turns of one transfer.
 */
final class Setbacks {
    /** A script can be killed with its container, which the machine sees. Only a script that is killed again and again needs memory. */
    private static final int MOST_KILLED = 3;

    private static final int LONGEST_REASON = 500;

    private final TransferSite site;
    private final TransferTurns turns;
    private final Retries retries;
    private final Doubt doubt = new Doubt();
    private int killed;

    Setbacks(TransferSite site, TransferTurns turns, String pod) {
        this.site = site;
        this.turns = turns;
        this.retries = new Retries(pod);
    }

    /** Something has arrived. */
    void over() {
        retries.worked();
        killed = 0;
        doubt.clear();
    }

    /** Not all requests are refused. */
    void answered() {
        doubt.clear();
    }

    /** A request failed. */
    void after(KubeFailure why, Runnable again) {
        Optional<TransferProblem> problem = ScriptProblems.of(why, site.namespace());
        if (problem.isPresent() && doubt.refused(site.clock().instant())) {
            fail(problem.get());
        } else if (ScriptProblems.isGone(why)) {
            quietly(again);
        } else if (why.isContested()) {
            turns.after(contested(why, site, turns, retries), again);
        } else {
            if (problem.isEmpty()) {
                doubt.clear();
            }
            interrupted(why.getMessage(), why.retryAfter(), again);
        }
    }

    /** Tells that another controller holds the lease. Returns for how long nothing is asked for. */
    static Duration contested(KubeFailure why, TransferSite site, TransferTurns turns, Retries retries) {
        Instant now = site.clock().instant();
        Duration pause = retries.failed(now, why.retryAfter());
        turns.tell(new TransferNews.Contested(why.getMessage(), now.plus(pause)));
        return pause;
    }

    /** A script failed. */
    void after(ScriptReply.Failure<?> why, Runnable again) {
        boolean mayPass = why.exit().mayPass() || (why.exit() == ScriptExit.KILLED && ++killed < MOST_KILLED);
        if (mayPass) {
            interrupted(why.message(), Optional.empty(), again);
        } else {
            fail(ScriptProblems.of(why));
        }
    }

    /** Fewer bytes arrived than the pod had, although nothing has failed. */
    void afterLoss(long bytes, Runnable again) {
        interrupted(
                "The controller has received too few bytes: " + bytes + " were lost on the way",
                Optional.empty(),
                again);
    }

    /** The files on this side cannot be read or written. */
    void after(IOException why, Runnable again) {
        interrupted("The controller cannot read or write its files: " + words(why, site), Optional.empty(), again);
    }

    /** It can name files of the pod, and is masked before it is cut. */
    static String words(IOException why, TransferSite site) {
        return Excerpt.line(site.mask().apply(String.valueOf(IoReason.of(why))), LONGEST_REASON, "");
    }

    private void interrupted(String why, Optional<Duration> asked, Runnable again) {
        Duration pause = retries.failed(site.clock().instant(), asked);
        turns.tell(new TransferNews.Interrupted(why));
        turns.after(pause, again);
    }

    /** What is told would be wrong or too early, because the machine looks at the pod. */
    void quietly(Runnable again) {
        turns.after(retries.failed(site.clock().instant(), Optional.empty()), again);
    }

    void fail(TransferProblem why) {
        turns.finish(new TransferNews.Failed(why));
    }
}
