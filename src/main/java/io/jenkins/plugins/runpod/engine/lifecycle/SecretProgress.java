package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.time.Backoff;
import java.time.Duration;
import java.time.Instant;

/** How far the requests about an attempt's Secret have come. Mutable, confined to one {@link KnownAttempt}. */
final class SecretProgress {
    private static final Backoff GIVE_PAUSES = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(5));

    private boolean cannotBeGiven;
    private boolean stays;
    private Instant giveAt = Instant.MIN;
    private int gives;

    /** The Secret is being given to the pod; other requests go first if that has to be repeated. */
    void giving(Instant now) {
        giveAt = now.plus(GIVE_PAUSES.pause(gives));
        gives++;
    }

    /** The Secret may never be given to the pod. */
    void givingForbidden() {
        cannotBeGiven = true;
    }

    /** The Secret may be given to the pod later. */
    void givingFailed() {
        cannotBeGiven = false;
    }

    /** The Secret may never be deleted. */
    void deletionForbidden() {
        stays = true;
    }

    /** The Secret may be deleted later. */
    void deletionFailed() {
        stays = false;
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
