package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.text.Durations;
import io.jenkins.plugins.runpod.engine.text.Sizes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A transfer of files as users see it. Immutable.
 *
 * @param inwards whether the inputs are being sent. Otherwise the outputs are being taken or handed over
 * @param queued whether other transfers go first
 * @param done how much has arrived whole, in bytes
 * @param total in bytes, or 0 if it is not known yet
 * @param bytesPerSecond on average since this process began with it, or 0 if that is not known yet
 */
public record TransferView(boolean inwards, boolean queued, long done, long total, long bytesPerSecond) {
    /** How much has arrived: 0 to 100. Empty if that is not known yet. */
    public Optional<Integer> percent() {
        return queued || total <= 0
                ? Optional.empty()
                : Optional.of((int) (100.0 * Math.min(Math.max(done, 0), total) / total));
    }

    /** How long it takes at the present rate. Empty if that is not known yet. */
    Optional<Duration> left() {
        return bytesPerSecond <= 0 || total <= 0
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(Math.max(0, total - done) / bytesPerSecond));
    }

    /** How far it is: {@code 12 MB of 2.1 GB, 18 MB/s, 2m left}. Empty if nothing is known yet. */
    public String progress() {
        if (queued) {
            return "waits for its turn, because other transfers go first";
        } else if (total <= 0) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        parts.add(Sizes.format(done) + " of " + Sizes.format(total));
        left().ifPresent(left -> {
            parts.add(Sizes.format(bytesPerSecond) + "/s");
            parts.add(Durations.format(left) + " left");
        });
        return String.join(", ", parts);
    }
}
