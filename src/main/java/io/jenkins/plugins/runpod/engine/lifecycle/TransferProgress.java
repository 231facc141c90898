package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What this process knows of the transfer of an attempt's files. It is lost with the process, and begins anew. Mutable,
 * confined to one {@link KnownAttempt}.
 */
final class TransferProgress {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(30);
    /** What has arrived with a wrong SHA-256 is moved again. That is progress so many times. */
    private static final int MOST_REPETITIONS = 2;

    private boolean moving;
    private boolean queued;
    private boolean released;
    private Instant contestedUntil = Instant.MIN;
    private long done;
    /** What is sent a second time is no progress, unless all is. */
    private long most;

    private int repetitions;

    private long total;
    private Instant told;
    private Instant since;
    private long doneBefore;
    private long bytesPerSecond;
    private String interruption = "";
    private String toldInterruption = "";
    /** The pod worked for so long, and no byte moved. */
    private Duration worked = Duration.ZERO;

    /** The transfer or the hand-over was begun. */
    void begun() {
        moving = true;
        queued = false;
        done = 0;
        most = 0;
        repetitions = 0;
        total = 0;
        told = null;
        since = null;
        bytesPerSecond = 0;
        interruption = "";
        toldInterruption = "";
        worked = Duration.ZERO;
    }

    /** It came to its end, or was dropped. */
    void ended() {
        moving = false;
        queued = false;
    }

    void waitsForItsTurn() {
        queued = true;
    }

    /** Another controller holds the lease. This one asks again then. */
    void contested(Instant until) {
        queued = false;
        contestedUntil = until;
    }

    /** @return whether something new has arrived */
    boolean advanced(long nowDone, long nowTotal, Instant now) {
        if (nowDone == 0 && most > 0 && repetitions < MOST_REPETITIONS) {
            repetitions++;
            most = 0;
            since = null;
        }
        boolean more = queued || nowDone > most;
        if (since == null || total == 0) { // what is there from before says nothing about the rate
            since = now;
            doneBefore = nowDone;
        } else if (now.isAfter(since)) {
            bytesPerSecond = Math.max(0, nowDone - doneBefore)
                    * 1000
                    / Math.max(1, Duration.between(since, now).toMillis());
        }
        queued = false;
        worked = more ? Duration.ZERO : worked;
        done = nowDone;
        most = Math.max(most, nowDone);
        total = nowTotal;
        return more;
    }

    /** The pod works, so the transfer has its place. */
    void works() {
        queued = false;
    }

    /** The pod worked for some time more. @return whether that is not too long in all */
    boolean worked(Duration time, Duration longest) {
        boolean counts = worked.plus(time).compareTo(longest) <= 0;
        worked = counts ? worked.plus(time) : worked;
        return counts;
    }

    /** Whether a line about the progress is due. It counts as said. */
    boolean tells(Instant now) {
        boolean due = told == null || !now.isBefore(told.plus(BETWEEN_LINES));
        told = due ? now : told;
        return due;
    }

    void interrupted(String why) {
        interruption = why;
    }

    /** The interruption that the user has not read yet. It counts as said. */
    Optional<String> tellsInterruption() {
        boolean isNew = moving && !interruption.equals(toldInterruption);
        toldInterruption = interruption;
        return isNew ? Optional.of(interruption) : Optional.empty();
    }

    /** The last interruption, or empty. */
    String interruption() {
        return interruption;
    }

    void released() {
        released = true;
    }

    boolean isMoving() {
        return moving;
    }

    boolean isQueued() {
        return queued;
    }

    /** Whether nothing can arrive now, because other transfers go first or another controller holds the lease. */
    boolean isHeld(Instant now) {
        return queued || now.isBefore(contestedUntil);
    }

    /** How long the pod has worked since bytes moved, apart from the time that is spent of the budget. */
    Duration worked() {
        return worked;
    }

    Instant contestedUntil() {
        return contestedUntil;
    }

    boolean isReleased() {
        return released;
    }

    /** What users see of it while it goes on. */
    Optional<TransferView> view(boolean inwards) {
        return moving ? Optional.of(new TransferView(inwards, queued, done, total, bytesPerSecond)) : Optional.empty();
    }
}
