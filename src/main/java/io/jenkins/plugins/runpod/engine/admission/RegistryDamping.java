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
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Slows down new tasks for a registry that limits pulls, because more pods would only extend the limit. They start 30 s
 * apart, until one of them has pulled its image or 10 min have passed. The node's own limit ({@code pull QPS
 * exceeded}) does not count. Safe for use by many threads.
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

    private final Map<String, Limited> registries = new HashMap<>();

    @Override
    public Optional<Hold> ask(Applicant applicant, Instant now) {
        // The specification has to be read for it, which is not done under the lock.
        return isQuiet(now) ? Optional.empty() : ask(applicant, hosts(applicant.specification()), now);
    }

    private synchronized boolean isQuiet(Instant now) {
        registries.values().removeIf(limited -> !now.isBefore(limited.lastSeen.plus(MEMORY)));
        return registries.isEmpty();
    }

    private synchronized Optional<Hold> ask(Applicant applicant, Set<String> hosts, Instant now) {
        for (String host : hosts) {
            Limited limited = registries.get(host);
            if (limited != null) {
                Instant start = limited.starts.computeIfAbsent(applicant.task(), t -> takeStart(limited, now));
                if (now.isBefore(start)) {
                    Instant again = now.plus(ASK_AGAIN);
                    return Optional.of(new Hold(
                            Cause.REGISTRY_DAMPING,
                            "Registry " + host
                                    + " limits pulls at present. run-pod starts new tasks for it 30 s apart."
                                    + " This task waits. Waiting uses no budget.",
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
    public synchronized void seen(TaskId task, PodSnapshot pod, Diagnosis diagnosis, Instant now) {
        if (diagnosis.verdict() == Verdict.RATE_LIMITED && diagnosis.cause().equals(CAUSE)) {
            for (ContainerSnapshot container : pod.containers()) {
                if (container.name().equals(diagnosis.container())) {
                    Limited limited = registries.computeIfAbsent(host(container.image()), h -> new Limited());
                    limited.lastSeen = now;
                    if (limited.nextStart == null) {
                        limited.nextStart = now.plus(PACE);
                    }
                }
            }
        } else if (!registries.isEmpty()) {
            for (ContainerSnapshot container : pod.containers()) {
                if (container.began()) {
                    registries.remove(host(container.image()));
                }
            }
        }
    }

    @Override
    public synchronized void over(TaskId task) {
        registries.values().forEach(limited -> limited.starts.remove(task));
    }

    private static Set<String> hosts(TaskSpecification specification) {
        Set<String> hosts = new HashSet<>();
        var spec = specification.template().getSpec();
        spec.getContainers().forEach(c -> hosts.add(host(c.getImage())));
        if (spec.getInitContainers() != null) {
            spec.getInitContainers().forEach(c -> hosts.add(host(c.getImage())));
        }
        return hosts;
    }

    /**
     * The registry host of an image, by the rule of container references: a first part with a dot, a colon or {@code
     * localhost} is a host.
     *
     * @see <a href="https://github.com/distribution/reference">distribution/reference</a>
     */
    static String host(String image) {
        String text = image == null ? "" : image;
        int slash = text.indexOf('/');
        String first = slash < 0 ? "" : text.substring(0, slash);
        return first.contains(".") || first.contains(":") || first.equals("localhost") ? first : "docker.io";
    }
}
