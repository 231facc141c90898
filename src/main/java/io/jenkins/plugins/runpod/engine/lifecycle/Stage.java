package io.jenkins.plugins.runpod.engine.lifecycle;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where a task stands. Written down before each effect, so that a controller that comes back knows what may already
 * have happened.
 *
 * <pre>
 * CREATE ──► FOLLOW ──► DRAIN ──► COLLECT ──► CLEAN or KEEP ──► DONE
 *   ▲          │ ▲        ▲ │          │
 *   │          ▼ │        │ ▼          │
 *   │        GIVE_UP ──► AWAIT_REMOVAL │
 *   └─ PAUSE ◄── REPLACE ◄┴────────────┘
 * </pre>
 *
 * <p>Every transition and its trigger. {@link #next()} is the same table for the machine, which checks each transition:
 *
 * <pre>
 * CREATE  → FOLLOW   the attempt's pod was seen
 *         → REPLACE  the pod may have run and is gone, and another attempt may follow
 * FOLLOW  → GIVE_UP  a deletion of a pod that cannot or did not start is about to be sent
 *         → DRAIN    the pod ended or its node is lost, and its result container ran
 *         → REPLACE  the pod ended and its result container never ran, and another attempt may follow
 * GIVE_UP → FOLLOW   the pod was changed since it was judged, or no deletion is in effect
 *         → AWAIT_REMOVAL   the deletion was accepted, or the pod is terminating
 *         → DRAIN    the pod is gone, and it ran after all
 *         → REPLACE  the pod is gone, and another attempt may follow
 * AWAIT_REMOVAL  → DRAIN    the pod is gone or stuck, and it ran after all
 *         → REPLACE  the pod is gone or stuck, and another attempt may follow
 * DRAIN   → REPLACE  the log is written, and another attempt may follow
 *         → COLLECT  the log is written, no other attempt follows, and the task has outputs
 * COLLECT → REPLACE  the outputs are lost, and another attempt may follow
 * REPLACE → PAUSE    the pod and its Secret are gone
 *         → DRAIN    a create that landed late made a pod that ran
 *         → REPLACE  the same, its log is written, and another attempt may follow
 * PAUSE   → CREATE   the back-off is over, and the next attempt begins
 * FOLLOW, GIVE_UP, AWAIT_REMOVAL, REPLACE
 *         → COLLECT  as from DRAIN, if the log was written before
 * each of these
 *         → CLEAN    the result is known, and the pod or its Secret is to be deleted
 *         → KEEP     the result is known, and the pod is kept and its Secret given to it; not from CREATE
 *         → DONE     the result is known, and nothing is left to do
 * KEEP    → CLEAN    the pod that was to be kept is gone, and its Secret is left; or its last container does not end
 *         → DONE     the pod owns its Secret, or never will
 * CLEAN   → DONE     the pod is gone, and nothing is left of its Secret
 * </pre>
 */
public enum Stage {
    /** The attempt's pod should exist, and it has not been seen yet. */
    CREATE,
    /** The pod's UID is known, and the pod is followed. */
    FOLLOW,
    /** A deletion of the judged state may have been sent. Its effect is unknown. */
    GIVE_UP,
    /** That deletion took effect. The verdict waits until the pod is gone. */
    AWAIT_REMOVAL,
    /** The attempt has ended. The rest of its log is read. */
    DRAIN,
    /** The result container has ended for the last time. Its outputs are taken and handed over. */
    COLLECT,
    /** The pod is deleted. Another attempt follows when it is gone. */
    REPLACE,
    /** The back-off before the next attempt. */
    PAUSE,
    /** The result was delivered. The pod and its Secret are deleted and followed until they are gone. */
    CLEAN,
    /** The result was delivered. The pod is kept, and it becomes the owner of its Secret. */
    KEEP,
    /** The task needs no further work. */
    DONE;

    /** The stages that may come next. */
    Set<Stage> next() {
        return switch (this) {
            case CREATE -> EnumSet.of(FOLLOW, REPLACE, CLEAN, DONE);
            case FOLLOW -> EnumSet.of(GIVE_UP, DRAIN, COLLECT, REPLACE, CLEAN, KEEP, DONE);
            case GIVE_UP -> EnumSet.of(FOLLOW, AWAIT_REMOVAL, DRAIN, COLLECT, REPLACE, CLEAN, KEEP, DONE);
            case AWAIT_REMOVAL -> EnumSet.of(DRAIN, COLLECT, REPLACE, CLEAN, KEEP, DONE);
            case DRAIN -> EnumSet.of(COLLECT, REPLACE, CLEAN, KEEP, DONE);
            case COLLECT -> EnumSet.of(REPLACE, CLEAN, KEEP, DONE);
            case REPLACE -> EnumSet.of(PAUSE, DRAIN, COLLECT, REPLACE, CLEAN, KEEP, DONE);
            case PAUSE -> EnumSet.of(CREATE, CLEAN, KEEP, DONE);
            case CLEAN -> EnumSet.of(DONE);
            case KEEP -> EnumSet.of(CLEAN, DONE);
            case DONE -> EnumSet.noneOf(Stage.class);
        };
    }

    /** Whether the result of the task is known. */
    boolean hasResult() {
        return this == CLEAN || this == KEEP || this == DONE;
    }

    /** Whether the ending of the attempt is decided, or will be when its pod is gone. */
    boolean hasEnding() {
        return this != CREATE && this != FOLLOW;
    }
}
