package io.jenkins.plugins.runpod.engine.kube.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.log.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest implements Heartbeat.Connection {
    private final ManualTime time = new ManualTime();
    private final Heartbeat heartbeat = new Heartbeat(new Http2Clock(time, () -> time.millis() * 1_000_000), this);
    private int pings;
    private boolean dead;

    @Override
    public void ping() {
        pings++;
    }

    @Override
    public void dead() {
        dead = true;
    }

    @Override
    public void alive() {}

    @BeforeEach
    void start() {
        heartbeat.start();
    }

    @Test
    void everyDoubtIsAskedAboutThoughOnePingWasJustAnswered() {
        heartbeat.suspect();
        heartbeat.heard();
        heartbeat.suspect();

        assertThat(pings).isEqualTo(2);
    }

    @Test
    void aConnectionWithoutAnAnswerIsDeadAfterThirtySeconds() {
        time.pass(Heartbeat.SILENCE);
        time.pass(Heartbeat.ANSWER.minusMillis(1));
        assertThat(dead).isFalse();

        time.pass(Duration.ofMillis(1));

        assertThat(dead).isTrue();
    }

    /** The timer comes before the thread that reads. */
    @Test
    void anAnswerThatIsReadLateBecauseTheProcessStoodStillCounts() {
        time.pass(Heartbeat.SILENCE);

        time.standStill(Duration.ofMinutes(1));
        heartbeat.heard();
        time.pass(Heartbeat.LOOK);

        assertThat(dead).isFalse();
    }
}
