package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.admission.Admission;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.lifecycle.Obstacles;
import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import java.util.Optional;

/**
 * What can be told of a running task at a moment.
 *
 * @param diagnosis what its pod's newest state means, or why there is no pod yet; empty before either is known
 * @param remarks what else keeps it from going on
 */
public record TaskView(TaskState state, Optional<Diagnosis> diagnosis, Obstacles remarks) {
    /** The same with the present place in a queue. */
    TaskView heldBy(Optional<Admission.Hold> hold) {
        return state.stage() == Stage.CREATE && hold.isPresent()
                ? new TaskView(state, hold.map(present -> Diagnosis.waiting(present.cause(), present.why())), remarks)
                : this;
    }
}
