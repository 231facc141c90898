package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the machine asks of the shell. The shell saves the state first and then carries commands out in order.
 */
public sealed interface Command {
    /** Calls the handler's method for this command. */
    void to(Handler handler);

    /** Takes each kind of command: one that nobody handles does not compile. */
    interface Handler {
        void on(Request request);

        void on(FollowLog command);

        void on(EndLog command);

        void on(Say command);

        void on(Wake command);

        void on(Finish command);

        void on(Settle command);
    }

    /** What is answered by an observation. At most one is under way at a time. */
    sealed interface Request extends Command {
        @Override
        default void to(Command.Handler handler) {
            handler.on(this);
        }

        /** Calls the handler's method for this request. */
        void to(Handler handler);

        /** Takes each kind of request. */
        interface Handler {
            void on(Admit request);

            void on(Create request);

            void on(Look request);

            void on(ReadEvents request);

            void on(Delete request);

            void on(MakeSecret request);

            void on(GiveSecret request);

            void on(DeleteSecret request);
        }
    }

    /** Ask whether the pod may be created now, for a task that has wanted to since a moment. */
    record Admit(Instant arrived) implements Request {
        @Override
        public void to(Request.Handler handler) {
            handler.on(this);
        }
    }

    /** Create the pod of this attempt. */
    record Create(int attempt, String podName) implements Request {
        @Override
        public void to(Request.Handler handler) {
            handler.on(this);
        }
    }

    /** Read the pod; {@code full}: also its events and the first byte of its log. */
    record Look(String podName, boolean full) implements Request {
        static Look plain(String podName) {
            return new Look(podName, false);
        }

        static Look full(String podName) {
            return new Look(podName, true);
        }

        @Override
        public void to(Request.Handler handler) {
            handler.on(this);
        }
    }

    /** Read the events about the pod with this UID, and nothing else. */
    record ReadEvents(String uid) implements Request {
        @Override
        public void to(Request.Handler handler) {
            handler.on(this);
        }
    }

    /** Delete the pod with this UID and, if given, only in the state of this resource version. */
    record Delete(String podName, String uid, Optional<String> resourceVersion, Optional<Duration> grace)
            implements Request {
        @Override
        public void to(Request.Handler handler) {
            handler.on(this);
        }
    }

    /** Make the Secret of this attempt, or find that an earlier create of ours has made it. */
    record MakeSecret(int attempt, String podName) implements Request {
        @Override
        public void to(Request.Handler handler) {
            handler.on(this);
        }
    }

    /** Make the pod the owner of the Secret with this UID. */
    record GiveSecret(String podName, String uid, String podUid) implements Request {
        @Override
        public void to(Request.Handler handler) {
            handler.on(this);
        }
    }

    /** Delete the Secret of this attempt; {@code uid}: only that one, else whichever carries our labels. */
    record DeleteSecret(int attempt, String podName, Optional<String> uid) implements Request {
        @Override
        public void to(Request.Handler handler) {
            handler.on(this);
        }
    }

    /** Begin to follow the log of the result container. */
    record FollowLog(String podName, String uid) implements Command {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The container has ended or the pod is gone: read what is left, then report the log as drained. */
    record EndLog(boolean gone) implements Command {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** Tell the user. */
    record Say(String line) implements Command {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** Come back at this moment if nothing else happens before. Replaces an earlier wish. */
    record Wake(Instant at) implements Command {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** Deliver the result. */
    record Finish(TaskResult result) implements Command {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** Nothing is left to do; the task can be forgotten. */
    record Settle() implements Command {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }
}
