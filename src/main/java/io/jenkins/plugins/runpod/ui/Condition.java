package io.jenkins.plugins.runpod.ui;

import com.fasterxml.jackson.annotation.JsonValue;
import io.jenkins.plugins.runpod.engine.TaskView;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import java.util.Locale;

/** The state of a task in one word, as pages colour, filter and sort by it. What needs attention comes first. */
enum Condition {
    FAILED,
    UNKNOWN,
    RETRYING,
    LIMITED,
    WAITING,
    ENDING,
    RUNNING,
    CANCELLED,
    SUCCEEDED;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word in lower case. Style sheets and addresses of pages contain it. */
    @JsonValue
    String word() {
        return word;
    }

    /** The condition of a running task. */
    static Condition of(TaskView view) {
        if (view.state().result() != null) {
            return of(view.state().result().verdict());
        }
        Stage stage = view.state().stage();
        if (stage != Stage.FOLLOW && stage != Stage.CREATE) {
            return ENDING;
        }
        return view.diagnosis().map(Diagnosis::verdict).map(Condition::of).orElse(WAITING);
    }

    /** The condition that a verdict means. */
    static Condition of(Verdict verdict) {
        return switch (verdict) {
            case WAITING -> WAITING;
            case RATE_LIMITED -> LIMITED;
            case TRANSIENT, AMBIGUOUS -> RETRYING;
            case RUNNING -> RUNNING;
            case SUCCEEDED -> SUCCEEDED;
            case PERMANENT, TASK_FAILED, NEVER_STARTED -> FAILED;
            case OUTCOME_UNKNOWN -> UNKNOWN;
            case CANCELLED -> CANCELLED;
        };
    }
}
