package io.jenkins.plugins.runpod.engine.simulation;

import io.jenkins.plugins.runpod.engine.log.LogEnd;
import io.jenkins.plugins.runpod.engine.log.LogReceiver;
import io.jenkins.plugins.runpod.engine.log.LogSource;
import io.jenkins.plugins.runpod.engine.log.LogStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;

/** The log of a container that writes a numbered line every few seconds, a hundred at most. */
final class SimulatedLog implements LogSource {
    private static final Duration PACE = Duration.ofSeconds(3);
    private static final int MOST_LINES = 100;

    private final SimulatedCluster cluster;
    private final SimulatedTime time;
    private final Dice dice;
    private final Supplier<Optional<SimulatedPod>> pod;

    SimulatedLog(SimulatedCluster cluster, SimulatedTime time, Dice dice, Supplier<Optional<SimulatedPod>> pod) {
        this.cluster = cluster;
        this.time = time;
        this.dice = dice;
        this.pod = pod;
    }

    /** How many lines a container has written by now. */
    static int written(SimulatedPod pod, Instant now) {
        if (pod.startedAt == null) {
            return 0;
        }
        Instant until = pod.endedAt == null ? now : pod.endedAt;
        return (int)
                Math.min(MOST_LINES, 1 + Duration.between(pod.startedAt, until).dividedBy(PACE));
    }

    @Override
    public LogStream open(Optional<Instant> sinceTime, boolean follow, LogReceiver receiver) {
        Stream stream = new Stream(sinceTime.map(t -> t.truncatedTo(ChronoUnit.SECONDS)), follow, receiver);
        time.after(dice.duration(Duration.ofMillis(200)), stream::begin);
        return stream;
    }

    private final class Stream implements LogStream {
        private final Optional<Instant> since;
        private final boolean follow;
        private final LogReceiver receiver;
        private final int connection = cluster.connections();
        private SimulatedPod of;
        private int sent;
        private boolean over;

        Stream(Optional<Instant> since, boolean follow, LogReceiver receiver) {
            this.since = since;
            this.follow = follow;
            this.receiver = receiver;
        }

        private void begin() {
            if (isOver()) {
                return;
            }
            Optional<SimulatedPod> found = pod.get();
            if (cluster.isAway()) {
                end(new LogEnd.Unavailable("connection refused"));
            } else if (cluster.forbidsLogs() || cluster.isStarting()) {
                end(new LogEnd.Failed("HTTP 403"));
            } else if (found.isEmpty()) {
                end(new LogEnd.Missing());
            } else if (!found.get().logAnswers()) {
                end(found.get().startedAt == null ? new LogEnd.NotReady() : new LogEnd.Failed("no route to the node"));
            } else {
                of = found.get();
                receiver.answered();
                send();
            }
        }

        private void send() {
            if (isOver()) {
                return;
            }
            if (cluster.isAway()) {
                end(new LogEnd.Failed("connection reset"));
                return;
            }
            StringBuilder text = new StringBuilder();
            int written = written(of, time.instant());
            for (; sent < written; sent++) {
                Instant at = of.startedAt.plus(PACE.multipliedBy(sent));
                if (since.isEmpty() || !at.isBefore(since.get())) {
                    text.append(at)
                            .append(' ')
                            .append(of.uid)
                            .append(" line ")
                            .append(sent)
                            .append(";\n");
                }
            }
            boolean cut = dice.chance(0.02);
            if (text.length() > 0) {
                byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
                int length = cut ? dice.upTo(bytes.length) : bytes.length;
                receiver.received(ByteBuffer.wrap(bytes, 0, length), cut ? this::cut : this::goOn);
            } else if (cut) {
                cut();
            } else {
                pause(Duration.ZERO);
            }
        }

        private void pause(Duration least) {
            if (of.endedAt != null || of.removed || !follow) {
                time.after(least, () -> end(new LogEnd.Clean()));
            } else if (written(of, time.instant()) < MOST_LINES) {
                time.after(PACE, this::send);
            } else {
                time.after(Duration.ofMinutes(1), this::send);
            }
        }

        private void goOn() {
            pause(Duration.ZERO);
        }

        private void cut() {
            // the kubelet ends a stream in order when it restarts
            end(of.endedAt == null && dice.chance(0.5) ? new LogEnd.Clean() : new LogEnd.Failed("connection reset"));
        }

        private boolean isOver() {
            return over || connection != cluster.connections();
        }

        private void end(LogEnd how) {
            if (!isOver()) {
                over = true;
                receiver.ended(how);
            }
        }

        @Override
        public void close() {
            over = true;
        }
    }
}
