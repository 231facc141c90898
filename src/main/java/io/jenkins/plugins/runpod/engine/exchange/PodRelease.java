package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.kube.ExecInput;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.pod.HelperContainers;
import io.jenkins.plugins.runpod.engine.transfer.ConfirmTaken;
import io.jenkins.plugins.runpod.engine.transfer.ScriptReply;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells a pod that its outputs were taken, so that its last container ends. It goes on until that has worked, the pod is gone, or the task
 * needs it no more. It tells only that another controller holds the lease: the machine sees the container end. Confined to its turns.
 */
final class PodRelease implements HelperScripts.Listener<Boolean> {
    private final TransferSite site;
    private final TransferTurns turns;
    private final HelperScripts scripts;
    private final Retries retries;

    PodRelease(TransferSite site, TransferTurns turns, String pod) {
        this.site = site;
        this.turns = turns;
        this.retries = new Retries(pod);
        this.scripts = new HelperScripts(site, turns, pod, HelperContainers.OUTPUT);
    }

    void begin() {
        scripts.run(new ConfirmTaken(), ExecInput.NONE, this);
    }

    @Override
    public void replied(ScriptReply<Boolean> reply, String stdout) {
        if (reply instanceof ScriptReply.Answer<Boolean>) {
            turns.end();
        } else {
            again(Optional.empty());
        }
    }

    @Override
    public void failed(KubeFailure why) {
        if (ScriptProblems.isGone(why)) {
            turns.end();
        } else if (why.isContested()) {
            turns.after(Setbacks.contested(why, site, turns, retries), this::begin);
        } else {
            again(why.retryAfter());
        }
    }

    private void again(Optional<Duration> asked) {
        turns.after(retries.failed(site.clock().instant(), asked), this::begin);
    }
}
