package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.time.Cancellation;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * How many transfers of one cluster run at once. The others wait, first come first served. Safe for use by many threads.
 */
public final class TransferSlots {
    /** How many transfers run at once. */
    public static final int STANDARD = 8;

    private final Set<Place> waiting = new LinkedHashSet<>();
    private int most;
    private int taken;

    /** {@value #STANDARD} places. */
    public TransferSlots() {
        this(STANDARD);
    }

    /** @param most at least 1 */
    public TransferSlots(int most) {
        this.most = most;
    }

    /** From now on there are so many places. Transfers that run go on. */
    public void limit(int places) {
        synchronized (this) {
            most = places;
        }
        hand();
    }

    /**
     * Asks for a place.
     *
     * @param turn runs once, when there is one: in this call, or later on the thread that gives one back. It must be short
     * @return gives the place back, or stops waiting for it. Idempotent
     */
    public Cancellation take(Runnable turn) {
        Place place = new Place(turn);
        synchronized (this) {
            waiting.add(place);
        }
        hand();
        return place;
    }

    private void hand() {
        for (Place next = next(); next != null; next = next()) {
            next.turn.run();
        }
    }

    private synchronized Place next() {
        if (waiting.isEmpty() || taken >= most) {
            return null;
        }
        Place first = waiting.iterator().next();
        waiting.remove(first);
        first.held = true;
        taken++;
        return first;
    }

    private synchronized void giveBack(Place place) {
        waiting.remove(place);
        if (place.held) {
            place.held = false;
            taken--;
        }
    }

    private final class Place implements Cancellation {
        private final Runnable turn;
        private boolean held;

        Place(Runnable turn) {
            this.turn = turn;
        }

        @Override
        public void cancel() {
            giveBack(this);
            hand();
        }
    }
}
