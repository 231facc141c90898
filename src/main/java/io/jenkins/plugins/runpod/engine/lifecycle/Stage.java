package io.jenkins.plugins.runpod.engine.lifecycle;

/**
 * Where a task stands. Written down before each effect, so that a controller that comes back knows what may already
 * have happened.
 *
 * <pre>
 * CREATE ──► FOLLOW ──► DRAIN ──► CLEAN or KEEP ──► DONE
 *   ▲          │ ▲        ▲ │
 *   │          ▼ │409     │ ▼
 *   │        GIVE_UP ──► VANISH
 *   └─ PAUSE ◄── REPLACE ◄┘
 * </pre>
 */
public enum Stage {
    /** The attempt's pod is to exist; it has not been seen yet. */
    CREATE,
    /** The pod is known by its UID and followed. */
    FOLLOW,
    /** A deletion bound to the judged state may have been sent; whether it took effect is not known. */
    GIVE_UP,
    /** That deletion took effect; the verdict waits until the pod is gone. */
    VANISH,
    /** The attempt is over; what is left of its log is read. */
    DRAIN,
    /** The pod is deleted; another attempt follows when it is gone. */
    REPLACE,
    /** The back-off before the next attempt. */
    PAUSE,
    /** The result has been delivered; the pod is deleted and followed until it is gone, and so is its Secret. */
    CLEAN,
    /** The result has been delivered; the pod is kept, and its Secret is given to it. */
    KEEP,
    /** Nothing is left to do. */
    DONE
}
