package io.jenkins.plugins.runpod.engine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.admission.Admission.Applicant;
import io.jenkins.plugins.runpod.engine.admission.Admission.Hold;
import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CreateDampingTest {
    private static final String WHY = "HTTP 500: failed calling webhook";

    private final CreateDamping damping = new CreateDamping();
    private final List<String> called = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private Optional<Hold> ask(String task) {
        TaskId id = new TaskId("controller", task);
        return damping.ask(new Applicant(id, null, now, () -> called.add(task)), now);
    }

    private void fails(String task) {
        damping.createsFail(new TaskId("controller", task), WHY, now);
    }

    private void pass(int seconds) {
        now = now.plusSeconds(seconds);
    }

    @Test
    void nobodyWaitsWhileCreatesWork() {
        damping.createsWork();
        assertThat(ask("a")).isEmpty();
    }

    @Test
    void theOthersWaitInTheServersWords() {
        fails("a");
        assertThat(ask("b"))
                .hasValueSatisfying(hold -> assertThat(hold.why()).isEqualTo(WHY))
                .hasValueSatisfying(hold -> assertThat(hold.cause()).isEqualTo(Cause.CREATE_FAILS))
                .hasValueSatisfying(hold -> assertThat(hold.until()).isEqualTo(now.plusSeconds(1)));
    }

    @Test
    void oneTaskAtATimeTries() {
        fails("a");
        pass(1);
        assertThat(ask("b")).isEmpty();
        assertThat(ask("c")).isPresent();
    }

    @Test
    void pausesDoubleUpToHalfAMinute() {
        for (int i = 0; i < 10; i++) {
            fails("a");
        }
        assertThat(ask("b").orElseThrow().until()).isEqualTo(now.plusSeconds(30));
    }

    @Test
    void whoTriesAndIsNeverHeardOfHoldsNobodyForLong() {
        fails("a");
        pass(1);
        assertThat(ask("b")).isEmpty();
        pass(2);
        assertThat(ask("c")).isEmpty();
    }

    @Test
    void whoHasNotTriedYetGoesFirst() {
        fails("a");
        ask("b");
        pass(1);
        assertThat(ask("a")).isPresent();
        assertThat(ask("b")).isEmpty();
    }

    @Test
    void whoYieldsGoesOnIfTheOtherDoesNotCome() {
        fails("a");
        ask("b");
        pass(2);
        assertThat(ask("a")).isEmpty();
    }

    @Test
    void failuresThatWereUnderWayTogetherAreOne() {
        for (int i = 0; i < 20; i++) {
            fails("task-" + i);
        }
        assertThat(ask("b").orElseThrow().until()).isEqualTo(now.plusSeconds(1));
    }

    @Test
    void anOldFailureSaysNothing() {
        fails("a");
        pass(3600);
        assertThat(ask("b")).isEmpty();
        assertThat(ask("c")).isEmpty();
    }

    @Test
    void allAskAgainWhenACreateIsAnswered() {
        fails("a");
        ask("b");
        ask("c");
        damping.over(new TaskId("controller", "c"), now);
        damping.createsWork();
        assertThat(called).containsExactly("b");
        assertThat(ask("b")).isEmpty();
        assertThat(ask("d")).isEmpty();
    }
}
