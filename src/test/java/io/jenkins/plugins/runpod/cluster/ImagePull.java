package io.jenkins.plugins.runpod.cluster;

import java.time.Duration;

/** How a container comes to its image. Everything here happens with the node's lock held. */
final class ImagePull {
    private final ContainerRun container;
    private final ScriptedNode node;
    private final String image;
    private final boolean always;
    private int failures;
    private boolean done;

    /** @param always even when the node has the image */
    ImagePull(ContainerRun container, ScriptedNode node, String image, boolean always) {
        this.container = container;
        this.node = node;
        this.image = image;
        this.always = always;
    }

    /** Whether the image is there. */
    boolean isDone() {
        return done;
    }

    void succeed(Duration duration, Runnable then) {
        if (node.hasImage(image) && !always) {
            container.event("Normal", "Pulled", "Container image \"%s\" already present on machine".formatted(image));
            done = true;
            then.run();
            return;
        }
        container.event("Normal", "Pulling", "Pulling image \"%s\"".formatted(image));
        container.later(duration, () -> {
            node.pulled(image);
            container.event("Normal", "Pulled", node.style().pulled(image, duration.toMillis()));
            done = true;
            then.run();
        });
    }

    /** Fails so many times, with the back-off in between; {@link Integer#MAX_VALUE} is for ever. */
    void fail(PullFailure failure, int times, Runnable then) {
        if (times == 0) {
            then.run();
            return;
        }
        String message = failure.message(image, node.style());
        container.event("Normal", "Pulling", "Pulling image \"%s\"".formatted(image));
        container.event("Warning", "Failed", "Failed to pull image \"%s\": %s".formatted(image, message));
        container.event("Warning", "Failed", "Error: ErrImagePull");
        container.change(ContainerStates.waiting("ErrImagePull", message));
        Duration backOff = node.pace().backOff(++failures);
        container.later(backOff.dividedBy(2), () -> {
            container.event("Normal", "BackOff", "Back-off pulling image \"%s\"".formatted(image));
            container.event("Warning", "Failed", "Error: ImagePullBackOff");
            container.change(
                    ContainerStates.waiting("ImagePullBackOff", node.style().backOffPulling(image, message)));
        });
        container.later(backOff, () -> fail(failure, times == Integer.MAX_VALUE ? times : times - 1, then));
    }
}
