package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.PodEvent;
import io.jenkins.plugins.runpod.engine.diagnosis.PodSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the shell tells the machine. */
public sealed interface Observation {

    /** Time has passed, or the task was started or resumed. */
    record Woken() implements Observation {}

    /** The watch showed the pod of the current attempt's name. */
    record PodSeen(PodSnapshot pod) implements Observation {}

    /** The watch showed that the pod is gone; with its last state. */
    record PodDeleted(PodSnapshot last) implements Observation {}

    /** The watch is in sync and knows no pod of that name, or knows it no more without having seen its end. */
    record PodMissing() implements Observation {}

    /** The watch gets no usable answer; again and again while that lasts. */
    record WatchTroubled(String why) implements Observation {}

    /** The watch works. */
    record WatchWorks() implements Observation {}

    /** The answer to {@link Command.Create} for the pod of this name. */
    record CreateAnswered(String podName, CreateAnswer answer) implements Observation {}

    /** The answer to {@link Command.Look}: what the API server said, read after the command was given. */
    record Looked(String podName, Optional<PodSnapshot> pod, List<PodEvent> events, boolean logAnswered, boolean full)
            implements Observation {
        public Looked {
            events = List.copyOf(events);
        }
    }

    /** A {@link Command.Look} or a request of another kind had no usable answer. */
    record CallFailed(String why, Optional<Duration> retryAfter) implements Observation {}

    /** Something that would only have added to a look may not be read, in the server's words. */
    record Forbidden(String why) implements Observation {}

    /** The answer to {@link Command.Delete} for the pod of this UID. */
    record DeleteAnswered(String uid, DeleteAnswer answer) implements Observation {}

    /** The answer to a request about the Secret that goes with the pod of this name. */
    record SecretAnswered(String podName, SecretAnswer answer) implements Observation {}

    /** The log of the result container answered: the container ran. */
    record LogAnswered() implements Observation {}

    /** All that can be had of the log has been written. */
    record LogDrained() implements Observation {}

    /** The user wants the task to stop. */
    record CancelRequested(String why) implements Observation {}

    /** What became of a create. */
    sealed interface CreateAnswer {
        /** 201. */
        record Created(PodSnapshot pod) implements CreateAnswer {}

        /** 409 AlreadyExists. */
        record Exists() implements CreateAnswer {}

        /** The server refused; no pod was made. */
        record Refused(int status, String reason, String message, Optional<Duration> retryAfter)
                implements CreateAnswer {}

        /** The request was certainly not executed: no connection, 401, held back on our side until a moment. */
        record NotSent(String why, Optional<Instant> until) implements CreateAnswer {}

        /** Timeout, reset, 5xx: it may have been executed, or may be yet. */
        record Unknown(String why) implements CreateAnswer {}
    }

    /** What became of a delete. */
    sealed interface DeleteAnswer {
        /** 200 or 202. */
        record Accepted() implements DeleteAnswer {}

        /** 404, or another pod carries the name. */
        record NotFound() implements DeleteAnswer {}

        /** 409 Conflict: the pod is not in the state that was judged. */
        record Conflict() implements DeleteAnswer {}

        /** No usable answer: it may have been executed. */
        record Unknown(String why, Optional<Duration> retryAfter) implements DeleteAnswer {}
    }
}
