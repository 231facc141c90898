package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.HelperContainers;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a pending pod is given up because another one, with its images from elsewhere, would start sooner. Nothing of the pod has
 * begun then, apart from helper containers, so it costs no attempt. Confined to one {@link Decision}.
 */
final class ImageSteps {
    private final StageContext context;

    ImageSteps(StageContext context) {
        this.context = context;
    }

    /** How the pod ends if it is given up for that. Empty if it is not. */
    Optional<Ending> change(Diagnosis d) {
        Optional<Mirrors> mirrors = context.task.mirrors();
        Optional<PodSnapshot> pod = context.known.look().pod();
        // Only a watch proves after the deletion that nothing ran.
        boolean watched = context.known.api().watchFailsSince().isEmpty();
        if (mirrors.isEmpty() || pod.isEmpty() || d.terminating() || d.nodeLost() || !watched || hasBegun(pod.get())) {
            return Optional.empty();
        }
        return image(d).flatMap(image -> change(d, image, mirrors.get()));
    }

    /** Whether a mirror fails to give an image. */
    boolean isMirrorFailing(Diagnosis d) {
        return d.isPullFailure()
                && context.attempt().podVariant().images() == ImageSource.MIRROR
                && context.task.mirrors().isPresent()
                && image(d).filter(context.task.mirrors().get()::gives).isPresent();
    }

    /** The image of the container that a diagnosis is about. */
    private Optional<String> image(Diagnosis d) {
        return context.known
                .look()
                .pod()
                .flatMap(pod -> pod.container(d.container()))
                .map(ContainerSnapshot::image);
    }

    private Optional<Ending> change(Diagnosis d, String image, Mirrors mirrors) {
        PodVariant variant = context.attempt().podVariant();
        return switch (variant.images()) {
            case OWN ->
                isLimited(d)
                        ? mirrors.of(image)
                                .map(mirror -> EndingMessages.toMirror(d, mirrors.registry(image), mirror)
                                        .followedBy(mirrors.with(variant, ImageSource.MIRROR)))
                        : Optional.empty();
            case MIRROR ->
                isMirrorFailing(d) && isForGood(d)
                        ? Optional.of(EndingMessages.fromMirror(d, image)
                                .followedBy(mirrors.with(variant, ImageSource.OWN_AGAIN)))
                        : Optional.empty();
            case OWN_AGAIN -> Optional.empty();
        };
    }

    /** By the registry. The limit of the node would hold for a mirror too. */
    private static boolean isLimited(Diagnosis d) {
        return d.verdict() == Verdict.RATE_LIMITED && d.cause().equals(Cause.REGISTRY_RATE_LIMIT.id());
    }

    /** The mirror has no such image, does not allow the pull, or is none. What clears by itself may last as long as the grace budget. */
    private boolean isForGood(Diagnosis d) {
        return switch (d.verdict()) {
            case PERMANENT, AMBIGUOUS -> true;
            case TRANSIENT -> hasFailedForLong(d.container());
            default -> false;
        };
    }

    private boolean hasFailedForLong(String container) {
        Optional<Instant> until = context.policy
                .limit(Budget.GRACE)
                .map(most -> context.now.plus(most).minus(failing(container)));
        until.filter(context.now::isBefore).ifPresent(context::wakeAt);
        return until.isPresent() && !context.now.isBefore(until.get());
    }

    private Duration failing(String container) {
        return context.state.causes().stream()
                .filter(span -> span.attempt() == context.attempt().number())
                .filter(span ->
                        span.verdict() == Verdict.TRANSIENT && span.container().equals(container))
                .map(span -> span.length(context.now))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private boolean hasBegun(PodSnapshot pod) {
        return context.attempt().memory().ran()
                || context.attempt().memory().started().stream().anyMatch(name -> !HelperContainers.isName(name))
                || pod.containers().stream().anyMatch(container -> container.began() && !container.isHelper());
    }
}
