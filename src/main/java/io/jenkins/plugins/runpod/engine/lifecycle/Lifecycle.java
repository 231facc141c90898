package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnoser;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The state machine of one task. Each call adds one observation to the state and then decides what to do. The same
 * calls give the same commands. It has no I/O, no clock and no thread. Used by one thread at a time.
 *
 * <p>These properties hold at every step:
 *
 * <ul>
 * <li>It requests a create only after the intent is part of {@link #state()}, which the shell saves first.
 * <li>A deadline never decides. It causes a read of the pod, and the state of the pod decides.
 * <li>It deletes a pod that was not seen to start only in the state that it judged.
 * <li>It requests a pod with a Secret only after the Secret was seen to exist.
 * <li>It starts the next attempt only when the last pod is gone, and its Secret is gone or belongs to that pod.
 * <li>{@code SUCCEEDED} comes only from diagnosis, which saw exit code 0.
 * </ul>
 */
public final class Lifecycle {
    private final List<Command> commands = new ArrayList<>();
    private final Knowledge known = new Knowledge(commands::add);
    private final StageContext context;
    private final Intake intake;
    private final Decision decision;
    private TaskState state;

    /**
     * @param state a new state or the saved state
     * @param diagnoser the rules for diagnoses
     */
    public Lifecycle(Task task, TaskPolicy policy, Diagnoser diagnoser, TaskState state) {
        this.state = state;
        context = new StageContext(task, policy, known, commands::add);
        intake = new Intake(context, diagnoser);
        decision = new Decision(context);
    }

    /** The state to save before a command of the last step that has a lasting effect. */
    public TaskState state() {
        return state;
    }

    /** The diagnosis of the pod's newest state, or the reason why there is no pod yet. Empty if neither is known. */
    public Optional<Diagnosis> diagnosis() {
        return known.look().diagnosis().or(known.attempt()::obstacle);
    }

    /** The transfer that goes on, if any. */
    public Optional<TransferView> transfer() {
        return known.attempt().transfer().view(state.stage() != Stage.COLLECT);
    }

    /** What else delays the task. */
    public Obstacles obstacles() {
        return known.obstacles();
    }

    /**
     * Runs one step. Carry out its commands in order, and save {@link #state()} before the first that has a lasting effect.
     *
     * @throws IllegalStateException for a fault of the machine, which kept the observation and decided nothing
     */
    public List<Command> next(Observation observation, Instant now) {
        commands.clear();
        try {
            context.begin(state, now);
            intake.fold(observation);
            state = context.state;
            decision.decide();
            state = context.state;
            return List.copyOf(commands);
        } catch (RuntimeException e) {
            forgetRequests();
            throw e;
        }
    }

    /** A failed step returns no commands, so its requests are not pending. */
    private void forgetRequests() {
        if (commands.stream().anyMatch(Command.Request.class::isInstance)) {
            known.api().closed();
        }
    }
}
