package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.admission.Admission;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.lifecycle.Obstacles;
import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferView;
import java.util.Optional;

/**
 * The state of a running task at one moment, for pages and messages. Immutable.
 *
 * @param diagnosis the meaning of the pod's newest state, or the reason why there is no pod yet. Empty if neither is
 *     known
 * @param obstacles what else delays the task
 * @param transfer the transfer of files that goes on, if any
 */
public record TaskView(
        TaskState state, Optional<Diagnosis> diagnosis, Obstacles obstacles, Optional<TransferView> transfer) {
    /** This view with the present position in a queue. */
    TaskView heldBy(Optional<Admission.Hold> hold) {
        return state.stage() == Stage.CREATE && hold.isPresent()
                ? new TaskView(
                        state,
                        hold.map(present -> Diagnosis.waiting(present.cause(), present.why())),
                        obstacles,
                        transfer)
                : this;
    }
}
