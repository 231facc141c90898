package io.jenkins.plugins.runpod.engine.log;

import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Copies each line of one container's log to a sink once, in order, soon after it was written.
 *
 * <p>A log is first asked for when its container has run for {@link #SHORT}. A container that ends sooner costs one request.
 *
 * <p>No end of a request from before {@link #end} proves that the log is complete, so the follower requests the log again after
 * each. {@link LogCompleteness} says when a request from after it does. The wait for that is limited to 30 s without new data,
 * and these begin anew when the API server is back. It is limited to 10 min in any case. Then the follower reports what may be
 * missing and stops.
 *
 * <p>All methods run on the task's serial executor, and so do all methods of the listener.
 */
public final class LogFollower {
    /** Receives the progress of a follower. */
    public interface Listener {
        /** The log answered for the first time: the container has started. */
        void answered();

        /**
         * No more lines come. Called once, only after {@link LogFollower#end}. The listener is not called afterwards.
         */
        void drained();

        /** A sentence for the user: lines may be missing, or the log is unavailable at present. */
        void warn(String line);
    }

    /** A connection may die silently, so an idle request is replaced after this time, unless its connection is watched over. */
    private static final Duration IDLE = Duration.ofMinutes(5);
    /** A container that ends sooner after it was seen to run has its log read once, as a whole. */
    static final Duration SHORT = Duration.ofMillis(1500);
    /** How long a request for the log of a pod that is gone may take to deliver the rest. Nothing else can deliver it. */
    private static final Duration LINGER = Duration.ofSeconds(1);
    /** How often a request that was not sent yet is checked. */
    private static final Duration UNSENT = Duration.ofSeconds(1);
    /** Same while the container runs. Only a status line depends on it then, and there may be thousands of logs. */
    private static final Duration UNSENT_YET = Duration.ofSeconds(30);
    /** How long a request from after the container's end may send nothing. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    /** A request that lasted this long is healthy. */
    private static final Duration HEALTHY = Duration.ofSeconds(10);

    private final LogSource source;
    private final LogSink sink;
    private final Executor serial;
    private final Timer timer;
    private final Clock clock;
    private final Listener listener;
    private final LogWarnings warnings;
    private final LogRetry retry;
    private final DrainTimeout timeout = new DrainTimeout();
    private final LogCompleteness completeness = new LogCompleteness();
    private final LogReading.Owner owner = new ReadingOwner();

    private boolean started;
    private boolean ending;
    private boolean gone;
    private boolean done;
    private boolean answered;
    private Optional<LogReading> reading = Optional.empty();
    /** The last request that knew its position in the log. It may hold a last line without a newline. */
    private Optional<LogReading> placed = Optional.empty();

    private boolean complete = true;

    private Cancellation alarm = () -> {};
    private long alarms;

    /**
     * Does nothing before {@link #start}.
     *
     * @param serial runs one task at a time, including disk I/O
     */
    public LogFollower(LogSource source, LogSink sink, Executor serial, Timer timer, Clock clock, Listener listener) {
        this.source = source;
        this.sink = sink;
        this.serial = serial;
        this.timer = timer;
        this.clock = clock;
        this.listener = listener;
        this.warnings = new LogWarnings(sink.name());
        this.retry = new LogRetry(sink.name());
    }

    /** Begins at the sink's cursor. Called once, when the container was seen to run. */
    public void start() {
        started = true;
        if (isFresh()) {
            after(SHORT, this::read);
        } else {
            read();
        }
    }

    /** Whether nothing of the log was read before. What cannot be told is found out by reading. */
    private boolean isFresh() {
        try {
            return sink.cursor().since().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The container has ended, so its log no longer grows. May be called again.
     *
     * @param podGone whether the pod is gone, so that its log may be gone too
     */
    public void end(boolean podGone) {
        if (done) {
            return;
        }
        gone |= podGone;
        if (!ending) {
            ending = true;
            timeout.restart(clock.instant());
            retry.reset();
        }
        if (reading.isPresent()
                && !reading.get().isLast()
                && !(gone && reading.get().isUnderWay())) {
            drop(reading.get()); // whenever it ends, it proves nothing
            read();
        } else if (reading.isPresent()) {
            watch();
        } else if (started) {
            read();
        }
    }

    /** Stops at once. The listener is not called afterwards. Idempotent. */
    public void close() {
        done = true;
        alarm.cancel();
        reading.ifPresent(LogReading::stop);
    }

    /** Whether nothing is known or expected to be missing, as far as this follower can tell. */
    public boolean isComplete() {
        return complete;
    }

    private void read() {
        read(cursor -> LogFramer.resume(cursor, sink));
    }

    private void readAfterGap() {
        read(cursor -> LogFramer.afterGap(sink));
    }

    private void read(Function<LogCursor, LogFramer> framing) {
        LogReading next;
        try {
            LogCursor cursor = sink.cursor();
            LogFramer framer = framing.apply(cursor);
            next = new LogReading(framer, sink, ending, serial, timer, clock, owner);
            reading = Optional.of(next);
            next.open(source, cursor.since());
        } catch (IOException e) {
            readAgain(new LogEnd.Unavailable("it cannot be written: " + e.getMessage()));
            return;
        }
        watch();
    }

    private void watch() {
        LogReading current = reading.orElseThrow();
        if (!current.isUnderWay()) {
            timeout.restart(clock.instant());
            Duration waited = silence(current.begun());
            if (!ending) {
                warnings.waiting(waited).ifPresent(listener::warn);
            }
            after(ending ? UNSENT : waited.compareTo(UNSENT_YET) < 0 ? UNSENT_YET : IDLE, this::watch);
            return;
        }
        if (!ending && current.isWatched()) {
            alarm.cancel();
            return;
        }
        Duration longest = !ending ? IDLE : current.isLast() ? SILENCE : LINGER;
        Duration left = Duration.between(clock.instant(), current.lastSign().plus(longest));
        if (!left.isNegative() && !left.isZero()) {
            after(left, this::watch);
            return;
        }
        drop(current);
        if (current.isLast()) {
            readAgain(new LogEnd.Failed("the server has sent nothing for " + SILENCE.toSeconds() + " s"));
        } else {
            read();
        }
    }

    private void drop(LogReading unwanted) {
        completeness.stopping(unwanted);
        unwanted.stop();
        leave(unwanted);
    }

    /** Keeps the useful results of a request. */
    private void leave(LogReading left) {
        reading = Optional.empty();
        if (left.framer().isPlaced()) {
            placed = Optional.of(left);
        }
        if (left.wrote()) {
            timeout.restart(clock.instant());
            completeness.grown();
        }
        if (left.wrote() || silence(left.begun()).compareTo(HEALTHY) >= 0) {
            retry.reset();
            warnings.recovered();
        }
    }

    private void readAgain(LogEnd end) {
        timeout.ended(end, clock.instant());
        if (ending && isHopeless(end)) {
            boolean wasRead = completeness.isEndRead() && end instanceof LogEnd.Missing;
            conclude(wasRead ? Optional.empty() : Optional.of(LogWarnings.why(end)));
            return;
        }
        warnings.failed(end, clock.instant()).ifPresent(listener::warn);
        after(retry.next(end), this::read);
    }

    private boolean isHopeless(LogEnd end) {
        return end instanceof LogEnd.Missing && gone || timeout.isOver(end, clock.instant());
    }

    private Duration silence(Instant since) {
        return Duration.between(since, clock.instant());
    }

    /** A request from after the container's end has ended in order. */
    private void complete(LogReading over) {
        if (over.framer().isCutOff()) {
            readAgain(new LogEnd.Failed("the answer ended in the middle of a line"));
            return;
        }
        switch (completeness.next(over)) {
            case COMPLETE -> conclude(Optional.empty());
            case INCOMPLETE -> conclude(Optional.of("the node no longer has that part of the log"));
            case READ -> read();
            case READ_LATER -> after(retry.atTheEnd(), this::read);
            case READ_AFTER_GAP -> readAfterGap();
            case GROWING -> conclude(Optional.of("the container still writes"));
        }
    }

    private void conclude(Optional<String> missing) {
        done = true;
        alarm.cancel();
        try {
            if (placed.isPresent()) {
                placed.get().writeTail();
            }
            if (missing.isPresent()) {
                complete = false;
                listener.warn(warnings.missing(sink.cursor(), missing.get()));
            }
        } catch (IOException e) {
            complete = false;
            listener.warn(warnings.unwritable(e));
        }
        sink.end();
        listener.drained();
    }

    /** There is one alarm at a time, for the present request or for the next one. */
    private void after(Duration delay, Runnable action) {
        alarm.cancel();
        long number = ++alarms;
        alarm = timer.schedule(
                delay,
                () -> serial.execute(() -> {
                    if (number == alarms && !done) {
                        action.run();
                    }
                }));
    }

    private final class ReadingOwner implements LogReading.Owner {
        @Override
        public void answered() {
            if (!answered) {
                answered = true;
                listener.answered();
            }
        }

        @Override
        public void gap(Instant from, Optional<Instant> to) {
            complete = false;
            listener.warn(warnings.gap(from, to.orElseGet(clock::instant)));
        }

        @Override
        public void lost() {
            reading = Optional.empty();
            readAfterGap();
        }

        @Override
        public void over(LogEnd end) {
            LogReading over = reading.orElseThrow();
            leave(over);
            completeness.ended(over, end);
            if (end instanceof LogEnd.Clean && over.isLast()) {
                complete(over);
            } else if (end instanceof LogEnd.Clean && ending) {
                read(); // the one from before the end has ended as it should: there is nothing to wait for
            } else {
                readAgain(end);
            }
        }
    }
}
