package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Absent;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Running;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Terminated;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Waiting;
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
        return container(container).filter(c -> c.state() instanceof Running).isPresent();
    }

    private Optional<ContainerSnapshot> container(String name) {
        return context.known.look().pod().flatMap(pod -> pod.container(name));
    }

    /** Delivers the inputs if the pod waits for them. */
    void send() {
        if (areAwaited() && files().undeliverable() == null && !transfer().isMoving()) {
            begin(new Command.SendInputs(
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

    /** Takes the outputs out of the pod, once the container that has them runs. */
    void take() {
        if (!transfer().isMoving() && !isStarting()) {
            begin(new Command.TakeOutputs(
                    context.attempt().podName(), context.attempt().uid()));
        }
    }

    /** What has arrived stays. So a transfer that begins again has the whole budget, however long this process was away. */
    private void begin(Command command) {
        transfer().begun();
        renew();
        context.commands.accept(command);
    }

    private void renew() {
        context.state = context.state.with(context.state.ledger().renewed(Budget.TRANSFER, context.now));
    }

    /** Why the pod has no outputs any more, or never will have. */
    Optional<TransferProblem> unobtainable() {
        Optional<ContainerSnapshot> output = container(HelperContainers.OUTPUT);
        if (context.attempt().gone()) {
            return Optional.of(FileMessages.outputsGone());
        } else if (output.isPresent() && output.get().state() instanceof Terminated end) {
            return Optional.of(FileMessages.outputsEnded(end));
        } else if (context.over()) {
            return Optional.of(FileMessages.outputsGone());
        }
        return starting().filter(why -> why.verdict() == Verdict.PERMANENT).map(FileMessages::outputsUnstartable);
    }

    /** The image of the container that has the outputs may still be pulled when the result container has ended. */
    private boolean isStarting() {
        return container(HelperContainers.OUTPUT)
                .filter(c -> c.state() instanceof Waiting || c.state() instanceof Absent)
                .isPresent();
    }

    private Optional<Diagnosis> starting() {
        Optional<Diagnosis> why =
                Diagnosis.ofPending(HelperContainers.OUTPUT, context.attempt().memory());
        return isStarting()
                ? why.or(() -> Optional.of(Diagnosis.waiting(Cause.CONTAINER_CREATING, "")))
                : Optional.empty();
    }

    /** Gives each output the files that have arrived. The pod is no longer needed for that. */
    void handOver() {
        release();
        if (!transfer().isMoving()) {
            begin(new Command.HandOver(
                    context.attempt().podName(), context.attempt().uid(), files().taken()));
        }
    }

    /** The pod's container that waits until its outputs are taken may end. It has the whole budget for that, also after a restart. */
    void release() {
        if (!transfer().isReleased() && !context.attempt().gone() && isRunning(HelperContainers.OUTPUT)) {
            transfer().released();
            renew();
            context.commands.accept(new Command.ReleasePod(
                    context.attempt().podName(), context.attempt().uid()));
        }
    }

    /** Whether no container of the pod waits until the outputs are taken. Only the pod tells, and it may not be seen yet. */
    boolean isPodFree() {
        return !context.task.hasOutputs()
                || context.over()
                || container(HelperContainers.OUTPUT)
                        .filter(output -> output.state() instanceof Terminated)
                        .isPresent();
    }

    /** Says why the transfer was interrupted, once the pod was looked at. If its container has ended, the pod itself tells more. */
    void tellInterruption() {
        boolean collecting = context.state.stage() == Stage.COLLECT;
        if (collecting || areAwaited()) {
            transfer()
                    .tellsInterruption()
                    .ifPresent(why -> context.say(
                            files().taken() == null
                                    ? FileMessages.transferInterrupted(collecting, why)
                                    : FileMessages.handOverFails(why)));
        }
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
        boolean collecting = context.state.stage() == Stage.COLLECT;
        if (transfer().isQueued()) {
            return Diagnosis.waiting(Cause.WAITING_FOR_TRANSFER, "");
        } else if (!collecting) {
            return Diagnosis.waiting(Cause.SENDING_FILES, "");
        }
        return (files().taken() == null ? starting() : Optional.<Diagnosis>empty())
                .orElseGet(() -> Diagnosis.waiting(Cause.COLLECTING_FILES, ""));
    }

    /**
     * A place in a queue costs nothing, nor do another controller's lease, an API that does not answer, and the hand-over. A watch alone can
     * be forbidden for ever.
     */
    Budget budget() {
        if (files().taken() != null && context.state.stage() == Stage.COLLECT) {
            return Budget.NONE;
        } else if (context.state.stage() == Stage.COLLECT && isStarting()) {
            return budgetOfStart();
        }
        boolean answers = context.known.api().requestsFailSince().isEmpty();
        return answers && !transfer().isHeld(context.now) ? Budget.TRANSFER : Budget.NONE;
    }

    private Budget budgetOfStart() {
        return switch (starting().orElseThrow().verdict()) {
            case RATE_LIMITED -> Budget.RATE_LIMIT;
            case AMBIGUOUS -> Budget.GRACE;
            default -> Budget.START;
        };
    }

    /** Whether the running budget is used up, and the pod has been looked at since. */
    boolean isStuck() {
        Optional<Instant> expiry = context.expiry();
        if (expiry.isEmpty()) {
            Optional.of(transfer().contestedUntil())
                    .filter(context.now::isBefore)
                    .ifPresent(context::wakeAt);
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

    /** Why that loses the outputs. */
    TransferProblem stuck() {
        Budget budget = context.state.ledger().running();
        return budget == Budget.TRANSFER
                ? FileMessages.outputsStuck(transfer(), context.policy)
                : FileMessages.outputsNotStarted(budget, waitedFor(), context.policy);
    }

    /** How the attempt ends whose inputs have not arrived in time. */
    Ending inputsStuck() {
        return FileMessages.inputsStuck(transfer(), context.policy);
    }
}
