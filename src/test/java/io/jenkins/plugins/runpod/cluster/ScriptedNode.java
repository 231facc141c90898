package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The scheduler, the one node and its kubelet: every pod that appears in the store is bound, run and reported, by the
 * script that matches it or the way a healthy node would. Time comes from the clock and the timer alone, so that a
 * simulated one runs any history as fast as it can. One lock: everything happens one after the other.
 */
public final class ScriptedNode implements KubeletApi, AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger(ScriptedNode.class.getName());

    private final ClusterStore store;
    private final Clock clock;
    private final Timer timer;
    private final ContainerRuntime runtime;
    private final Pace pace;
    private final KubeletStyle style;
    private final String name = "embedded-node";
    private final FakePodEvents events;
    private final PodSpecs specs;
    private final List<PodScript> scripts = new CopyOnWriteArrayList<>();
    private final Map<String, PodRun> runs = new LinkedHashMap<>();
    private final Map<String, String> ips = new HashMap<>();
    private final Set<String> images = new HashSet<>();
    private final Runnable stopWatch;
    private volatile boolean online = true;
    private volatile boolean closed;
    private long containers;

    /**
     * Registers the node and begins to look after the store's pods.
     *
     * @param timer performs everything that happens on the node, one after the other or not
     */
    public ScriptedNode(
            ClusterStore store, Clock clock, Timer timer, ContainerRuntime runtime, Pace pace, KubeletStyle style) {
        this.store = store;
        this.clock = clock;
        this.timer = timer;
        this.runtime = runtime;
        this.pace = pace;
        this.style = style;
        this.events = new FakePodEvents(store, clock, name);
        this.specs = new PodSpecs(store);
        ObjectNode node = FakeJson.object(
                "metadata",
                FakeJson.object(
                        "name",
                        name,
                        "labels",
                        FakeJson.object("kubernetes.io/hostname", name, "kubernetes.io/os", "linux")),
                "status",
                FakeJson.object("capacity", FakeJson.object("cpu", "64", "memory", "256Gi", "pods", "10000")));
        store.create(Resource.NODES, "", node);
        ready("True");
        this.stopWatch = store.watch(Resource.PODS, OptionalLong.empty(), change -> soon(() -> see(change)));
    }

    /** Adds a script; of several that match a pod, the latest counts. Before the pod is created. */
    public void script(PodScript script) {
        scripts.add(0, script);
    }

    /** The node stops reporting: nothing it does is seen any more, while its containers go on. @param duration how long */
    public synchronized void lose(Duration duration) {
        if (!online) {
            return;
        }
        online = false;
        ready("Unknown");
        for (PodRun run : runs.values()) {
            if (run.endPhase().isEmpty()) {
                events.controller(run.pod(), "node-controller", "Warning", "NodeNotReady", "Node is not ready");
                update(run, "status", pod -> Conditions.set(pod, now(), "Ready", false, "", ""));
                evictAfterToleration(run);
            }
        }
        if (!duration.equals(PodScript.FOREVER)) {
            later(duration, this::recover);
        }
    }

    /** The node reports again: what has happened meanwhile is seen at once. */
    public synchronized void recover() {
        if (!online) {
            online = true;
            ready("True");
            List.copyOf(runs.values()).forEach(this::catchUp);
        }
    }

    /** The kubelet restarts: containers go on, but every followed log ends, as if there were no more. */
    public synchronized void restartKubelet() {
        runs.values().forEach(PodRun::interruptLogs);
    }

    /** The kubelet hears what has been asked of a pod meanwhile, and says what has become of it. */
    private void catchUp(PodRun run) {
        Optional<ObjectNode> pod = store.find(Resource.PODS, run.namespace(), run.name())
                .filter(each -> FakeJson.text(each, "metadata", "uid").equals(run.uid()));
        if (pod.isEmpty()) {
            run.vanish();
            runs.remove(run.uid());
            return;
        }
        run.publish();
        if (ClusterStore.isDeleted(pod.get())) {
            run.delete(Duration.ofSeconds(graceOf(pod.get())));
        }
    }

    private void evictAfterToleration(PodRun run) {
        for (JsonNode toleration : FakeJson.at(run.pod(), "spec", "tolerations")) {
            if (FakeJson.text(toleration, "key").equals("node.kubernetes.io/unreachable")
                    && toleration.has("tolerationSeconds")) {
                later(Duration.ofSeconds(toleration.get("tolerationSeconds").asLong()), () -> {
                    if (!online && !run.isGone() && run.endPhase().isEmpty()) {
                        Conditions.disrupt(
                                store,
                                now(),
                                run.pod(),
                                "DeletionByTaintManager",
                                "Taint manager: deleting due to NoExecute taint");
                        events.controller(
                                run.pod(),
                                "taint-eviction-controller",
                                "Normal",
                                "TaintManagerEviction",
                                "Marking for deletion Pod %s/%s".formatted(run.namespace(), run.name()));
                        run.deletedBySomebody();
                    }
                });
            }
        }
    }

    private void ready(String value) {
        store.update(Resource.NODES, "", name, "status", node -> {
            Conditions.set(
                    node, now(), "Ready", value, value.equals("True") ? "KubeletReady" : "NodeStatusUnknown", "");
            return node;
        });
    }

    private void see(ClusterStore.Change change) {
        ObjectNode pod = change.object();
        String uid = FakeJson.text(pod, "metadata", "uid");
        PodRun run = runs.get(uid);
        if (change.after().isEmpty()) {
            if (run != null && online) {
                run.vanish();
                runs.remove(uid);
            }
        } else if (FakeJson.text(pod, "spec", "nodeName").isEmpty()
                && change.before()
                        .map(before -> isGated(before) && !isGated(pod))
                        .orElse(true)) {
            new PodScheduling(this, pod, scriptOf(pod)).begin();
        } else if (run == null && FakeJson.text(pod, "spec", "nodeName").equals(name) && !isOver(pod)) {
            run = new PodRun(this, pod, scriptOf(pod));
            runs.put(uid, run);
            run.begin();
        }
        if (run != null && change.after().isPresent() && ClusterStore.isDeleted(pod)) {
            long grace =
                    FakeJson.at(pod, "metadata", "deletionGracePeriodSeconds").asLong();
            if (online
                    && change.before().map(before -> graceOf(before) != grace).orElse(true)) {
                run.delete(Duration.ofSeconds(grace));
            }
        }
    }

    private static boolean isGated(ObjectNode pod) {
        return !FakeJson.at(pod, "spec", "schedulingGates").isEmpty();
    }

    private static long graceOf(ObjectNode pod) {
        return FakeJson.at(pod, "metadata", "deletionGracePeriodSeconds").asLong(-1);
    }

    private static boolean isOver(ObjectNode pod) {
        return List.of("Succeeded", "Failed").contains(FakeJson.text(pod, "status", "phase"));
    }

    private PodScript scriptOf(ObjectNode pod) {
        return scripts.stream()
                .filter(script -> script.matches(pod))
                .findFirst()
                .or(() -> ImageConventions.scriptFor(pod))
                .orElseGet(PodScript::forAll);
    }

    /** Reports a status, when the node reports anything. */
    void post(PodRun run, ObjectNode status) {
        Runnable report = () -> {
            if (online) {
                update(run, "status", pod -> PodStatus.put(status, pod, now()));
            }
        };
        if (run.script().statusLag().isZero()) {
            report.run();
        } else {
            later(run.script().statusLag(), report);
        }
    }

    private interface Change {
        void to(ObjectNode pod);
    }

    private void update(PodRun run, String subresource, Change change) {
        try {
            store.update(Resource.PODS, run.namespace(), run.name(), subresource, pod -> {
                if (FakeJson.text(pod, "metadata", "uid").equals(run.uid())) {
                    change.to(pod);
                }
                return pod;
            });
        } catch (ApiException e) {
            LOGGER.log(Level.FINE, "a pod went away before its status came", e);
        }
    }

    @Override
    public Optional<ContainerLog> open(ObjectNode pod, LogOptions options) {
        String container = PodSpecs.chosenContainer(pod, options.container());
        if (FakeJson.text(pod, "spec", "nodeName").isEmpty()) {
            return Optional.empty();
        }
        if (!online) {
            throw ApiException.of(
                    500,
                    "InternalError",
                    "Get \"https://127.0.0.1:10250/containerLogs/%s/%s/%s\": dial tcp 127.0.0.1:10250: connect: connection refused"
                            .formatted(
                                    FakeJson.text(pod, "metadata", "namespace"), ClusterStore.nameOf(pod), container));
        }
        synchronized (this) {
            PodRun run = runs.get(FakeJson.text(pod, "metadata", "uid"));
            if (run == null) {
                throw ApiException.of(404, "NotFound", "pod \"%s\" does not exist".formatted(ClusterStore.nameOf(pod)));
            }
            return Optional.of(run.log(container, options.previous()));
        }
    }

    @Override
    public FakeExecTarget exec(ObjectNode pod, FakeExecOptions options) throws FakeExecRefusal {
        if (!online) {
            throw FakeExecRefusal.unreachable("dial tcp 127.0.0.1:10250: connect: connection refused");
        }
        if (!options.hasStreams()) {
            throw FakeExecRefusal.of(400, "you must specify at least 1 of stdin, stdout, stderr");
        }
        String container = PodSpecs.chosenContainer(pod, options.container());
        synchronized (this) {
            PodRun run = runs.get(FakeJson.text(pod, "metadata", "uid"));
            if (run == null) {
                throw FakeExecRefusal.of(404, "pod does not exist");
            }
            return run.exec(container);
        }
    }

    /** Runs something on the node later; an error in it is a bug, and is logged. */
    void later(Duration delay, Runnable what) {
        if (delay.equals(PodScript.FOREVER)) {
            return;
        }
        timer.schedule(delay, () -> {
            if (closed) {
                return;
            }
            synchronized (this) {
                try {
                    what.run();
                } catch (RuntimeException e) {
                    LOGGER.log(Level.SEVERE, "the embedded node stumbled", e);
                }
            }
        });
    }

    void soon(Runnable what) {
        later(Duration.ZERO, what);
    }

    /** Stops looking after pods and kills their containers. */
    @Override
    public void close() {
        closed = true;
        stopWatch.run();
        runtime.close();
    }

    ClusterStore store() {
        return store;
    }

    FakePodEvents events() {
        return events;
    }

    PodSpecs specs() {
        return specs;
    }

    ContainerRuntime runtime() {
        return runtime;
    }

    Pace pace() {
        return pace;
    }

    KubeletStyle style() {
        return style;
    }

    /** The node's name. */
    public String name() {
        return name;
    }

    boolean isOnline() {
        return online;
    }

    Instant now() {
        return clock.instant();
    }

    boolean hasImage(String image) {
        return images.contains(image);
    }

    void pulled(String image) {
        images.add(image);
    }

    String newContainerId() {
        return "containerd://%064x".formatted(++containers);
    }

    String ipOf(PodRun run) {
        return ips.computeIfAbsent(
                run.uid(), uid -> "10.244.%d.%d".formatted(ips.size() / 250 % 250, 2 + ips.size() % 250));
    }
}
