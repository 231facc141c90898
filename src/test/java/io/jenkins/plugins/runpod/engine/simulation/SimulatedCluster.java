package io.jenkins.plugins.runpod.engine.simulation;

import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.kube.Exec;
import io.jenkins.plugins.runpod.engine.kube.ExecInput;
import io.jenkins.plugins.runpod.engine.kube.ExecOutput;
import io.jenkins.plugins.runpod.engine.kube.ExecRequest;
import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure.Effect;
import io.jenkins.plugins.runpod.engine.kube.KubeSecrets;
import io.jenkins.plugins.runpod.engine.kube.PodWatcher;
import io.jenkins.plugins.runpod.engine.log.LogSource;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** An API server with one informer, both with every fault that the engine must bear. */
final class SimulatedCluster implements Cluster, Kube {
    /** What a server says that has not read all roles yet. */
    static final String NOT_YET =
            "pods is forbidden: User \"run-pod\" cannot create resource \"pods\" in API group \"\"";

    private final SimulatedTime time;
    private final Dice dice;
    private final double faultRate;
    private final boolean watchForbidden;
    private final boolean logsForbidden;
    /** The status of each answer to a command, or 0. */
    private final int execRefusal;

    private Instant awayUntil = Instant.MIN;
    private Instant startedAt = Instant.MIN;
    private Instant changesFailUntil = Instant.MIN;
    private boolean changesFailed;
    private final Map<String, SimulatedPod> pods = new HashMap<>();
    private final Map<String, List<Follower>> followers = new LinkedHashMap<>();
    private final Map<String, SimulatedPod> byUid = new HashMap<>();
    private final Map<String, List<SimulatedPod>> byTask = new HashMap<>();
    private long versions = 1000;
    private int uids;
    private int connections;

    final Map<String, Integer> created = new HashMap<>();
    final List<SimulatedPod> all = new ArrayList<>();
    final List<String> violations = new ArrayList<>();
    final SimulatedSecrets secrets;
    /** Who runs commands; nobody without files. */
    Execs execs;

    /** Which process runs commands, and what it has to answer for. @param process whether it lives */
    record Execs(BooleanSupplier process, Consumer<ExecRequest> judge, Consumer<SimulatedPod> starts) {
        void asked(ExecRequest request) {
            judge.accept(request);
        }
    }

    private final Predicate<String> intended;
    private final Function<Dice, SimulatedHistory> histories;

    /**
     * @param intended whether it is saved that something of that name may be made
     * @param histories what happens to each pod
     */
    SimulatedCluster(
            SimulatedTime time,
            Dice dice,
            double faultRate,
            Predicate<String> intended,
            Function<Dice, SimulatedHistory> histories) {
        this.intended = intended;
        this.histories = histories;
        this.secrets = new SimulatedSecrets(this, time, dice);
        this.time = time;
        this.dice = dice;
        this.faultRate = faultRate;
        this.watchForbidden = dice.chance(0.03);
        this.logsForbidden = dice.chance(0.03);
        this.execRefusal = dice.chance(0.03) ? 403 : dice.chance(0.03) ? 502 : 0;
        if (dice.chance(0.2)) {
            time.after(
                    dice.duration(Duration.ofMinutes(dice.chance(0.5) ? 1 : 60)),
                    () -> goAway(dice.duration(Duration.ofMinutes(15))));
        }
        if (dice.chance(0.1)) {
            Duration length = dice.duration(Duration.ofMinutes(dice.chance(0.5) ? 5 : 60));
            time.after(dice.duration(Duration.ofMinutes(dice.chance(0.5) ? 1 : 30)), () -> {
                changesFailed = true;
                changesFailUntil = time.instant().plus(length);
            });
        }
    }

    /** Whether no fault is played. */
    boolean isCalm() {
        return faultRate == 0 && !watchForbidden && awayUntil == Instant.MIN && !changesFailed;
    }

