package io.jenkins.plugins.runpod.engine.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * A clock that never goes back. When the one it follows is set back, it goes on from where it was; so no pause and no budget becomes
 * longer by an hour because somebody corrected the time. Safe for use by many threads.
 */
public final class ForwardClock extends Clock {
    private final Clock followed;
    private Duration ahead = Duration.ZERO;
    private Instant last = Instant.MIN;

    public ForwardClock(Clock followed) {
        this.followed = followed;
    }

    @Override
    public synchronized Instant instant() {
        Instant now = followed.instant().plus(ahead);
        if (now.isBefore(last)) {
            ahead = ahead.plus(Duration.between(now, last));
            now = last;
        }
        last = now;
        return now;
    }

    /** From now on no earlier than this: what was saved at that moment is past. */
    public synchronized void reach(Instant moment) {
        if (last.isBefore(moment)) {
            last = moment;
        }
    }

    @Override
    public ZoneId getZone() {
        return followed.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return followed.getZone().equals(zone) ? this : followed.withZone(zone);
    }
}
