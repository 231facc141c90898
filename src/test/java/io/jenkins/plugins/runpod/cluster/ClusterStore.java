package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The objects of a cluster, their history, and the rules by which the API changes them: resource versions, preconditions,
 * graceful deletion, owner references. Knows neither HTTP nor nodes. Every method throws {@link ApiException} where the
 * API refuses. Objects that are handed out are shared: nobody may change them.
 *
 * <p>Safe for use by many threads: one lock, because every change gets the next number of one history.
 */
public final class ClusterStore {
    private final Clock clock;
    private final RandomGenerator random;
    private final Map<Resource, TreeMap<String, ObjectNode>> objects = new EnumMap<>(Resource.class);
    private final History history = new History();
    private final List<AdmissionCheck> admissions = new CopyOnWriteArrayList<>();

    /**
     * A change of one object. A new object has no {@code before}, a removed one no {@code after}.
     *
     * @param version the resource version of the change
     */
    public record Change(long version, Resource resource, Optional<ObjectNode> before, Optional<ObjectNode> after) {
        /** The newest state there is. */
        public ObjectNode object() {
            return after.or(() -> before).orElseThrow();
        }
    }

    /** What a list shows, at one version. */
    public record Snapshot(List<ObjectNode> items, long version) {}

    /** Preconditions and grace period of a deletion. */
    public record Deletion(OptionalLong grace, Optional<String> uid, Optional<String> resourceVersion) {
        /** With the object's own grace period, whatever its state. */
        public static final Deletion PLAIN = new Deletion(OptionalLong.empty(), Optional.empty(), Optional.empty());

        /** At once, as a kubelet confirms that nothing of a pod is left. */
        static Deletion confirmed(String uid) {
            return new Deletion(OptionalLong.of(0), Optional.of(uid), Optional.empty());
        }
    }

    /** Has a say before an object is created; throws {@link ApiException} to refuse it. */
    public interface AdmissionCheck {
        /** Called with the lock of the store held: must not block. */
        void admit(Resource resource, ObjectNode object);
    }

    /**
     * @param clock the time of creation and deletion timestamps
     * @param random draws UIDs and generated names, so that a simulation can repeat them
     */
    public ClusterStore(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
        for (Resource resource : Resource.values()) {
            objects.put(resource, new TreeMap<>());
        }
        for (String namespace : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
            create(Resource.NAMESPACES, "", FakeJson.object("metadata", FakeJson.object("name", namespace)));
        }
    }

    /** The version of the newest change. */
    public synchronized long version() {
        return history.version();
    }

    /** Adds a rule that objects must pass to be created, a quota for example. */
    public void admission(AdmissionCheck admission) {
        admissions.add(admission);
    }

    /** POST. */
    public synchronized ObjectNode create(Resource resource, String namespace, ObjectNode given) {
        ObjectNode object = given.deepCopy();
        object.put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
        ObjectNode metadata = FakeJson.child(object, "metadata");
        List.of("uid", "resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink")
                .forEach(metadata::remove);
        if (resource.namespaced()) {
            requireNamespace(resource, namespace, object);
            metadata.put("namespace", namespace);
        }
        Rules rules = Rules.of(resource);
        if (FakeJson.text(metadata, "name").isEmpty() && metadata.hasNonNull("generateName")) {
            metadata.put("name", metadata.get("generateName").asText() + suffix());
        }
        rules.prepareCreate(object);
        String name = FakeJson.text(metadata, "name");
        if (resource == Resource.PODS) {
            String account = FakeJson.text(object, "spec", "serviceAccountName");
            if (find(Resource.SERVICEACCOUNTS, namespace, account).isEmpty()) {
                throw ApiException.forbidden(
                        resource,
                        name,
                        "error looking up service account %s/%s: serviceaccount \"%s\" not found"
                                .formatted(namespace, account, account));
            }
        }
        admissions.forEach(admission -> admission.admit(resource, object));
        rules.validate(object);
        if (find(resource, namespace, name).isPresent()) {
            throw ApiException.alreadyExists(resource, name);
        }
        metadata.put("uid", new UUID(random.nextLong(), random.nextLong()).toString());
        metadata.put("creationTimestamp", FakeJson.seconds(clock.instant()));
        put(resource, Optional.empty(), object);
        if (resource == Resource.NAMESPACES) {
            create(
                    Resource.SERVICEACCOUNTS,
                    name,
                    FakeJson.object("metadata", FakeJson.object("name", "default", "namespace", name)));
        }
        return object;
    }

