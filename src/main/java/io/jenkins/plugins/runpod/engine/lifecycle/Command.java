package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A command of the machine to the shell, which carries them out in order. Before one with a lasting effect it saves the state.
 */
public sealed interface Command {
    /** Calls the handler's method for this command. */
    void to(Handler handler);

    /** Whether it may have an effect that outlives this process. What a log has received is saved with the log. */
    default boolean hasLastingEffect() {
        return true;
    }

    /** Handles each kind of command. A kind without a method does not compile. */
    interface Handler {
        void on(Request request);

        void on(FollowLog command);

        void on(EndLog command);

        void on(Transfer transfer);

        void on(Say command);

        void on(CreatesFail command);

        void on(CreatesWork command);

        void on(Wake command);

        void on(Finish command);

        void on(Settle command);
    }

    /** A command that an observation answers. At most one is pending at a time. */
    sealed interface Request extends Command {
        @Override
        default void to(Command.Handler handler) {
            handler.on(this);
        }

        /** Calls the handler's method for this request. */
        void to(Handler handler);

        /** Handles each kind of request. */
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

    /**
     * Ask whether the pod may be created now.
     *
     * @param arrived when the task first wanted to
     * @param variant the pod
     * @param open whether its images may still come from elsewhere
     */
    record Admit(Instant arrived, PodVariant variant, boolean open) implements Request {
        @Override
        public void to(Request.Handler handler) {
            handler.on(this);
        }

        @Override
        public boolean hasLastingEffect() {
            return false;
        }
    }

    /** Create the pod of this attempt, as this variant of the task's pod. */
    record Create(int attempt, String podName, PodVariant variant) implements Request {
        @Override
        public void to(Request.Handler handler) {
            handler.on(this);
        }
    }

    /** Read the pod, and as much about it as the scope says. */
    record Look(String podName, Scope scope) implements Request {
        /** How much a look reads. */
        public enum Scope {
            /** The pod alone. */
            POD,
            /** The pod, its events and the first byte of its log. */
            EVERYTHING
        }

        @Override
        public void to(Request.Handler handler) {
            handler.on(this);
        }

        @Override
        public boolean hasLastingEffect() {
            return false;
        }
    }

    /** Read only the events about the pod with this UID. */
    record ReadEvents(String uid) implements Request {
        @Override
        public void to(Request.Handler handler) {
            handler.on(this);
        }

        @Override
        public boolean hasLastingEffect() {
            return false;
        }
    }

    /** Delete the pod with this UID. If a resource version is given, delete only that version of the pod. */
    record Delete(String podName, String uid, Optional<String> resourceVersion, Optional<Duration> grace)
            implements Request {
        @Override
        public void to(Request.Handler handler) {
            handler.on(this);
        }
    }

    /** Create the Secret of this attempt, or adopt it if an earlier create of this task made it. */
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

    /**
     * Delete the Secret of this attempt. If {@code uid} is given, delete only that Secret. Otherwise delete the Secret
     * with this task's labels.
     */
    record DeleteSecret(int attempt, String podName, Optional<String> uid) implements Request {
        @Override
        public void to(Request.Handler handler) {
            handler.on(this);
        }
    }

    /** Start to follow the log of the result container. */
    record FollowLog(String podName, String uid) implements Command {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }

        @Override
        public boolean hasLastingEffect() {
            return false;
        }
    }

    /** The container has ended or the pod is gone. Read the rest of the log, then report it as drained. */
    record EndLog(boolean gone) implements Command {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }

        @Override
        public boolean hasLastingEffect() {
            return false;
        }
    }

    /** A command about the files of the task. {@link Observation.TransferTold} tells what comes of it. */
    sealed interface Transfer extends Command {
        @Override
        default void to(Command.Handler handler) {
            handler.on(this);
        }

        /** Calls the handler's method for this command. */
        void to(Handler handler);

        /** Handles each kind of command. */
        interface Handler {
            void on(SendInputs command);

            void on(TakeOutputs command);

            void on(HandOver command);

            void on(ReleasePod command);

            void on(DropTransfer command);
        }
    }

    /** Deliver the inputs to this pod, which waits for them. */
    record SendInputs(String podName, String uid) implements Transfer {
        @Override
        public void to(Transfer.Handler handler) {
            handler.on(this);
        }
    }

    /** Take the outputs of this pod, whose result container has ended. */
    record TakeOutputs(String podName, String uid) implements Transfer {
        @Override
        public void to(Transfer.Handler handler) {
            handler.on(this);
        }
    }

    /** The outputs of this pod have arrived. Give each output its files. The pod itself may be gone. */
    record HandOver(String podName, String uid, FileProgress.TakenFiles files) implements Transfer {
        @Override
        public void to(Transfer.Handler handler) {
            handler.on(this);
        }
    }

    /** Nothing more is wanted of this pod: its container that waits for that may end. */
    record ReleasePod(String podName, String uid) implements Transfer {
        @Override
        public void to(Transfer.Handler handler) {
            handler.on(this);
        }
    }

    /** Stop the transfer or the hand-over that goes on. */
    record DropTransfer() implements Transfer {
        @Override
        public void to(Transfer.Handler handler) {
            handler.on(this);
        }
    }

    /** Write a status line for the user. */
    record Say(String line) implements Command {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** Tell the admission that the API answers and that the creates of this task fail, in the server's words. */
    record CreatesFail(String why) implements Command {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }

        @Override
        public boolean hasLastingEffect() {
            return false;
        }
    }

    /** Tell the admission that a create was answered. */
    record CreatesWork() implements Command {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }

        @Override
        public boolean hasLastingEffect() {
            return false;
        }
    }

    /** Wake the machine at this time, if nothing else happens before. Replaces an earlier wake-up. */
    record Wake(Instant at) implements Command {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }

        @Override
        public boolean hasLastingEffect() {
            return false;
        }
    }

    /** Deliver the result. */
    record Finish(TaskResult result) implements Command {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The task needs no further work and can be forgotten. */
    record Settle() implements Command {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }
}
