package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The result of a request about an attempt's Secret. */
public sealed interface SecretAnswer {
    /** Calls the handler's method for this answer. */
    void to(Handler handler);

    /** Handles each kind of answer. A kind without a method does not compile. */
    interface Handler {
        void on(Made answer);

        void on(Taken answer);

        void on(Unreadable answer);

        void on(Unread answer);

        void on(Refused answer);

        void on(NotSent answer);

        void on(Contested answer);

        void on(Unknown answer);

        void on(Given answer);

        void on(Lost answer);

        void on(NotGiven answer);

        void on(Deleted answer);

        void on(NotDeleted answer);
    }

    /** Whether a request that failed can succeed later. */
    enum Outlook {
        /** It is worth another try. */
        RETRY,
        /** The server refuses it. That counts once it has lasted. */
        FORBIDDEN
    }

    /** The Secret exists with its data. This create or an earlier one of this task made it. */
    record Made(String uid) implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** A Secret of another owner has the name. */
    record Taken() implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The values are unavailable. With a sentence for the user. */
    record Unreadable(String why) implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The values cannot be read at present. With a sentence for the user. */
    record Unread(String why) implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The server refused the create, and no Secret was made. */
    record Refused(int status, String reason, String message, Optional<Duration> retryAfter) implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /**
     * No Secret was made this time, for a reason unrelated to it: no connection, 401, 429 or a webhook that fails.
     */
    record NotSent(String why, Optional<Duration> retryAfter) implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** Another controller holds the lease, so the request was not sent. It can be sent from this time on. Nothing has changed. */
    record Contested(String why, Instant until) implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** After a timeout, a reset or a 5xx. The Secret may have been made, or may still be. */
    record Unknown(String why) implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The pod owns the Secret. */
    record Given() implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** No Secret of this task exists, so none was given to the pod. */
    record Lost() implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** As far as is known, the pod does not own the Secret. */
    record NotGiven(String why, Optional<Duration> retryAfter, Outlook outlook) implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** No Secret of this task has the name. */
    record Deleted() implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** As far as is known, the Secret still exists. */
    record NotDeleted(String why, Optional<Duration> retryAfter, Outlook outlook) implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }
}
