package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** How soon a request may follow one that was answered, refused or not answered. Confined to one {@link Lifecycle}. */
final class RequestBackoff {
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);
    /** However long a server asks us to wait. */
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(5);

    private static final Duration FIRST_QUOTA_RETRY = Duration.ofSeconds(2);
    private static final Duration LONGEST_QUOTA_RETRY = Duration.ofSeconds(60);

    private final Sight sight;
    private final Consumer<Command> commands;

    RequestBackoff(Sight sight, Consumer<Command> commands) {
        this.sight = sight;
        this.commands = commands;
    }

    void answered() {
        sight.busy = false;
        sight.held = Optional.empty();
        sight.failures = 0;
        sight.notBefore = Instant.MIN;
        say(sight.requests.over());
    }

    void failed(String podName, String why, Optional<Duration> retryAfter, Instant now) {
        sight.busy = false;
        sight.held = Optional.empty();
        Duration wait = retryAfter
                .map(asked -> asked.compareTo(LONGEST_ASKED) < 0 ? asked : LONGEST_ASKED)
                .orElseGet(() -> backOff(podName, FIRST_RETRY, sight.failures, LONGEST_RETRY));
        sight.failures++;
        sight.notBefore = now.plus(wait);
        say(sight.requests.goesOn(why, now));
    }

    /** When to ask again for what was refused and may be allowed later. */
    Instant afterRefusal(String podName, Optional<Duration> retryAfter, Instant now) {
        return now.plus(
                retryAfter.orElseGet(() -> backOff(podName, FIRST_QUOTA_RETRY, sight.refusals++, LONGEST_QUOTA_RETRY)));
    }

    /** The request did not leave: it was held back on our side. */
    void heldBack(String why) {
        sight.busy = false;
        sight.held = Optional.of(why);
        if (!why.equals(sight.toldHeld)) {
            sight.toldHeld = why;
            commands.accept(new Command.Say(why));
        }
    }

    void say(Optional<String> line) {
        line.map(Command.Say::new).ifPresent(commands);
    }

    /** Doubles from {@code first} to {@code longest}, spread by up to a quarter so that tasks do not retry in step. */
    private static Duration backOff(String podName, Duration first, int failures, Duration longest) {
        long plain = Math.min(longest.toMillis(), first.toMillis() << Math.min(failures, 16));
        long spread = Math.floorMod(31L * podName.hashCode() + failures, 1 + plain / 4);
        return Duration.ofMillis(plain - spread);
    }
}