    /** GET; empty for 404. */
    public synchronized Optional<ObjectNode> find(Resource resource, String namespace, String name) {
        return Optional.ofNullable(objects.get(resource).get(key(resource, namespace, name)));
    }

    /** GET. */
    public ObjectNode get(Resource resource, String namespace, String name) {
        return find(resource, namespace, name).orElseThrow(() -> ApiException.notFound(resource, name));
    }

    /** The objects of a namespace, or of all namespaces when that is empty. */
    public synchronized Snapshot list(Resource resource, String namespace, Predicate<ObjectNode> selection) {
        return new Snapshot(select(objects.get(resource), namespace, selection), history.version());
    }

    /** The objects as they were at an earlier version: 410 when that is too long ago. */
    synchronized Snapshot list(Resource resource, String namespace, Predicate<ObjectNode> selection, long at) {
        if (at < history.forgotten()) {
            throw ApiException.expired("The provided continue parameter is too old to display a consistent list result."
                    + " You can start a new list without the continue parameter.");
        }
        return new Snapshot(select(history.asOf(at, resource, objects.get(resource)), namespace, selection), at);
    }

    /**
     * PUT and PATCH: replaces an object by what the function makes of a copy of it.
     *
     * @param subresource {@code status} changes only the status, everything else does not change it
     */
    public synchronized ObjectNode update(
            Resource resource, String namespace, String name, String subresource, UnaryOperator<ObjectNode> change) {
        ObjectNode before = get(resource, namespace, name);
        ObjectNode after = change.apply(before.deepCopy()).deepCopy();
        requireSame(resource, name, before, after);
        Rules.of(resource).prepareUpdate(before, after, subresource);
        if (after.equals(before)) {
            return before;
        }
        put(resource, Optional.of(before), after);
        if (isDeleted(after) && !hasFinalizers(after) && graceOf(after) == 0) {
            remove(resource, after);
        } else if (ownersAreGone(after)) {
            delete(resource, namespace, name, Deletion.PLAIN);
        }
        return after;
    }

    /** DELETE: the last state of the object; it is gone, or {@link #find} still finds it terminating. */
    public synchronized ObjectNode delete(Resource resource, String namespace, String name, Deletion deletion) {
        ObjectNode object = get(resource, namespace, name);
        checkPrecondition(resource, name, "UID", deletion.uid, FakeJson.text(object, "metadata", "uid"));
        checkPrecondition(
                resource,
                name,
                "ResourceVersion",
                deletion.resourceVersion,
                FakeJson.text(object, "metadata", "resourceVersion"));
        OptionalLong grace = Rules.of(resource).grace(object, deletion.grace);
        if (grace.isEmpty() && !hasFinalizers(object)) {
            return remove(resource, object);
        }
        Optional<Long> wanted = isDeleted(object)
                ? shortened(object, deletion.grace)
                : Optional.of(grace.isPresent() ? grace.getAsLong() : 0L);
        if (wanted.isPresent()) {
            object = markDeleted(resource, object, wanted.get());
        }
        if (resource == Resource.NAMESPACES) {
            deleteAllIn(name);
            removeIfEmpty(name);
            return object;
        }
        return graceOf(object) == 0 && !hasFinalizers(object) ? remove(resource, object) : object;
    }

