package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The result of a create. */
public sealed interface CreateAnswer {
    /** Calls the handler's method for this answer. */
    void to(Handler handler);

    /** Handles each kind of answer. A kind without a method does not compile. */
    interface Handler {
        void on(Created answer);

        void on(Exists answer);

        void on(Refused answer);

        void on(NotSent answer);

        void on(Contested answer);

        void on(Unknown answer);
    }

    /** HTTP 201. */
    record Created(PodSnapshot pod) implements CreateAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** HTTP 409 AlreadyExists. */
    record Exists() implements CreateAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The server refused the create, and no pod was made. */
    record Refused(int status, String reason, String message, Optional<Duration> retryAfter) implements CreateAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** The request certainly had no effect, and it may have one later: no connection, 401, 409, 429, a webhook that fails. */
    record NotSent(int status, String reason, String why, Optional<Duration> retryAfter) implements CreateAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** Another controller holds the lease, so the request was not sent. It can be sent from this time on. */
    record Contested(String why, Instant until) implements CreateAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** After a timeout, a reset or a 5xx. The request may have been executed, or may still be. */
    record Unknown(int status, String reason, String why, Optional<Duration> retryAfter) implements CreateAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }
}
