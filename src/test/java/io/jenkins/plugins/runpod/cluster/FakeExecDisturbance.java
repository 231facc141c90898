package io.jenkins.plugins.runpod.cluster;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What goes wrong with one exec after its beginning. Counts bytes of the program's streams, not of their framing. */
final class FakeExecDisturbance {
    private static final int PIECE = 32 * 1024;

    private final List<Faults.Fault> faults;
    private long output;
    private long input;

    FakeExecDisturbance(List<Faults.Fault> faults) {
        this.faults = List.copyOf(faults);
    }

    /** How much of the output is sent at once. */
    int piece() {
        return find(Faults.Throttle.class)
                .map(throttle -> (int) Math.max(1, Math.min(PIECE, throttle.bytesPerSecond() / 10)))
                .orElse(PIECE);
    }

    /** How many of so many bytes of output still reach the client; waits as long as they take. */
    synchronized int pass(int bytes) {
        pause(bytes);
        long limit = Math.min(
                find(Faults.LoseOutput.class).map(Faults.LoseOutput::bytes).orElse(Long.MAX_VALUE),
                find(Faults.Cut.class).map(Faults.Cut::bytes).orElse(Long.MAX_VALUE));
        int passed = (int) Math.min(bytes, limit - output);
        output += passed;
        return passed;
    }

    /** Whether the connection ends now, because enough has been sent. */
    synchronized boolean endsOutput() {
        return find(Faults.Cut.class).filter(cut -> output >= cut.bytes()).isPresent();
    }

    /** Whether the connection ends properly. */
    boolean endsClean() {
        return find(Faults.Cut.class).filter(Faults.Cut::clean).isPresent();
    }

    /** How many of so many bytes of input still reach the program; waits as long as they take. */
    synchronized int take(int bytes) {
        long limit = find(Faults.CutInput.class).map(Faults.CutInput::bytes).orElse(Long.MAX_VALUE);
        int taken = (int) Math.min(bytes, limit - input);
        input += taken;
        return taken;
    }

    /** Whether the connection ends now, because enough has been received. */
    synchronized boolean endsInput() {
        return find(Faults.CutInput.class).filter(cut -> input >= cut.bytes()).isPresent();
    }

    boolean hangs() {
        return find(Faults.Hang.class).isPresent();
    }

    boolean losesStatus() {
        return find(Faults.LoseStatus.class).isPresent();
    }

    /** As long as so many bytes take. */
    void pause(int bytes) {
        find(Faults.Throttle.class).ifPresent(throttle -> {
            try {
                TimeUnit.NANOSECONDS.sleep(TimeUnit.SECONDS.toNanos(bytes) / throttle.bytesPerSecond());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private <F extends Faults.Fault> Optional<F> find(Class<F> kind) {
        return faults.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }
}
