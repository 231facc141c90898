package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the shell tells the machine. */
public sealed interface Observation {
    /** The pod's state that it shows, if it does. */
    default Optional<PodSnapshot> shows() {
        return Optional.empty();
    }

    /** Time has passed, or the task was started or resumed. */
    record Woken() implements Observation {}

    /** The watch showed the pod of the current attempt's name. */
    record PodSeen(PodSnapshot pod) implements Observation {
        @Override
        public Optional<PodSnapshot> shows() {
            return Optional.of(pod);
        }
    }

    /** The watch showed that the pod is gone; with its last state. */
    record PodDeleted(PodSnapshot last) implements Observation {
        @Override
        public Optional<PodSnapshot> shows() {
            return Optional.of(last);
        }
    }

    /** The watch is in sync and knows no pod of that name, or knows it no more without having seen its end. */
    record PodMissing() implements Observation {}

    /** The watch gets no usable answer; again and again while that lasts. */
    record WatchTroubled(String why) implements Observation {}

    /** The watch works. */
    record WatchWorks() implements Observation {}

    /** The answer to {@link Command.Admit}: now. */
    record Admitted() implements Observation {}

    /** The answer to {@link Command.Admit}: not before this moment, or before a {@link TurnCame}. */
    record Held(Diagnosis why, Instant until) implements Observation {}

    /** Who was held may ask again. */
    record TurnCame() implements Observation {}

    /** The answer to {@link Command.Create} for the pod of this name. */
    record CreateAnswered(String podName, CreateAnswer answer) implements Observation {}

    /** The answer to {@link Command.Look}: what the API server said, read after the command was given. */
    record Looked(String podName, Optional<PodSnapshot> pod, List<PodEvent> events, boolean logAnswered, boolean full)
            implements Observation {
        public Looked {
            events = List.copyOf(events);
        }

        @Override
        public Optional<PodSnapshot> shows() {
            return pod;
        }
    }

    /** The answer to {@link Command.ReadEvents} about the pod with this UID. */
    record EventsRead(String uid, List<PodEvent> events) implements Observation {
        public EventsRead {
            events = List.copyOf(events);
        }
    }

    /** There is none to a {@link Command.ReadEvents}. That says little: events are often kept apart, and are read again. */
    record EventsUnread() implements Observation {}

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

        /** The request was certainly not executed: no connection, 401. */
        record NotSent(String why) implements CreateAnswer {}

        /** Held back on our side until a moment. */
        record HeldBack(String why, Instant until) implements CreateAnswer {}

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

        /** Held back on our side until a moment. */
        record HeldBack(String why, Instant until) implements DeleteAnswer {}

        /** No usable answer: it may have been executed. */
        record Unknown(String why, Optional<Duration> retryAfter) implements DeleteAnswer {}
    }
}