    /**
     * Nobody answers for a while, and then everything may be refused for a moment. What changes meanwhile is found by the lists
     * afterwards.
     */
    private void goAway(Duration length) {
        awayUntil = time.instant().plus(length);
        startedAt = dice.chance(0.5) ? awayUntil : awayUntil.plus(dice.duration(Duration.ofSeconds(20)));
        followers.values().stream().flatMap(List::stream).toList().forEach(follower -> breakUntil(follower, startedAt));
    }

    /** Whether it answers, and refuses what it allows later. */
    boolean isStarting() {
        return !isAway() && time.instant().isBefore(startedAt);
    }

    boolean isAway() {
        return time.instant().isBefore(awayUntil);
    }

    boolean forbidsLogs() {
        return logsForbidden;
    }

    String nextVersion() {
        return Long.toString(++versions);
    }

    /** The process at the other end is dead: its watches and log streams are over. */
    void disconnected() {
        followers.clear();
        connections++;
    }

    /** A number that each death of the process changes. */
    int connections() {
        return connections;
    }

    /** How many pods there are. */
    int present() {
        return pods.size();
    }

    /** The pod that has this name now. */
    Optional<SimulatedPod> podNamed(String name) {
        return Optional.ofNullable(pods.get(name));
    }

    /** The pod that has or had this UID. */
    SimulatedPod podOf(String uid) {
        return Optional.ofNullable(byUid.get(uid)).orElseThrow();
    }

    void started(SimulatedPod pod) {
        execs.starts().accept(pod);
        for (SimulatedPod other : byTask.get(pod.task())) {
            if (other != pod && other.startedAt != null && other.endedAt == null) {
                violations.add("two pods run at once: " + other.name + " and " + pod.name);
            }
        }
    }

    // --- requests, with lost questions, lost answers, late landings -----------------------------------------------

