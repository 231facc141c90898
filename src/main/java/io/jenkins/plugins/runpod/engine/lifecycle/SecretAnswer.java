package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What became of a request about an attempt's Secret. */
public sealed interface SecretAnswer {
    /** Calls the handler's method for this answer. */
    void to(Handler handler);

    /** Takes each kind of answer: one that nobody handles does not compile. */
    interface Handler {
        void on(Made answer);

        void on(Taken answer);

        void on(Unreadable answer);

        void on(Refused answer);

        void on(NotSent answer);

        void on(HeldBack answer);

        void on(Unknown answer);

        void on(Given answer);

        void on(Lost answer);

        void on(NotGiven answer);

        void on(Deleted answer);

        void on(NotDeleted answer);
    }

    /** The Secret is there with what it is to hold: it was made, or an earlier create of ours had made it. */
    record Made(String uid) implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** Somebody else's Secret has the name. */
    record Taken() implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** What it is to hold cannot be had; a sentence for the user. */
    record Unreadable(String why) implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The server refused; no Secret was made. */
    record Refused(int status, String reason, String message, Optional<Duration> retryAfter) implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** No Secret was made this time, for a reason that says nothing about it: no connection, 401, 429, credentials that do not answer. */
    record NotSent(String why, Optional<Duration> retryAfter) implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The request was held back on our side; why, and when to ask again. Nothing has changed. */
    record HeldBack(String why, Instant until) implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** Timeout, reset, 5xx: it may have been made, or may be yet. */
    record Unknown(String why) implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The pod owns it. */
    record Given() implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** There was nothing of ours to give to the pod. */
    record Lost() implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The pod does not own it, as far as is known. {@code forbidden}: and never will. */
    record NotGiven(String why, Optional<Duration> retryAfter, boolean forbidden) implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** Nothing of ours has the name. */
    record Deleted() implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** It is still there, as far as is known. {@code forbidden}: and stays. */
    record NotDeleted(String why, Optional<Duration> retryAfter, boolean forbidden) implements SecretAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }
}
