package io.jenkins.plugins.runpod.engine.admission;

import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Slows down new tasks of one cluster for a registry that limits pulls, because more pods would only extend the limit.
 * They start 30 s apart, until one of them has pulled its image or 10 min have passed. A registry counts pulls by
 * account, so only tasks with the same pull credentials are slowed. The node's own limit ({@code pull QPS exceeded})
 * does not count. A task whose images have mirrors need not wait, and pulls from there. Safe for use by many threads.
 */
public final class RegistryDamping implements Admission {
    /** The interval between starts of tasks while a registry limits pulls. */
    static final Duration PACE = Duration.ofSeconds(30);
    /** How long a rate limit of a registry is remembered. */
    static final Duration MEMORY = Duration.ofMinutes(10);

    private static final String CAUSE = Cause.REGISTRY_RATE_LIMIT.id();
    private static final Duration ASK_AGAIN = Duration.ofSeconds(15);

    private static final class Limited {
        private Instant lastSeen;
        private Instant nextStart;
        private final Map<TaskId, Instant> starts = new HashMap<>();
    }

    private final Map<PullSource, Limited> registries = new HashMap<>();

    @Override
    public Optional<Hold> ask(Applicant applicant, Instant now) {
        // The specification has to be read for it, which is not done under the lock.
        if (isQuiet(now)) {
            return Optional.empty();
        }
        Set<PullSource> sources = PullSource.of(applicant.specification());
        return advice(sources, Set.copyOf(applicant.specification().mirroredRegistries()), now)
                .or(() -> ask(applicant, sources, now));
    }

    /** What can come from a mirror does not have to wait. */
    private synchronized Optional<Hold> advice(Set<PullSource> sources, Set<String> mirrored, Instant now) {
        return sources.stream()
                .filter(source -> registries.containsKey(source) && mirrored.contains(source.registry()))
                .findFirst()
                .map(source -> new Hold(
                        Cause.REGISTRY_DAMPING,
                        "Registry " + source.registry()
                                + " limits pulls at present. run-pod pulls its images from their mirror.",
                        now,
                        true));
    }

    private synchronized boolean isQuiet(Instant now) {
        registries.values().removeIf(limited -> !now.isBefore(limited.lastSeen.plus(MEMORY)));
        return registries.isEmpty();
    }

    private synchronized Optional<Hold> ask(Applicant applicant, Set<PullSource> sources, Instant now) {
        for (PullSource source : sources) {
            Limited limited = registries.get(source);
            if (limited != null) {
                Instant start = limited.starts.computeIfAbsent(applicant.task(), t -> takeStart(limited, now));
                if (now.isBefore(start)) {
                    Instant again = now.plus(ASK_AGAIN);
                    return Optional.of(new Hold(
                            Cause.REGISTRY_DAMPING,
                            "Registry " + source.registry()
                                    + " limits pulls at present. run-pod starts new tasks that pull from it with the"
                                    + " same credentials 30 s apart. This task waits. Waiting uses no budget.",
                            start.isBefore(again) ? start : again));
                }
            }
        }
        return Optional.empty();
    }

    private static Instant takeStart(Limited limited, Instant now) {
        Instant start = limited.nextStart.isBefore(now) ? now : limited.nextStart;
        limited.nextStart = start.plus(PACE);
        return start;
    }

    @Override
    public void seen(TaskId task, TaskSpecification specification, PodSnapshot pod, Diagnosis diagnosis, Instant now) {
        boolean isLimited =
                diagnosis.verdict() == Verdict.RATE_LIMITED && diagnosis.cause().equals(CAUSE);
        if (isLimited || !isQuiet(now)) {
            PullSource.Credentials credentials = PullSource.Credentials.of(specification);
            for (ContainerSnapshot container : pod.containers()) {
                PullSource source = credentials.at(container.image());
                if (isLimited && container.name().equals(diagnosis.container())) {
                    limited(source, now);
                } else if (!isLimited && container.began()) {
                    pulled(source);
                }
            }
        }
    }

    private synchronized void limited(PullSource source, Instant now) {
        Limited limited = registries.computeIfAbsent(source, s -> new Limited());
        limited.lastSeen = now;
        if (limited.nextStart == null) {
            limited.nextStart = now.plus(PACE);
        }
    }

    private synchronized void pulled(PullSource source) {
        registries.remove(source);
    }

    @Override
    public synchronized void over(TaskId task, Instant now) {
        registries.values().forEach(limited -> limited.starts.remove(task));
    }
}
