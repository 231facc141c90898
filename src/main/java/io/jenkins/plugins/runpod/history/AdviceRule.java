package io.jenkins.plugins.runpod.history;

import static io.jenkins.plugins.runpod.history.HistoryQuery.Grouping.CAUSE;
import static io.jenkins.plugins.runpod.history.HistoryQuery.Grouping.CLUSTER;
import static io.jenkins.plugins.runpod.history.HistoryQuery.Grouping.FOLDER;
import static io.jenkins.plugins.runpod.history.HistoryQuery.Grouping.IMAGE;
import static io.jenkins.plugins.runpod.history.HistoryQuery.Grouping.NAMESPACE;
import static io.jenkins.plugins.runpod.history.HistoryQuery.Grouping.REGISTRY;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.history.HistoryQuery.Grouping;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What can be wrong with a group of tasks, what it costs, and what would help. Stateless. */
enum AdviceRule {
    REGISTRY_LIMIT(REGISTRY, "RegistryRateLimit", IMAGE) {
        @Override
        String text(Facts facts) {
            return facts.key() + " limited " + count(facts.sum().limitedPulls(), "pull") + " of "
                    + count(facts.parts(), "image") + " " + facts.when() + ", " + facts.waited()
                    + " of waiting. A mirror (imageMirrors) or a pull secret would have saved it.";
        }
    },
    DAMPING(
            REGISTRY,
            "RegistryDamping",
            FOLDER,
            "without a pod for the pull limit of",
            "A mirror (imageMirrors) or a pull secret would have saved it."),
    KUBELET_LIMIT(
            CLUSTER,
            "PullQPSExceeded",
            FOLDER,
            "for the pull limit of the kubelets of cluster",
            "Raise registryPullQPS and registryBurst of the kubelets."),
    QUOTA(
            NAMESPACE,
            "QuotaExceeded",
            FOLDER,
            "for the quota of namespace",
            "Raise its ResourceQuota, or lower the requests of the pods."),
    NO_ROOM(
            CLUSTER,
            "Unschedulable",
            NAMESPACE,
            "for room on a node of cluster",
            "Add nodes, or lower the requests of the pods."),
    MAX_PODS(
            CLUSTER,
            "PodLimit",
            FOLDER,
            "because of maxPods of cluster",
            "Raise maxPods of the cluster or the folder if the nodes have room."),
    KUEUE(
            NAMESPACE,
            "Queued",
            FOLDER,
            "in Kueue's queues of namespace",
            "Raise the quota of their ClusterQueue, or lower the requests of the pods."),
    MISSING_IMAGE(IMAGE, "ImageNotFound", FOLDER) {
        @Override
        Optional<Verdict> verdict() {
            return Optional.of(Verdict.PERMANENT);
        }

        /** A task that never ran costs its users more than its wait. */
        @Override
        long price(Sum sum, Sum all) {
            return waitedMs(sum) == 0 ? 0 : Math.max(waitedMs(sum), sum.tasks() * FAILED_TASK_MS);
        }

        @Override
        String text(Facts facts) {
            return count(facts.sum().tasks(), "task") + " failed " + facts.when() + " because image " + facts.key()
                    + " does not exist, after " + facts.waited()
                    + " of waiting. Correct its name, or push it before they start.";
        }
    },
    SLOW_START(IMAGE, null, CAUSE) {
        @Override
        int leastTasks() {
            return ENOUGH;
        }

        @Override
        long price(Sum sum, Sum all) {
            boolean slow = sum.startP95Ms() != null
                    && sum.startP95Ms() >= SLOW_START_MS
                    && sum.startP95Ms() >= SLOWER_THAN_USUAL * all.startP50Ms();
            return slow && largest(sum) == WaitKind.STARTING ? ms(sum, WaitKind.STARTING) : 0;
        }

        @Override
        String text(Facts facts) {
            return "5 in 100 tasks of image " + facts.key() + " took longer than "
                    + lasted(facts.sum().startP95Ms()) + " to start " + facts.when() + ". All of its "
                    + facts.sum().tasks() + " tasks spent " + facts.waited(WaitKind.STARTING)
                    + " on starting. A smaller image, or one that the nodes have already, starts sooner.";
        }
    },
    SLOW_FILES(IMAGE, null, FOLDER) {
        @Override
        long price(Sum sum, Sum all) {
            return ms(sum, WaitKind.FILES) > sum.runMs() ? ms(sum, WaitKind.FILES) : 0;
        }

        @Override
        String text(Facts facts) {
            return "Tasks of image " + facts.key() + " waited " + facts.waited(WaitKind.FILES) + " for their files "
                    + facts.when() + " and ran for " + lasted(facts.sum().runMs())
                    + ". Fewer or smaller inputs and outputs save more than faster nodes.";
        }
    },
    LOST_ATTEMPTS(CLUSTER, null, FOLDER) {
        @Override
        long price(Sum sum, Sum all) {
            return sum.lostAttempts() >= ENOUGH ? sum.lostMs() : 0;
        }

        @Override
        String text(Facts facts) {
            return "Tasks of cluster " + facts.key() + " needed "
                    + count(facts.sum().lostAttempts(), "further attempt") + " " + facts.when()
                    + ". The earlier ones took "
                    + lasted(facts.sum().lostMs())
                    + ". Check for evictions, preemption and reclaimed nodes, and what retryOn repeats.";
        }
    };

