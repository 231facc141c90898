package io.jenkins.plugins.runpod.cluster;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** One step of a pod's history. {@link PodScript} writes them down, {@link PodRun} and {@link ContainerRun} perform them. */
sealed interface Step {
    /** Before the containers. */
    sealed interface OfPod extends Step {}

    /** Of a container that comes to its image. */
    sealed interface OfPull extends Step {}

    /** Of a container that has its image and does not run yet. */
    sealed interface OfCreation extends Step {}

    /** Of a container that runs. */
    sealed interface OfProgram extends Step {}

    record Unschedulable(Duration duration, String message) implements OfPod {}

    record KubeletSilent(Duration duration) implements OfPod {}

    record Rejected(String reason, String message) implements OfPod {}

    /** Stays at ContainerCreating, and only events say why. */
    record Stuck(Duration duration, String reason, String message) implements OfPod {}

    record PullFails(PullFailure failure, int times) implements OfPull {}

    record PullTakes(Duration duration) implements OfPull {}

    record CannotCreate(Duration duration, String reason, String message) implements OfCreation {}

    record StartsLate(Duration duration) implements OfCreation {}

    record StartError(String message) implements OfCreation {}

    /** @param age how much older than now the line's time is */
    record Print(String text, Duration age) implements OfProgram {}

    record Sleep(Duration duration) implements OfProgram {}

    record Until(BooleanSupplier condition) implements OfProgram {}

    /** @param reason {@code OOMKilled}, or empty for what the exit code says */
    record Exit(int code, String reason) implements OfProgram {}

    record Evicted(String message) implements OfProgram {}

    record NodeLost(Duration duration) implements OfProgram {}

    record DeletedBySomebody() implements OfProgram {}

    record Preempted() implements OfProgram {}

    record RotatesLog() implements OfProgram {}

    record Forever() implements OfProgram {}

    /** The container's own command. */
    record RunsCommand() implements OfProgram {}
}
