package io.jenkins.plugins.runpod.engine.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * A clock that never goes back. If the underlying clock is set back, this clock continues from its last time. So a
 * correction of the time extends no pause and no budget. Safe for use by many threads.
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

    /** Never shows an earlier time than this. A saved time is then always in the past. */
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
