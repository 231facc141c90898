package io.jenkins.plugins.runpod.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TransferProgressTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void whatWasThereBeforeIsNoRate() {
        TransferProgress progress = new TransferProgress();
        progress.begun();
        progress.advanced(0, 0, NOW);
        progress.advanced(1_500_000_000, 2_000_000_000, NOW.plusSeconds(2));
        assertThat(progress.view(false))
                .get()
                .extracting(TransferView::bytesPerSecond)
                .isEqualTo(0L);
        progress.advanced(1_600_000_000, 2_000_000_000, NOW.plusSeconds(4));
        assertThat(progress.view(false))
                .get()
                .extracting(TransferView::bytesPerSecond)
                .isEqualTo(50_000_000L);
    }
}