    /**
     * Tells of every change from now on, in order; the receiver is called with the lock held and must not block.
     *
     * @param since the version to begin after; empty to be shown everything that exists first. 410 when the version is
     *     too old
     * @return ends it
     */
    public synchronized Runnable watch(Resource resource, OptionalLong since, Consumer<Change> receiver) {
        Consumer<Change> mine = change -> {
            if (change.resource == resource) {
                receiver.accept(change);
            }
        };
        if (since.isPresent() && since.getAsLong() < history.forgotten()) {
            throw ApiException.expired(
                    "too old resource version: %d (%d)".formatted(since.getAsLong(), history.forgotten()));
        }
        if (since.isEmpty()) {
            for (ObjectNode object : objects.get(resource).values()) {
                receiver.accept(new Change(versionOf(object), resource, Optional.empty(), Optional.of(object)));
            }
        }
        return history.follow(since.orElse(history.version()), mine);
    }

    /** Forgets the history, as etcd does every few minutes: lists and watches of older versions get 410. */
    public synchronized void compact() {
        history.forget();
    }

    private void put(Resource resource, Optional<ObjectNode> before, ObjectNode after) {
        FakeJson.child(after, "metadata").put("resourceVersion", Long.toString(history.version() + 1));
        objects.get(resource).put(key(resource, after), after);
        history.add(resource, before, Optional.of(after));
    }

    /** Gone: with a version of its own, and with everything that it alone owned. */
    private ObjectNode remove(Resource resource, ObjectNode object) {
        objects.get(resource).remove(key(resource, object));
        ObjectNode last = object.deepCopy();
        FakeJson.child(last, "metadata").put("resourceVersion", Long.toString(history.version() + 1));
        history.add(resource, Optional.of(last), Optional.empty());
        String uid = FakeJson.text(object, "metadata", "uid");
        for (Resource kind : Resource.values()) {
            for (ObjectNode dependent : select(objects.get(kind), "", each -> isOwnedBy(each, uid))) {
                delete(kind, FakeJson.text(dependent, "metadata", "namespace"), nameOf(dependent), Deletion.PLAIN);
            }
        }
        if (resource.namespaced()) {
            removeIfEmpty(FakeJson.text(object, "metadata", "namespace"));
        }
        return last;
    }

    /** What does not go at once goes by itself, and nothing new can come. */
    private void deleteAllIn(String namespace) {
        for (Resource resource : Resource.values()) {
            if (resource.namespaced()) {
                for (ObjectNode object : select(objects.get(resource), namespace, each -> !isDeleted(each))) {
                    if (find(resource, namespace, nameOf(object)).isPresent()) { // unless it went with its owner
                        delete(resource, namespace, nameOf(object), Deletion.PLAIN);
                    }
                }
            }
        }
    }

    /** A deleted namespace goes when everything in it has gone. */
    private void removeIfEmpty(String namespace) {
        find(Resource.NAMESPACES, "", namespace)
                .filter(ClusterStore::isDeleted)
                .filter(each -> isEmpty(namespace))
                .ifPresent(each -> remove(Resource.NAMESPACES, each));
    }

    private boolean isEmpty(String namespace) {
        return Stream.of(Resource.values())
                .filter(Resource::namespaced)
                .allMatch(resource ->
                        select(objects.get(resource), namespace, each -> true).isEmpty());
    }

    private ObjectNode markDeleted(Resource resource, ObjectNode before, long grace) {
        ObjectNode after = before.deepCopy();
        ObjectNode metadata = FakeJson.child(after, "metadata");
        Instant requested = isDeleted(before)
                ? Instant.parse(FakeJson.text(before, "metadata", "deletionTimestamp"))
                        .minusSeconds(graceOf(before))
                : clock.instant();
        metadata.put("deletionTimestamp", FakeJson.seconds(requested.plusSeconds(grace)));
        metadata.put("deletionGracePeriodSeconds", grace);
        if (resource == Resource.NAMESPACES) {
            FakeJson.child(after, "status").put("phase", "Terminating");
        }
        put(resource, Optional.of(before), after);
        return after;
    }

    /** A grace period that runs already can be shortened, never lengthened. */
    private static Optional<Long> shortened(ObjectNode object, OptionalLong wanted) {
        return wanted.isPresent() && wanted.getAsLong() < graceOf(object)
                ? Optional.of(wanted.getAsLong())
                : Optional.empty();
    }