    private static final long FAILED_TASK_MS = Duration.ofMinutes(5).toMillis();
    private static final long SLOW_START_MS = Duration.ofMinutes(2).toMillis();
    private static final int SLOWER_THAN_USUAL = 4;
    private static final int ENOUGH = 20;

    private final Grouping by;
    private final String cause;
    private final Grouping inside;
    private final String where;
    private final String remedy;

    /** A rule with sentences of its own. */
    AdviceRule(Grouping by, String cause, Grouping inside) {
        this(by, cause, inside, "", "");
    }

    /**
     * A rule about tasks that waited for one thing.
     *
     * @param where for what they waited, in words that the name of the group follows
     * @param remedy what to change
     */
    AdviceRule(Grouping by, String cause, Grouping inside, String where, String remedy) {
        this.by = by;
        this.cause = cause;
        this.inside = inside;
        this.where = where;
        this.remedy = remedy;
    }

    /**
     * What is found about a group.
     *
     * @param parts how many of its images are concerned, if it is a registry
     * @param when the period in words
     */
    record Facts(String key, Sum sum, long parts, String when) {
        String waited() {
            return lasted(waitedMs(sum));
        }

        String waited(WaitKind kind) {
            return lasted(ms(sum, kind));
        }
    }

    /** By what the tasks are grouped that the rule looks at. */
    Grouping by() {
        return by;
    }

    /** By what the page shows a group. */
    Grouping inside() {
        return inside;
    }

    Optional<String> cause() {
        return Optional.ofNullable(cause);
    }

    Optional<Verdict> verdict() {
        return Optional.empty();
    }

    /**
     * What a group costs, in milliseconds of waiting. 0 if the rule does not apply.
     *
     * @param all the sum of all groups
     */
    long price(Sum sum, Sum all) {
        return waitedMs(sum);
    }

    /** Groups with fewer tasks are not looked at. */
    int leastTasks() {
        return 1;
    }

    /** Sentences with numbers. */
    String text(Facts facts) {
        return count(facts.sum().tasks(), "task") + " waited " + facts.waited() + " " + where + " " + facts.key() + " "
                + facts.when() + ". " + remedy;
    }

    static long waitedMs(Sum sum) {
        return sum.waits().values().stream().mapToLong(Long::longValue).sum();
    }

    static long ms(Sum sum, WaitKind kind) {
        return sum.waits().getOrDefault(kind, 0L);
    }

    static WaitKind largest(Sum sum) {
        return sum.waits().entrySet().stream()
                .max(Comparator.comparingLong(Map.Entry::getValue))
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    private static String count(long number, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
    }

    /** A duration in words, with its two largest units at most. */
    static String lasted(long ms) {
        long seconds = ms / 1000;
        long minutes = seconds / 60;
        long hours = minutes / 60;
        if (hours >= 10) {
            return hours + " h";
        }
        if (hours > 0) {
            return hours + " h" + (minutes % 60 > 0 ? " " + minutes % 60 + " min" : "");
        }
        return minutes > 0
                ? minutes + " min" + (minutes < 10 && seconds % 60 > 0 ? " " + seconds % 60 + " s" : "")
                : seconds + " s";
    }
}
