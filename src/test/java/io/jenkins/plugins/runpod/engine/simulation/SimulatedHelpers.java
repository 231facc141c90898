package io.jenkins.plugins.runpod.engine.simulation;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot.Kind;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.HelperContainers;
import io.jenkins.plugins.runpod.engine.transfer.VolumeModel;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The helper containers of one pod and its volume: what is true of them, and what the pod's status says. */
final class SimulatedHelpers {
    private static final ContainerState ABSENT = new ContainerState.Absent();

    final VolumeModel volume = new VolumeModel();
    private final String image;
    private final boolean needed;
    private final boolean awaitsInputs;
    private final boolean keepsOutputs;
    private final SimulatedTime time;

    private final Helper input = new Helper(HelperContainers.INPUT, Kind.INIT);
    private final Helper output = new Helper(HelperContainers.OUTPUT, Kind.HELPER);

    /** A container: the truth, and its state in the status. */
    private final class Helper {
        private final String name;
        private final Kind kind;
        private Instant startedAt;
        private Instant endedAt;
        private int exitCode;
        private ContainerState state = ABSENT;

        Helper(String name, Kind kind) {
            this.name = name;
            this.kind = kind;
        }

        boolean runs() {
            return startedAt != null && endedAt == null;
        }

        void start() {
            startedAt = time.instant();
        }

        void end(int code) {
            if (runs()) {
                endedAt = time.instant();
                exitCode = code;
            }
        }

        void report() {
            if (endedAt != null) {
                state = new ContainerState.Terminated(
                        exitCode, exitCode == 0 ? "Completed" : "Error", "", second(startedAt), second(endedAt));
            } else if (startedAt != null) {
                state = new ContainerState.Running(second(startedAt));
            }
        }

        ContainerSnapshot snapshot() {
            return new ContainerSnapshot(name, kind, image, state, ABSENT, 0);
        }
    }

    SimulatedHelpers(Pod pod, SimulatedTime time) {
        this.time = time;
        List<Container> first = pod.getSpec().getInitContainers();
        image = pod.getSpec().getContainers().get(0).getImage();
        needed = !first.isEmpty();
        awaitsInputs = needed
                && first.get(0).getCommand().contains("wait-for-input")
                && first.get(0)
                        .getCommand()
                        .get(first.get(0).getCommand().size() - 2)
                        .equals("1");
        keepsOutputs = pod.getSpec().getContainers().size() > 1;
    }

    private static Optional<Instant> second(Instant at) {
        return Optional.of(at.truncatedTo(ChronoUnit.SECONDS));
    }

    /** Whether the pod has any. */
    boolean areNeeded() {
        return needed;
    }

    /** Whether the first one has not ended, so that no other container can start. */
    boolean holdBack() {
        return needed && input.endedAt == null;
    }

    boolean awaitInputs() {
        return awaitsInputs;
    }

    void startInput() {
        input.start();
    }

    void endInput(int code) {
        input.end(code);
    }

    void startOutput() {
        if (keepsOutputs) {
            output.start();
        }
    }

    /** All are killed. */
    void kill() {
        input.end(143);
        output.end(143);
    }

    void waits(ContainerState state) {
        input.state = state;
    }

    /** The status says what is true. */
    void report() {
        input.report();
        output.report();
    }

    /** Whether the container that waits until the outputs are taken still runs. */
    boolean isKeptUp() {
        return output.runs();
    }

    /** Whether the status shows it so. */
    boolean isShownUp() {
        return output.state instanceof ContainerState.Running;
    }

    boolean runs(String container) {
        return container.equals(HelperContainers.INPUT) ? input.runs() : output.runs();
    }

    /** Lets those end that have what they wait for. @return whether one has ended */
    boolean settle() {
        boolean before = input.runs();
        boolean beforeOutput = output.runs();
        if (awaitsInputs && volume.isReady()) {
            input.end(0);
        }
        if (volume.isTaken()) {
            output.end(0);
        }
        return before != input.runs() || beforeOutput != output.runs();
    }

    /** With the result container between them. */
    List<ContainerSnapshot> around(ContainerSnapshot main) {
        List<ContainerSnapshot> all = new ArrayList<>();
        if (needed) {
            all.add(input.snapshot());
        }
        all.add(main);
        if (keepsOutputs) {
            all.add(output.snapshot());
        }
        return all;
    }
}
