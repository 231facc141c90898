package io.jenkins.plugins.runpod.engine.log;

/**
 * Whether a log was read to its end. Container runtimes write all of a log before they report the container's end. containerd
 * waits for the copy of the output before it saves the exit status ({@code handleContainerExit} in
 * containerd/internal/cri/server/events.go). conmon drains the pipes before it writes the exit file ({@code main} in
 * conmon/src/conmon.c). So a request from after the end has all that will ever be there.
 *
 * <p>But an API server ends an answer in the same way if the kubelet ends in the middle of it ({@code StreamObject} in
 * apiserver/pkg/endpoints/handlers/responsewriters/writers.go). So an answer is believed if it had nothing new, or if it is short
 * enough to have come in one piece. Otherwise the log is read again at once. If the log ends without a newline, two such requests
 * must agree. The log of a container beside the one that has ended may still grow, so there is an end to that too. Only the log's
 * follower uses it, on the task's serial executor.
 */
final class LogCompleteness {
    /** What follows a request from after the container's end that has ended in order. */
    enum Next {
        COMPLETE,
        /** The node no longer has the part of the log that is missing. */
        INCOMPLETE,
        READ,
        READ_LATER,
        /** From the first line that the node still has. */
        READ_AFTER_GAP,
        /** It has something new each time. */
        GROWING
    }

    /** The number of requests in a row that end before the known position, after which no more are made. */
    private static final int ENOUGH = 5;

    /** The number of requests that are not believed, after which no more are made. All but the first two are a second apart. */
    private static final int MOST_DOUBTS = 20;

    /**
     * The last request ended in order, and it had nothing new if the container was not known to have ended. Then it proves nothing
     * once another request got further and did not end in order: the container may have gone on.
     */
    private boolean endRead;

    /** The length of an unfinished last line in the last request from after the container's end. */
    private long unfinished;

    /**
     * The number of requests in a row from after the container's end that ended in order without the known position.
     */
    private int misplaced;

    private int doubts;

    /** Whether the end was read before, for a log that is gone since. */
    boolean isEndRead() {
        return endRead;
    }

    /** The request is about to be stopped. */
    void stopping(LogReading unwanted) {
        endRead = endRead && (unwanted.isLast() || !unwanted.isUnderWay());
    }

    /** A request had something new. */
    void grown() {
        endRead = false;
    }

    /** A request has ended by itself. {@link #grown} comes first if it had something new. */
    void ended(LogReading over, LogEnd end) {
        endRead = endRead && (over.isLast() || end instanceof LogEnd.Clean || end instanceof LogEnd.Missing);
        if (end instanceof LogEnd.Clean
                && !over.isLast()
                && !over.wrote()
                && over.framer().isPlaced()) {
            endRead = !over.framer().hasGap();
        }
    }

    /** A request from after the container's end has ended in order, and not in the middle of a line. */
    Next next(LogReading over) {
        LogFramer framer = over.framer();
        endRead = framer.isPlaced() && !framer.hasGap();
        if (!framer.isPlaced()) {
            misplaced++;
            Next afterEnough = framer.servedAny() ? Next.READ_AFTER_GAP : Next.INCOMPLETE;
            return misplaced < ENOUGH ? Next.READ_LATER : afterEnough;
        }
        misplaced = 0;
        boolean finished = framer.unfinished() == 0 && over.wrote();
        boolean cutShort = framer.unfinished() != unfinished && !finished;
        boolean doubtful = cutShort || (over.wrote() && !over.isOnePiece());
        unfinished = framer.unfinished();
        Next proven = framer.hasGap() ? Next.INCOMPLETE : Next.COMPLETE;
        return doubtful ? again(++doubts) : proven;
    }

    private static Next again(int doubts) {
        if (doubts >= MOST_DOUBTS) {
            return Next.GROWING;
        }
        return doubts == 1 ? Next.READ : Next.READ_LATER;
    }
}
