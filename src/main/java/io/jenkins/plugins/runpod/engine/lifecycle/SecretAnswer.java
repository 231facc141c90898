package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What became of a request about an attempt's Secret. */
public sealed interface SecretAnswer {
    /** The Secret is there with what it is to hold: it was made, or an earlier create of ours had made it. */
    record Made(String uid) implements SecretAnswer {}

    /** Somebody else's Secret has the name. */
    record Taken() implements SecretAnswer {}

    /** What it is to hold cannot be had; a sentence for the user. */
    record Unreadable(String why) implements SecretAnswer {}

    /** The server refused; no Secret was made. */
    record Refused(int status, String reason, String message, Optional<Duration> retryAfter) implements SecretAnswer {}

    /** No Secret was made this time: no connection, 401, credentials that do not answer. */
    record NotSent(String why) implements SecretAnswer {}

    /** The request was held back on our side; why, and when to ask again. Nothing has changed. */
    record HeldBack(String why, Instant until) implements SecretAnswer {}

    /** Timeout, reset, 5xx: it may have been made, or may be yet. */
    record Unknown(String why) implements SecretAnswer {}

    /** The pod owns it. */
    record Given() implements SecretAnswer {}

    /** There was nothing of ours to give to the pod. */
    record Lost() implements SecretAnswer {}

    /** The pod does not own it, as far as is known. {@code forbidden}: and never will. */
    record NotGiven(String why, Optional<Duration> retryAfter, boolean forbidden) implements SecretAnswer {}

    /** Nothing of ours has the name. */
    record Deleted() implements SecretAnswer {}

    /** It is still there, as far as is known. {@code forbidden}: and stays. */
    record NotDeleted(String why, Optional<Duration> retryAfter, boolean forbidden) implements SecretAnswer {}
}
