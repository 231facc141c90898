package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What this process knows of a task beyond the saved state, as three objects by lifetime: the conversation with the API
 * lasts as long as the {@link Lifecycle}, a {@link KnownAttempt} as long as its attempt, and a {@link LastLook} as long as
 * its pod. Nothing is reset: what is over is replaced. Mutable, confined to one {@link Lifecycle}.
 */
final class Knowledge {
    private final ApiConversation api = new ApiConversation();
    private final FailedChanges changes = new FailedChanges();
    private final Consumer<Command> commands;
    private KnownAttempt attempt = new KnownAttempt();

    /** @param commands takes the lines for the user */
    Knowledge(Consumer<Command> commands) {
        this.commands = commands;
    }

    ApiConversation api() {
        return api;
    }

    FailedChanges changes() {
        return changes;
    }

    KnownAttempt attempt() {
        return attempt;
    }

    LastLook look() {
        return attempt.look();
    }

    /** What is worth telling beyond the pod's own state. */
    Obstacles obstacles() {
        return new Obstacles(attempt.waitReason(), api.outage().or(changes::current));
    }

    /** Another attempt begins; what belonged to the last one is not known of it. */
    void nextAttempt() {
        attempt = new KnownAttempt();
    }

    /** A request was answered. */
    void answered() {
        attempt.goesOn();
        say(api.answered());
    }

    /** A request had no usable answer. */
    void failed(String podName, String why, Optional<Duration> retryAfter, Instant now) {
        attempt.goesOn();
        say(api.failed(podName, why, retryAfter, now));
    }

    /** What was to be changed was not, as far as is known. That says nothing about the API: a look tells. */
    void notDone(Optional<Duration> retryAfter, Instant now) {
        attempt.goesOn();
        api.leftAlone(retryAfter, now);
    }

    /** A deletion or another change was answered. */
    void changed() {
        answered();
        say(changes.answered());
    }

    /** A deletion or another change had no usable answer. */
    void unchanged(String podName, String why, Optional<Duration> retryAfter, Instant now) {
        notDone(retryAfter, now);
        say(changes.failed(podName, why, retryAfter, now));
    }

    /** A create was not sent, because the lease is contested. When to ask again is part of the saved state. */
    void contested(String why) {
        api.closed();
        waits(why);
    }

    /** A request was not sent, because the lease is contested. There is none before this moment. */
    void contested(String why, Instant until) {
        api.contestedUntil(until);
        waits(why);
    }

    /** Something waits for this reason. */
    void waits(String why) {
        if (attempt.waits(why)) {
            say(why);
        }
    }

    void say(Optional<String> line) {
        line.ifPresent(this::say);
    }

    void say(String line) {
        commands.accept(new Command.Say(line));
    }
}
