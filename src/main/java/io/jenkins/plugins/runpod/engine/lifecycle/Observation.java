package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An observation of the shell for the machine. */
public sealed interface Observation {
    /** The state of the pod that it shows, if any. */
    default Optional<PodSnapshot> shows() {
        return Optional.empty();
    }

    /** Calls the handler's method for this observation. */
    void to(Handler handler);

    /** Handles each kind of observation. A kind without a method does not compile. */
    interface Handler {
        void on(Woken observed);

        void on(PodSeen observed);

        void on(PodDeleted observed);

        void on(PodMissing observed);

        void on(WatchFailed observed);

        void on(WatchWorks observed);

        void on(Admitted observed);

        void on(MirrorAdvised observation);

        void on(Held observed);

        void on(AskAgain observed);

        void on(CreateAnswered observed);

        void on(Looked observed);

        void on(EventsRead observed);

        void on(EventsUnread observed);

        void on(CallFailed observed);

        void on(Forbidden observed);

        void on(DeleteAnswered observed);

        void on(SecretAnswered observed);

        void on(LogAnswered observed);

        void on(LogDrained observed);

        void on(TransferTold observed);

        void on(CancelRequested observed);
    }

    /** Time has passed, or the task was started or resumed. */
    record Woken() implements Observation {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The watch showed the pod of the current attempt's name. */
    record PodSeen(PodSnapshot pod) implements Observation {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }

        @Override
        public Optional<PodSnapshot> shows() {
            return Optional.of(pod);
        }
    }

    /** The watch showed that the pod is gone, with its last state. */
    record PodDeleted(PodSnapshot last) implements Observation {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }

        @Override
        public Optional<PodSnapshot> shows() {
            return Optional.of(last);
        }
    }

    /** The watch is in sync and shows no pod of that name. It may have missed the pod's end. */
    record PodMissing() implements Observation {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The watch gets no usable answer. Repeated while that lasts. */
    record WatchFailed(String why) implements Observation {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The watch works. */
    record WatchWorks() implements Observation {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The answer to {@link Command.Admit}: the pod may be created now. */
    record Admitted() implements Observation {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The answer to {@link Command.Admit}: ask again at {@code until}, or after a {@link AskAgain}. */
    record Held(Diagnosis why, Instant until) implements Observation {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The answer to {@link Command.Admit}: the pod may be created sooner if its images come from a mirror. Ask again. */
    record MirrorAdvised(String why) implements Observation {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** A task that was held may ask again. */
    record AskAgain() implements Observation {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The answer to {@link Command.Create} for the pod of this name. */
    record CreateAnswered(String podName, CreateAnswer answer) implements Observation {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /**
     * The answer to {@link Command.Look}, read after the command was given.
     *
     * @param details what was read besides the pod, if everything was to be read
     */
    record Looked(String podName, Optional<PodSnapshot> pod, Optional<Details> details) implements Observation {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }

        @Override
        public Optional<PodSnapshot> shows() {
            return pod;
        }
    }

    /**
     * What is read about a pod besides the pod itself.
     *
     * @param logAnswered whether the result container's log could be read, which proves that the container ran
     */
    record Details(List<PodEvent> events, boolean logAnswered) {
        /** No events, and no answer of the log. */
        public static final Details NONE = new Details(List.of(), false);

        public Details {
            events = List.copyOf(events);
        }
    }

    /** The answer to {@link Command.ReadEvents} about the pod with this UID. */
    record EventsRead(String uid, List<PodEvent> events) implements Observation {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }

        public EventsRead {
            events = List.copyOf(events);
        }
    }

    /**
     * A {@link Command.ReadEvents} had no usable answer. Events are often stored separately, so this shows nothing
     * about the API. The events are read again.
     */
    record EventsUnread() implements Observation {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** A {@link Command.Look} or a request of another kind had no usable answer. */
    record CallFailed(String why, Optional<Duration> retryAfter) implements Observation {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The server forbids reading details of the pod that a look can do without. With the server's words. */
    record Forbidden(String why) implements Observation {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The answer to {@link Command.Delete} for the pod of this UID. */
    record DeleteAnswered(String uid, DeleteAnswer answer) implements Observation {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The answer to a request about the Secret that goes with the pod of this name. */
    record SecretAnswered(String podName, SecretAnswer answer) implements Observation {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The log of the result container answered: the container ran. */
    record LogAnswered() implements Observation {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** All readable lines of the log were written. */
    record LogDrained() implements Observation {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** News of the transfer of the files of the pod with this UID. */
    record TransferTold(String uid, TransferNews news) implements Observation {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The user wants the task to stop. */
    record CancelRequested(String why) implements Observation {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }
}
