package io.jenkins.plugins.runpod.history;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.spec.ImageReference;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which ended tasks a viewer asks for, and how to add them up. Pure.
 *
 * <p>Cluster, namespace, folder and verdict select tasks. Registry, image and cause must all hold for one wait of a task, or for
 * the task itself. A task itself has its own image, and its reason if it ended badly. Only the waits that fit are added up.
 *
 * @param offset how many tasks to leave out before the first that is listed
 * @param limit the greatest number of tasks to list
 */
public record HistoryQuery(Period period, Grouping by, Filter filter, int offset, int limit) {
    /** So that an answer stays small. */
    public static final int MOST = 500;

    /** All builds before a part are kept in order to find it, so that a far one would take much memory. */
    static final int FARTHEST = 10_000;

    private static final int STANDARD = 50;

    /** How far back, from now on. */
    public enum Period {
        DAY(Duration.ofHours(1), 24),
        WEEK(Duration.ofDays(1), 7),
        MONTH(Duration.ofDays(1), 30);

        private final long bucketMs;
        private final int buckets;

        Period(Duration bucket, int buckets) {
            bucketMs = bucket.toMillis();
            this.buckets = buckets;
        }

        /** The length of the parts into which it is divided, in milliseconds. */
        long bucketMs() {
            return bucketMs;
        }

        int buckets() {
            return buckets;
        }

        /** Its length in milliseconds. */
        long ms() {
            return bucketMs * buckets;
        }

        /** Its name in addresses. */
        public String word() {
            return RequestParameters.word(this);
        }
    }

    /** By what to group. */
    public enum Grouping {
        CAUSE,
        CLUSTER,
        NAMESPACE,
        FOLDER,
        REGISTRY,
        IMAGE;

        String word() {
            return RequestParameters.word(this);
        }
    }

    /**
     * What to leave out. What is empty leaves out nothing. A text that is there may be empty.
     *
     * @param namespace with its cluster: {@code cluster/namespace}
     * @param folder the full name of a folder or a job
     */
    public record Filter(
            Optional<String> cluster,
            Optional<String> namespace,
            Optional<String> folder,
            Optional<String> registry,
            Optional<String> image,
            Optional<String> cause,
            Optional<Verdict> verdict) {

        /** Leaves out nothing. */
        public static final Filter NONE = new Filter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        static Filter of(RequestParameters given) {
            return new Filter(
                    given.text("cluster"),
                    given.text("namespace"),
                    given.text("folder"),
                    given.text("registry"),
                    given.text("image"),
                    given.text("cause"),
                    given.word("verdict", Verdict.values()));
        }

        /** Whether a task is selected. */
        boolean selects(EndedTask task) {
            return fits(cluster, task.cluster())
                    && fits(namespace, task.cluster() + "/" + task.namespace())
                    && HistoryScope.isIn(
                            folder.orElse(""), BuildId.of(task.build()).job())
                    && verdict.filter(wanted -> wanted != task.verdict()).isEmpty()
                    && (fitsItself(task) || task.waits().stream().anyMatch(wait -> fits(task, wait)));
        }

        private boolean fitsItself(EndedTask task) {
            return fitsImage(task.image())
                    && (cause.isEmpty() || task.verdict() != Verdict.SUCCEEDED && fits(cause, task.reason()));
        }

        private boolean fits(EndedTask task, Wait wait) {
            return fitsImage(wait.image().isEmpty() ? task.image() : wait.image()) && fits(cause, wait.cause());
        }

        boolean fitsImage(String text) {
            return fits(image, text) && fits(registry, registry(text));
        }

        static boolean fits(Optional<String> wanted, String text) {
            return wanted.isEmpty() || wanted.get().equals(text);
        }

        /** The registry of an image. Empty if there is no image. */
        static String registry(String image) {
            return image.isEmpty() ? "" : ImageReference.of(image).registry();
        }

        /** The same for the page of a folder. */
        Filter below(String page) {
            return folder.isPresent()
                    ? this
                    : new Filter(cluster, namespace, Optional.of(page), registry, image, cause, verdict);
        }
    }

    /**
     * The query in the parameters of a request. A parameter that is null has its default value, and so has a blank one, except
     * those of the filter.
     *
     * @param parameters the value of each, or null
     * @throws IllegalArgumentException with a sentence for each value that is not valid
     */
    public static HistoryQuery of(Function<String, String> parameters) {
        RequestParameters given = new RequestParameters(parameters);
        HistoryQuery query = new HistoryQuery(
                given.word("period", Period.values()).orElse(Period.WEEK),
                given.word("by", Grouping.values()).orElse(Grouping.CAUSE),
                Filter.of(given),
                given.number("offset", 0, FARTHEST).orElse(0),
                given.number("limit", 1, MOST).orElse(STANDARD));
        given.check();
        return query;
    }
}
