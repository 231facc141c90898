package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Trouble with the API that lasts: worth a line only after a while, and another one when it is over. Confined to one {@link Sight}. */
final class Trouble {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Instant since;
    private String why = "";
    private boolean said;

    /** It goes on; a line for the user once it has lasted. */
    Optional<String> goesOn(String reason, Instant now) {
        why = reason;
        if (since == null) {
            since = now;
        }
        if (said || now.isBefore(since.plus(PATIENCE))) {
            return Optional.empty();
        }
        said = true;
        return Optional.of(Messages.apiTrouble(why));
    }

    /** It is over; a line for the user if one was said before. */
    Optional<String> over() {
        boolean worthALine = said;
        since = null;
        said = false;
        return worthALine ? Optional.of(Messages.apiAnswersAgain()) : Optional.empty();
    }

    /** What is wrong; empty when nothing is. */
    Optional<Obstacles.ApiTrouble> remark() {
        return since().map(begun -> new Obstacles.ApiTrouble(why, begun));
    }

    /** Since when it lasts. */
    Optional<Instant> since() {
        return Optional.ofNullable(since);
    }
}
