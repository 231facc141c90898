package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The result of a delete. */
public sealed interface DeleteAnswer {
    /** Calls the handler's method for this answer. */
    void to(Handler handler);

    /** Handles each kind of answer. A kind without a method does not compile. */
    interface Handler {
        void on(Accepted answer);

        void on(NotFound answer);

        void on(Conflict answer);

        void on(Contested answer);

        void on(Throttled answer);

        void on(Unknown answer);
    }

    /** HTTP 200 or 202. */
    record Accepted() implements DeleteAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** HTTP 404, or another pod has the name. */
    record NotFound() implements DeleteAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** HTTP 409 Conflict: the pod is not in the judged state. */
    record Conflict() implements DeleteAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** Another controller holds the lease, so the request was not sent. It can be sent from this time on. */
    record Contested(String why, Instant until) implements DeleteAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** HTTP 429. The request had no effect. It can be sent again. */
    record Throttled(String why, Optional<Duration> retryAfter) implements DeleteAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }

    /** No usable answer. The request may have been executed. */
    record Unknown(String why, Optional<Duration> retryAfter) implements DeleteAnswer {
        @Override
        public void to(Handler handler) {
            handler.on(this);
        }
    }
}
