package io.jenkins.plugins.runpod.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * What goes wrong between a client and the server, written down before it happens:
 *
 * <pre>{@code
 * cluster.faults().on("create pods").times(1).loseReply();          // executed, never answered
 * cluster.faults().on("get pods").answer(503);                      // until clear()
 * cluster.faults().on("create pods").times(2).tooManyRequests(Duration.ofSeconds(1));
 * cluster.faults().on("watch pods").times(1).cutAfter(500);         // ends in the middle of an event
 * cluster.faults().on("create pods").times(1).landLate(Duration.ofMinutes(1));
 * }</pre>
 *
 * Several faults may hit one request: delays and throttles add up, the first other one decides. Safe for use by many threads.
 */
public final class Faults {
    /** How long something is held back. */
    @FunctionalInterface
    public interface Pause {
        /** Returns when it is over. A latch that a test opens is one: {@code gate::await}. */
        void await() throws InterruptedException;

        /** Some time. */
        static Pause of(Duration duration) {
            return () -> Thread.sleep(duration.toMillis());
        }
    }

    /** What happens to a request. */
    sealed interface Fault {}

    /** Executed later; the client waits. */
    record Delay(Pause pause) implements Fault {}

    /** Executed at once, answered later. */
    record SlowReply(Pause pause) implements Fault {}

    /** The connection is reset, and nothing was executed. */
    record Reset() implements Fault {}

    /** Executed, and the connection is reset instead of an answer. */
    record LoseReply() implements Fault {}

    /** The connection is reset at once, and the request is executed later. */
    record LandLate(Pause pause) implements Fault {}

    /** Refused. */
    record Refuse(ApiException answer) implements Fault {}

    /**
     * The answer's body ends after so many bytes.
     *
     * @param clean ends as if there were no more; otherwise the connection ends with it
     */
    record Cut(long bytes, boolean clean) implements Fault {}

    /** An exec passes on so many bytes a second, in each direction. */
    record Throttle(long bytesPerSecond) implements Fault {}

    /** Of an exec's input, no more than so many bytes arrive: the connection ends with them. */
    record CutInput(long bytes) implements Fault {}

    /** Of an exec's output, what comes after so many bytes is lost, and its status is as if nothing were. */
    record LoseOutput(long bytes) implements Fault {}

    /** An exec ends without its status. */
    record LoseStatus() implements Fault {}

    /** An exec begins, and nothing happens. */
    record Hang() implements Fault {}

    private record Armed(Predicate<FakeApiRequest> requests, AtomicInteger left, Fault fault) {
        boolean hits(FakeApiRequest request) {
            return requests.test(request) && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        }
    }

    private final List<Armed> armed = new CopyOnWriteArrayList<>();

    /** Begins a fault of requests of one sort. @param what verb and resource, {@code get pods/log} for example */
    public Arming on(String what) {
        return on(request -> request.what().equals(what));
    }

    /** Begins a fault of the requests that pass a test. */
    public Arming on(Predicate<FakeApiRequest> requests) {
        return new Arming(requests);
    }

    /** Nothing goes wrong any more. */
    public void clear() {
        armed.clear();
    }

    /** The faults that hit a request; each counts as used. */
    List<Fault> hitting(FakeApiRequest request) {
        List<Fault> hitting = new ArrayList<>();
        for (Armed each : armed) {
            if (each.hits(request)) {
                hitting.add(each.fault);
                if (!adds(each.fault)) {
                    break;
                }
            }
        }
        return hitting;
    }

    private static boolean adds(Fault fault) {
        return fault instanceof Delay || fault instanceof SlowReply || fault instanceof Throttle;
    }

    /** A fault that is being written down; its last word arms it. */
    public final class Arming {
        private final Predicate<FakeApiRequest> requests;
        private int times = Integer.MAX_VALUE;

        private Arming(Predicate<FakeApiRequest> requests) {
            this.requests = requests;
        }

        /** Happens to the next so many requests only. */
        public Arming times(int number) {
            times = number;
            return this;
        }

        /** The request waits before it is executed: until then others do not see its effect. */
        public void delay(Duration duration) {
            delay(Pause.of(duration));
        }

        /** The same, until the pause is over. */
        public void delay(Pause pause) {
            arm(new Delay(pause));
        }

        /** The request is executed, its answer held back. */
        public void slowReply(Duration duration) {
            slowReply(Pause.of(duration));
        }

        /** The same, until the pause is over. */
        public void slowReply(Pause pause) {
            arm(new SlowReply(pause));
        }

        /** The connection is reset before the request is executed. */
        public void reset() {
            arm(new Reset());
        }

        /** The request is executed, and the connection reset instead of an answer. */
        public void loseReply() {
            arm(new LoseReply());
        }

        /** The connection is reset at once, and the request executed later. */
        public void landLate(Duration later) {
            landLate(Pause.of(later));
        }

        /** The same, when the pause is over. */
        public void landLate(Pause pause) {
            arm(new LandLate(pause));
        }

        /** Answers an error of the server. */
        public void answer(int code) {
            arm(new Refuse(
                    switch (code) {
                        case 401 -> ApiException.unauthorized();
                        case 403 -> ApiException.of(403, "Forbidden", "forbidden");
                        case 404 -> ApiException.noSuchPath();
                        case 410 -> ApiException.expired("too old resource version");
                        case 503 ->
                            ApiException.of(
                                    503, "ServiceUnavailable", "the server is currently unable to handle the request");
                        case 504 ->
                            ApiException.of(504, "Timeout", "the server was unable to return a response in time");
                        default ->
                            ApiException.of(code, "InternalError", "an error on the server has prevented the request");
                    }));
        }

        /** Answers with a refusal of one's own. */
        public void answer(ApiException refusal) {
            arm(new Refuse(refusal));
        }

        /** Answers 429 with {@code Retry-After}. */
        public void tooManyRequests(Duration retryAfter) {
            arm(new Refuse(ApiException.tooManyRequests(retryAfter)));
        }

        /** Ends the connection in the middle of the answer. @param bytes what still arrives of the body, or of an exec's output */
        public void cutAfter(long bytes) {
            arm(new Cut(bytes, false));
        }

        /** Ends a stream in the middle as if there were no more, as a log does when its kubelet restarts. */
        public void endAfter(long bytes) {
            arm(new Cut(bytes, true));
        }

        /** An exec is slow: so many bytes a second pass, in each direction. */
        public void throttle(long bytesPerSecond) {
            arm(new Throttle(bytesPerSecond));
        }

        /** The connection of an exec ends in the middle of its input. @param bytes what the program still gets */
        public void cutInputAfter(long bytes) {
            arm(new CutInput(bytes));
        }

        /**
         * Throws away the rest of an exec's output, and reports its exit code all the same: so ends an exec whose client had not taken
         * everything when the program ended.
         *
         * @param bytes what still arrives
         */
        public void loseOutputAfter(long bytes) {
            arm(new LoseOutput(bytes));
        }

        /** An exec closes its connection properly, and does not tell how its program ended. */
        public void loseStatus() {
            arm(new LoseStatus());
        }

        /** An exec is accepted, and nothing happens: no program, no output, no end. */
        public void hang() {
            arm(new Hang());
        }

        private void arm(Fault fault) {
            armed.add(new Armed(requests, new AtomicInteger(times), fault));
        }
    }
}