    private void requireNamespace(Resource resource, String namespace, ObjectNode object) {
        String given = FakeJson.text(object, "metadata", "namespace");
        if (!given.isEmpty() && !given.equals(namespace)) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        if (isDeleted(get(Resource.NAMESPACES, "", namespace))) {
            throw ApiException.forbidden(
                    resource,
                    FakeJson.text(object, "metadata", "name"),
                    "unable to create new content in namespace %s because it is being terminated".formatted(namespace));
        }
    }

    private static void requireSame(Resource resource, String name, ObjectNode before, ObjectNode after) {
        String version = FakeJson.text(after, "metadata", "resourceVersion");
        if (!version.isEmpty() && !version.equals(FakeJson.text(before, "metadata", "resourceVersion"))) {
            throw ApiException.conflict(
                    resource,
                    name,
                    "the object has been modified; please apply your changes to the latest version and try again");
        }
        String uid = FakeJson.text(after, "metadata", "uid");
        checkPrecondition(
                resource,
                name,
                "UID",
                Optional.of(uid).filter(text -> !text.isEmpty()),
                FakeJson.text(before, "metadata", "uid"));
    }

    private static void checkPrecondition(
            Resource resource, String name, String what, Optional<String> wanted, String actual) {
        if (wanted.isPresent() && !wanted.get().equals(actual)) {
            throw ApiException.conflict(
                    resource,
                    name,
                    "Precondition failed: %s in precondition: %s, %s in object meta: %s"
                            .formatted(what, wanted.get(), what, actual));
        }
    }

    private static List<ObjectNode> select(
            Map<String, ObjectNode> all, String namespace, Predicate<ObjectNode> selection) {
        List<ObjectNode> selected = new ArrayList<>();
        for (ObjectNode object : all.values()) {
            if ((namespace.isEmpty() || namespace.equals(FakeJson.text(object, "metadata", "namespace")))
                    && selection.test(object)) {
                selected.add(object);
            }
        }
        return selected;
    }

    private boolean isOwnedBy(ObjectNode object, String uid) {
        JsonNode owners = FakeJson.at(object, "metadata", "ownerReferences");
        boolean owned = false;
        for (JsonNode owner : owners) {
            owned |= FakeJson.text(owner, "uid").equals(uid);
        }
        return owned && owners.size() == 1;
    }

    /** Only of owners that this cluster would know. */
    private boolean ownersAreGone(ObjectNode object) {
        JsonNode owners = FakeJson.at(object, "metadata", "ownerReferences");
        boolean gone = !owners.isEmpty();
        for (JsonNode owner : owners) {
            gone &= Arrays.stream(Resource.values())
                    .filter(kind -> kind.kind().equals(FakeJson.text(owner, "kind")))
                    .anyMatch(kind -> objects.get(kind).values().stream()
                            .noneMatch(each ->
                                    FakeJson.text(each, "metadata", "uid").equals(FakeJson.text(owner, "uid"))));
        }
        return gone;
    }

    private String suffix() {
        return random.ints(5, 0, 27)
                .mapToObj(i -> "bcdfghjklmnpqrstvwxz2456789".substring(i, i + 1))
                .reduce("", String::concat);
    }

    static boolean isDeleted(ObjectNode object) {
        return FakeJson.at(object, "metadata").hasNonNull("deletionTimestamp");
    }

    private static boolean hasFinalizers(ObjectNode object) {
        return !FakeJson.at(object, "metadata", "finalizers").isEmpty();
    }

    private static long graceOf(ObjectNode object) {
        return FakeJson.at(object, "metadata", "deletionGracePeriodSeconds").asLong();
    }

    static long versionOf(ObjectNode object) {
        return Long.parseLong(FakeJson.text(object, "metadata", "resourceVersion"));
    }

    static String nameOf(ObjectNode object) {
        return FakeJson.text(object, "metadata", "name");
    }

    static String key(Resource resource, ObjectNode object) {
        return key(resource, FakeJson.text(object, "metadata", "namespace"), nameOf(object));
    }

    private static String key(Resource resource, String namespace, String name) {
        return resource.namespaced() ? namespace + "/" + name : name;
    }
}
