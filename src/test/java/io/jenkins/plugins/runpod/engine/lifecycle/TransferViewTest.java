package io.jenkins.plugins.runpod.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TransferViewTest {
    @Test
    void progressHasAmountRateAndTimeLeft() {
        TransferView view = new TransferView(true, false, 120_000_000, 2_100_000_000, 18_000_000);

        assertThat(view.progress()).isEqualTo("120 MB of 2.1 GB, 18 MB/s, 110s left");
        assertThat(view.percent()).contains(5);
        assertThat(FileMessages.transfer(view)).isEqualTo("Sending the inputs: 120 MB of 2.1 GB, 18 MB/s, 110s left.");
    }

    @Test
    void whatIsNotKnownYetIsNotShown() {
        assertThat(new TransferView(false, false, 0, 0, 0).progress()).isEmpty();
        assertThat(new TransferView(false, false, 0, 0, 0).percent()).isEmpty();
        assertThat(new TransferView(false, false, 500, 1000, 0).progress()).isEqualTo("500 bytes of 1.0 KB");
    }

    @Test
    void transferThatWaitsForItsTurnShowsNoOldProgress() {
        TransferView view = new TransferView(true, true, 500, 1000, 100);

        assertThat(view.progress()).startsWith("waits for its turn");
        assertThat(view.percent()).isEmpty();
    }
}
