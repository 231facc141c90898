package io.jenkins.plugins.runpod.engine.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others may have written into a lease. */
class LeaseTextTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private final LeaseText text = new LeaseText("ns", "controller", "us");

    private static Lease lease(String holder, Integer seconds, Integer transitions) {
        return new LeaseBuilder()
                .withNewMetadata()
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(holder)
                .withLeaseDurationSeconds(seconds)
                .withLeaseTransitions(transitions)
                .endSpec()
                .build();
    }

    @ParameterizedTest
    @CsvSource({"660, 660", "900, 900", "901, 900", "2147483647, 900", "0, 0", "-1, 0", "-2147483648, 0", ", 0"})
    void noHolderIsWaitedForLongerThanFifteenMinutes(Integer asked, long waited) {
        assertThat(LeaseText.duration(lease("them", asked, 0))).isEqualTo(Duration.ofSeconds(waited));
    }

    @Test
    void allThatThisPluginAsksForIsWaitedFor() {
        assertThat(TenancyTiming.USUAL.idle()).isLessThanOrEqualTo(LeaseText.LONGEST);
        assertThat(TenancyTiming.USUAL.life()).isLessThanOrEqualTo(LeaseText.LONGEST);
    }

    @Test
    void aHolderIsShownOnOneShortLine() {
        assertThat(LeaseText.holderName(lease("jenkins-0:/home 12ab", 60, 0))).isEqualTo("jenkins-0:/home 12ab");
        assertThat(LeaseText.holderName(lease("a\nINFO: all is well\u001b[2J\u202e", 60, 0)))
                .isEqualTo("a INFO: all is well [2J ");
        assertThat(LeaseText.holderName(lease("x".repeat(1_000_000), 60, 0))).hasSize(201);
    }

    @Test
    void twoHoldersWithTheSameBeginningAreNotTheSame() {
        LeaseText ours = new LeaseText("ns", "controller", "x".repeat(300));

        assertThat(ours.isOurs(lease("x".repeat(300), 60, 0))).isTrue();
        assertThat(ours.isOurs(lease("x".repeat(300) + "y", 60, 0))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "7, 8", "2147483647, 2147483647", "-5, 1", ", 1"})
    void theApiServerAcceptsTheNumberOfTransitions(Integer before, int after) {
        Lease taken = text.next(lease("them", 60, before), Duration.ofMinutes(1), NOW);

        assertThat(taken.getSpec().getLeaseTransitions()).isEqualTo(after);
    }
}
