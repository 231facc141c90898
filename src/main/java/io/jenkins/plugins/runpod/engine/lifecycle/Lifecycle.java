package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnoser;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The state machine of one task. Each call folds one observation into the state and then decides what to do from
 * there; the same calls give the same commands. No I/O, no clock, no thread; one thread at a time.
 *
 * <p>What holds at every step:
 *
 * <ul>
 *   <li>a create is only asked for after the intent is part of {@link #state()}, which the shell saves first;
 *   <li>a deadline never decides: it asks for a look, and what is then seen decides;
 *   <li>a pod that has not been seen to start is only deleted in the very state that was judged;
 *   <li>a pod that needs a Secret is only asked for after its Secret was seen to be there;
 *   <li>the next attempt begins only after the pod of the last one was seen to be gone, and its Secret goes or is gone;
 *   <li>{@code SUCCEEDED} is only ever taken from diagnosis, which saw exit code 0.
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
     * @param state a fresh state or the saved one
     * @param diagnoser the rule table in force
     */
    public Lifecycle(Task task, TaskPolicy policy, Diagnoser diagnoser, TaskState state) {
        this.state = state;
        context = new StageContext(task, policy, known, commands::add);
        intake = new Intake(context, diagnoser);
        decision = new Decision(context);
    }

    /** What is to be saved before the commands of the last step are carried out. */
    public TaskState state() {
        return state;
    }

    /** What the pod's newest state means, or why there is none yet; empty before either is known. */
    public Optional<Diagnosis> diagnosis() {
        return known.look().diagnosis().or(known.attempt()::obstacle);
    }

    /** What else keeps the task from going on. */
    public Obstacles remarks() {
        return known.obstacles();
    }

    /**
     * One step. The commands are to be carried out in order, after {@link #state()} has been saved.
     *
     * @throws IllegalStateException for a fault of the machine; the observation counts, and nothing was decided
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

    /** A step that failed has no commands, so what it wanted to ask was not asked. */
    private void forgetRequests() {
        if (commands.stream().anyMatch(Command.Request.class::isInstance)) {
            known.api().closed();
        }
    }
}