    <T> CompletionStage<T> call(Supplier<T> effect) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Duration there = dice.duration(Duration.ofMillis(300));
        if (isAway()) {
            fail(answer, there, 0, Effect.NONE, "connection refused");
            return answer;
        }
        if (isStarting()) {
            fail(answer, there, 403, Effect.NONE, NOT_YET);
            return answer;
        }
        if (!dice.chance(faultRate)) {
            time.after(there, () -> perform(effect, answer));
            return answer;
        }
        switch (dice.upTo(5)) {
            case 0 -> fail(answer, there, 0, Effect.NONE, "connection refused");
            case 1 -> fail(answer, Duration.ofSeconds(30), 0, Effect.UNKNOWN, "timeout, and never arrived");
            case 2 -> {
                time.after(there, () -> perform(effect, new CompletableFuture<>()));
                fail(answer, Duration.ofSeconds(30), 0, Effect.UNKNOWN, "timeout, though it was executed");
            }
            case 3 -> {
                time.after(
                        Duration.ofSeconds(31).plus(dice.duration(Duration.ofSeconds(29))),
                        () -> perform(effect, new CompletableFuture<>()));
                fail(answer, Duration.ofSeconds(30), 0, Effect.UNKNOWN, "timeout, and executed later");
            }
            case 4 -> fail(answer, there, 429, Effect.NONE, "too many requests");
            default -> {
                if (dice.chance(0.5)) {
                    time.after(there, () -> perform(effect, new CompletableFuture<>()));
                }
                fail(answer, there, 500, Effect.UNKNOWN, "internal error");
            }
        }
        return answer;
    }

    /** A request that changes something. A webhook or etcd can fail for these alone, before or after the change. */
    <T> CompletionStage<T> change(Supplier<T> effect) {
        if (isAway() || isStarting() || !time.instant().isBefore(changesFailUntil)) {
            return call(effect);
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean stored = dice.chance(0.1);
        if (stored) {
            perform(effect, new CompletableFuture<>());
        }
        Effect certain = stored || dice.chance(0.5) ? Effect.UNKNOWN : Effect.NONE;
        fail(answer, dice.duration(Duration.ofMillis(300)), 500, certain, "failed calling webhook");
        return answer;
    }

    private <T> void perform(Supplier<T> effect, CompletableFuture<T> answer) {
        try {
            T result = effect.get();
            time.after(dice.duration(Duration.ofMillis(300)), () -> answer.complete(result));
        } catch (Refused refused) {
            time.after(dice.duration(Duration.ofMillis(300)), () -> answer.completeExceptionally(refused.failure));
        }
    }

    private <T> void fail(CompletableFuture<T> answer, Duration after, int status, Effect effect, String why) {
        Optional<Duration> retryAfter = status == 429 ? Optional.of(Duration.ofSeconds(1)) : Optional.empty();
        time.after(after, () -> answer.completeExceptionally(new KubeFailure(status, "", why, retryAfter, effect)));
    }

    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient KubeFailure failure;

        Refused(int status, String reason) {
            failure = new KubeFailure(status, reason, reason, Optional.empty(), Effect.NONE);
        }
    }

    @Override
    public Kube kube() {
        return this;
    }

    @Override
    public CompletionStage<PodSnapshot> create(Pod pod) {
        String name = pod.getMetadata().getName();
        mustBeIntended(name);
        if (needsSecret(pod) && !secrets.wasMade(name)) {
            violations.add("pod " + name + " was asked for before its Secret");
        }
        return change(() -> {
            if (pods.containsKey(name)) {
                throw new Refused(409, "AlreadyExists");
            }
            created.merge(name, 1, Integer::sum);
            SimulatedPod made = new SimulatedPod(this, time, dice, pod, "uid-" + ++uids, histories.apply(dice));
            pods.put(name, made);
            all.add(made);
            byUid.put(made.uid, made);
            byTask.computeIfAbsent(made.task(), task -> new ArrayList<>(1)).add(made);
            made.live();
            changed(made);
            return made.snapshot();
        });
    }

    void mustBeIntended(String name) {
        if (!intended.test(name)) {
            violations.add("a request to make " + name + " left before that was saved");
        }
    }

    /** Whether no pod of this UID is there. */
    boolean isGone(String uid) {
        return Optional.ofNullable(byUid.get(uid))
                .filter(pod -> pods.get(pod.name) == pod)
                .isEmpty();
    }

    private static boolean needsSecret(Pod pod) {
        return pod.getSpec().getContainers().get(0).getEnv().stream()
                .anyMatch(variable -> variable.getValueFrom() != null);
    }

    @Override
    public KubeSecrets secrets() {
        return secrets;
    }

    @Override
    public CompletionStage<Optional<PodSnapshot>> get(String namespace, String name) {
        return call(() -> Optional.ofNullable(pods.get(name)).map(SimulatedPod::snapshot));
    }

    @Override
    public CompletionStage<List<PodSnapshot>> list(String namespace, String selector) {
        throw new UnsupportedOperationException("tasks never list");
    }

    @Override
    public CompletionStage<Void> delete(
            String namespace, String name, String uid, Optional<String> resourceVersion, Optional<Duration> grace) {
        return change(() -> {
            SimulatedPod pod = pods.get(name);
            if (pod == null) {
                throw new Refused(404, "NotFound");
            }
            boolean other = resourceVersion
                    .filter(v -> !v.equals(pod.snapshot().resourceVersion()))
                    .isPresent();
            if (!pod.uid.equals(uid) || other) {
                throw new Refused(409, "Conflict");
            }
            pod.delete(grace.orElse(Duration.ofSeconds(30)).toSeconds());
            return null;
        });
    }

    @Override
    public CompletionStage<List<PodEvent>> events(String namespace, String uid) {
        return call(() -> Optional.ofNullable(byUid.get(uid))
                .map(pod -> List.copyOf(pod.events))
                .orElse(List.of()));
    }

    @Override
    public CompletionStage<Boolean> logAnswers(String namespace, String name, String container) {
        return call(() -> {
            if (logsForbidden) {
                throw new Refused(403, "Forbidden");
            }
            return pods.containsKey(name) && pods.get(name).logAnswers();
        });
    }

    @Override
    public LogSource log(String namespace, String name, String container) {
        return new SimulatedLog(this, time, dice, () -> Optional.ofNullable(pods.get(name)));
    }

    @Override
    public Watch watch(String namespace, String selector, PodWatcher watcher) {
        throw new UnsupportedOperationException("tasks use the shared informer");
    }

    @Override
    public Exec exec(ExecRequest request, ExecInput input, ExecOutput output) {
        execs.asked(request);
        SimulatedExec exec = new SimulatedExec(this, time, dice, faultRate, execs.process, request, input, output);
        exec.begin(execRefusal);
        return exec;
    }

    // --- the informer ---------------------------------------------------------------------------------------------

    private static final class Follower {
        final String podName;
        final PodWatcher watcher;
        PodSnapshot last;
        Instant quietUntil = Instant.MIN;
        boolean closed;

        Follower(String podName, PodWatcher watcher) {
            this.podName = podName;
            this.watcher = watcher;
        }
    }

    @Override
    public Watch follow(String namespace, String podName, PodWatcher watcher) {
        Follower follower = new Follower(podName, watcher);
        followers.computeIfAbsent(podName, name -> new ArrayList<>(1)).add(follower);
        if (watchForbidden) {
            complain(follower);
            return () -> follower.closed = true;
        }
        if (time.instant().isBefore(startedAt)) {
            breakUntil(follower, startedAt);
        }
        time.after(dice.duration(Duration.ofSeconds(1)), () -> {
            sync(follower);
        });
        return () -> {
            follower.closed = true;
            followers.computeIfPresent(podName, (name, all) -> {
                all.remove(follower);
                return all.isEmpty() ? null : all;
            });
        };
    }

    private void sync(Follower follower) {
        if (time.instant().isBefore(follower.quietUntil)) {
            time.schedule(Duration.between(time.instant(), follower.quietUntil), () -> sync(follower));
            return;
        }
        list(follower);
        if (!follower.closed) {
            follower.watcher.synced();
        }
    }

    /** As a client does whose list is refused. */
    private void complain(Follower follower) {
        if (!follower.closed) {
            follower.watcher.failed("pods is forbidden: cannot list resource");
            time.after(Duration.ofSeconds(30), () -> complain(follower));
        }
    }

    private void breakUntil(Follower follower, Instant end) {
        if (watchForbidden) {
            return;
        }
        follower.quietUntil = end;
        follower.watcher.failed("the connection was cut");
        time.schedule(Duration.between(time.instant(), end), () -> {
            if (!follower.closed) {
                follower.watcher.works();
                list(follower);
            }
        });
    }

    void changed(SimulatedPod pod) {
        notify(pod);
    }

    void removed(SimulatedPod pod) {
        pods.remove(pod.name, pod);
        secrets.collectSoon(pod.uid);
        notify(pod);
    }

    private void notify(SimulatedPod pod) {
        for (Follower follower : followers.getOrDefault(pod.name, List.of())) {
            if (watchForbidden) {
                continue;
            }
            if (dice.chance(faultRate / 4)) {
                // the watch breaks; what happens meanwhile is only found by the list that follows
                follower.quietUntil = time.instant().plus(dice.duration(Duration.ofMinutes(2)));
                time.schedule(Duration.between(time.instant(), follower.quietUntil), () -> list(follower));
                continue;
            }
            if (time.instant().isBefore(follower.quietUntil)) {
                continue;
            }
            PodSnapshot snapshot = pod.snapshot();
            boolean gone = pod.removed;
            time.after(Duration.ofMillis(20), () -> deliver(follower, snapshot, gone));
        }
    }

    private void list(Follower follower) {
        SimulatedPod pod = pods.get(follower.podName);
        if (pod != null) {
            deliver(follower, pod.snapshot(), false);
        } else if (follower.last != null) {
            PodSnapshot before = follower.last;
            follower.last = null;
            follower.watcher.vanished(before);
        }
    }

    private void deliver(Follower follower, PodSnapshot snapshot, boolean gone) {
        if (follower.closed) {
            return;
        }
        if (gone) {
            follower.last = null;
            follower.watcher.deleted(snapshot);
            return;
        }
        follower.last = snapshot;
        follower.watcher.seen(snapshot);
        if (dice.chance(faultRate / 2)) {
            follower.watcher.seen(snapshot);
        }
    }
}
