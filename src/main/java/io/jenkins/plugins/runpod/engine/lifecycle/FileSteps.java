package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Running;
import io.jenkins.plugins.runpod.engine.pod.HelperContainers;
import java.time.Instant;
import java.util.Optional;

/**
 * The files of an attempt: delivered while its first init container waits for them, and taken after its log was read. What
 * the pod shows decides, so each step can be done again after a crash. Confined to one {@link Decision}.
 */
final class FileSteps {
    private final StageContext context;

    FileSteps(StageContext context) {
        this.context = context;
    }

    private FileProgress files() {
        return context.attempt().fileProgress();
    }

    private TransferProgress transfer() {
        return context.known.attempt().transfer();
    }

    /** Whether the pod waits for its inputs. */
    boolean areAwaited() {
        return context.task.hasInputs()
                && !files().delivered()
                && !context.attempt().gone()
                && isRunning(HelperContainers.INPUT);
    }

    private boolean isRunning(String container) {
        Optional<ContainerSnapshot> helper = context.known.look().pod().flatMap(pod -> pod.container(container));
        return helper.filter(c -> c.state() instanceof Running).isPresent();
    }

    /** Delivers the inputs if the pod waits for them. */
    void send() {
        if (areAwaited() && files().undeliverable() == null && !transfer().isMoving()) {
            transfer().begun();
            context.commands.accept(new Command.SendInputs(
                    context.attempt().podName(), context.attempt().uid()));
        }
    }

    /** Why the inputs that the pod waits for cannot be delivered. */
    Optional<TransferProblem> undeliverable() {
        return areAwaited() ? Optional.ofNullable(files().undeliverable()) : Optional.empty();
    }

    /** Whether the outputs of this attempt are still to be taken or handed over. */
    boolean isLeft() {
        return context.task.hasOutputs() && context.ran() && !files().handedOver();
    }

    /** Takes the outputs out of the pod. */
    void take() {
        if (!transfer().isMoving()) {
            transfer().begun();
            context.commands.accept(new Command.TakeOutputs(
                    context.attempt().podName(), context.attempt().uid()));
        }
    }

    /** Gives each output the files that have arrived. The pod is no longer needed for that. */
    void handOver() {
        release();
        if (!transfer().isMoving()) {
            transfer().begun();
            context.commands.accept(new Command.HandOver(
                    context.attempt().podName(), context.attempt().uid(), files().taken()));
        }
    }

    /** The pod's container that waits until its outputs are taken may end. */
    void release() {
        if (!transfer().isReleased() && !context.attempt().gone() && isRunning(HelperContainers.OUTPUT)) {
            transfer().released();
            context.commands.accept(new Command.ReleasePod(
                    context.attempt().podName(), context.attempt().uid()));
        }
    }

    /** Whether no container of the pod waits until the outputs are taken. Only the pod tells, and it may not be seen yet. */
    boolean isPodFree() {
        return !context.task.hasOutputs()
                || context.over()
                || context.known
                        .look()
                        .pod()
                        .flatMap(pod -> pod.container(HelperContainers.OUTPUT))
                        .filter(output -> output.state() instanceof ContainerState.Terminated)
                        .isPresent();
    }

    /** What goes on and is no longer wanted is stopped. */
    void dropUnwanted() {
        boolean wanted =
                (context.state.stage() == Stage.FOLLOW && areAwaited()) || context.state.stage() == Stage.COLLECT;
        if (transfer().isMoving() && !wanted) {
            transfer().ended();
            context.commands.accept(new Command.DropTransfer());
        }
    }

    /** What is waited for while files are moved. */
    Diagnosis waitedFor() {
        Cause cause = transfer().isQueued()
                ? Cause.WAITING_FOR_TRANSFER
                : context.state.stage() == Stage.COLLECT ? Cause.COLLECTING_FILES : Cause.SENDING_FILES;
        return Diagnosis.waiting(cause, "");
    }

    /** A place in a queue costs nothing, nor does an API that does not answer. */
    Budget budget() {
        boolean answers = context.known.api().failsSince().isEmpty();
        return answers && !transfer().isQueued() ? Budget.TRANSFER : Budget.NONE;
    }

    /** Whether nothing has arrived for too long, and the pod has been looked at since. */
    boolean isStuck() {
        Optional<Instant> expiry = context.expiry();
        if (context.state.ledger().running() != Budget.TRANSFER || expiry.isEmpty()) {
            return false;
        } else if (context.now.isBefore(expiry.get())) {
            context.wakeAt(expiry.get());
            return false;
        } else if (context.known.look().sawAllSince(expiry.get())) {
            return true;
        }
        context.look();
        return false;
    }
}
