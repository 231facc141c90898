package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.time.Backoff;
import io.jenkins.plugins.runpod.engine.time.Doubt;
import java.time.Duration;
import java.time.Instant;

/** How far the requests about an attempt's Secret have come. Mutable, confined to one {@link KnownAttempt}. */
final class SecretProgress {
    private static final Backoff GIVE_PAUSES = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(5));

    private final Doubt giving = new Doubt();
    private final Doubt deletion = new Doubt();
    private boolean cannotBeGiven;
    private boolean stays;
    private Instant giveAt = Instant.MIN;
    private int gives;

    /** The Secret is being given to the pod; other requests go first if that has to be repeated. */
    void giving(Instant now) {
        giveAt = now.plus(GIVE_PAUSES.pause(gives));
        gives++;
    }

    /** The Secret was given to the pod. */
    void given() {
        giving.clear();
    }

    /** The Secret was not given to the pod. Returns whether it never will be. */
    boolean notGiven(SecretAnswer.Outlook outlook, Instant now) {
        cannotBeGiven = isFinal(outlook, giving, now);
        return cannotBeGiven;
    }

    /** The Secret was not deleted. Returns whether it never will be. */
    boolean notDeleted(SecretAnswer.Outlook outlook, Instant now) {
        stays = isFinal(outlook, deletion, now);
        return stays;
    }

    private static boolean isFinal(SecretAnswer.Outlook outlook, Doubt doubt, Instant now) {
        if (outlook == SecretAnswer.Outlook.FORBIDDEN) {
            return doubt.refused(now);
        }
        doubt.clear();
        return false;
    }

    boolean cannotBeGiven() {
        return cannotBeGiven;
    }

    boolean stays() {
        return stays;
    }

    /** Not before this moment is the Secret given to the pod. */
    Instant giveAt() {
        return giveAt;
    }
}
