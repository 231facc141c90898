package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The history of the pods that it matches, written down before it happens. What it does not mention goes well, and a
 * container without steps of its own runs its command:
 *
 * <pre>{@code
 * cluster.script(PodScript.forImage("app:.*")
 *         .unschedulable(ofSeconds(5))
 *         .rateLimited(2)
 *         .print("hello").sleep(ofSeconds(1)).exit(3));
 * cluster.script(PodScript.forPod("build-.*").in("sidecar").pullFails(3, PullFailure.qpsExceeded()));
 * }</pre>
 *
 * Steps before the first {@link #in} belong to every container that has no own ones, init containers excepted. To be
 * written by one thread, and not changed once a cluster has it.
 */
public final class PodScript {
    /** A duration that never ends. */
    public static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

    private final Predicate<ObjectNode> matcher;
    private final List<Step.OfPod> podSteps = new ArrayList<>();
    private final Map<String, List<Step>> containerSteps = new HashMap<>();
    private String container = "";
    private Duration statusLag = Duration.ZERO;
    private boolean ignoresTerm;
    private OptionalInt codeOnTerm = OptionalInt.empty();

    private PodScript(Predicate<ObjectNode> matcher) {
        this.matcher = matcher;
    }

    /** For pods with a container of this image. @param regex matches the whole image */
    public static PodScript forImage(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return matching(pod -> {
            List<ObjectNode> containers = new ArrayList<>(FakeJson.objects(FakeJson.at(pod, "spec", "containers")));
            containers.addAll(FakeJson.objects(FakeJson.at(pod, "spec", "initContainers")));
            return containers.stream()
                    .anyMatch(each ->
                            pattern.matcher(FakeJson.text(each, "image")).matches());
        });
    }

    /** For pods of this name. @param regex matches the whole name */
    public static PodScript forPod(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return matching(pod -> pattern.matcher(ClusterStore.nameOf(pod)).matches());
    }

    /** For pods with this label. @param regex matches the whole value */
    public static PodScript forLabel(String key, String regex) {
        Pattern pattern = Pattern.compile(regex);
        return matching(pod -> FakeJson.at(pod, "metadata", "labels").has(key)
                && pattern.matcher(
                                FakeJson.at(pod, "metadata", "labels").path(key).asText())
                        .matches());
    }

    /** For all pods. */
    public static PodScript forAll() {
        return matching(pod -> true);
    }

    /** For pods that pass a test. */
    public static PodScript matching(Predicate<ObjectNode> test) {
        return new PodScript(test);
    }

    /** What follows is about this container; init containers too. */
    public PodScript in(String name) {
        container = name;
        containerSteps.computeIfAbsent(name, each -> new ArrayList<>());
        return this;
    }

    /** No node is found for a while. */
    public PodScript unschedulable(Duration duration) {
        return unschedulable(
                duration,
                "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims"
                        + " found for incoming pod.");
    }

    /** No node is found for a while, for this reason. */
    public PodScript unschedulable(Duration duration, String message) {
        return add(new Step.Unschedulable(duration, message));
    }

    /** Bound, but the kubelet reports nothing for a while. */
    public PodScript kubeletSilent(Duration duration) {
        return add(new Step.KubeletSilent(duration));
    }

    /** The kubelet does not admit the pod: no container statuses at all. @param reason {@code OutOfcpu} for example */
    public PodScript rejected(String reason, String message) {
        return add(new Step.Rejected(reason, message));
    }

    /** Stays at ContainerCreating for a while, with {@code FailedMount} events. */
    public PodScript mountFails(Duration duration, String message) {
        return add(new Step.Stuck(duration, "FailedMount", message));
    }

    /** Stays at ContainerCreating for a while, with {@code FailedCreatePodSandBox} events. */
    public PodScript sandboxFails(Duration duration, String message) {
        return add(new Step.Stuck(duration, "FailedCreatePodSandBox", message));
    }

    /** Everything the node reports in a status comes so much later than it happens; events do not. */
    public PodScript statusLag(Duration lag) {
        statusLag = lag;
        return this;
    }

    /** So many pulls are refused by the registry with 429, then one succeeds. */
    public PodScript rateLimited(int times) {
        return pullFails(times, PullFailure.rateLimited());
    }

    /** So many pulls fail, then one succeeds. */
    public PodScript pullFails(int times, PullFailure failure) {
        return add(new Step.PullFails(failure, times));
    }

    /** No pull ever succeeds. */
    public PodScript pullFails(PullFailure failure) {
        return pullFails(Integer.MAX_VALUE, failure);
    }

    /** The pull takes this long. */
    public PodScript pullTakes(Duration duration) {
        return add(new Step.PullTakes(duration));
    }

    /** The container cannot be configured for a while; {@code secret "s" not found} for example. */
    public PodScript configError(Duration duration, String message) {
        return add(new Step.CannotCreate(duration, "CreateContainerConfigError", message));
    }

    /** The container cannot be created for a while. @param reason {@code CreateContainerError} for example, or any other text */
    public PodScript cannotCreate(Duration duration, String reason, String message) {
        return add(new Step.CannotCreate(duration, reason, message));
    }

    /** Stays at ContainerCreating this long after the image is there. */
    public PodScript startsLate(Duration duration) {
        return add(new Step.StartsLate(duration));
    }

    /** The runtime cannot start the command. */
    public PodScript startError(String message) {
        return add(new Step.StartError(message));
    }

    /** Prints a line, or several with the same time. */
    public PodScript print(String text) {
        return add(new Step.Print(text, Duration.ZERO));
    }

    /** Prints a line whose time is older than that of the lines before it, as stdout and stderr do to each other. */
    public PodScript printLate(String text, Duration age) {
        return add(new Step.Print(text, age));
    }

    /** Runs on for a while. */
    public PodScript sleep(Duration duration) {
        return add(new Step.Sleep(duration));
    }

    /** Runs on until something is so, which the node asks again and again. */
    public PodScript until(BooleanSupplier condition) {
        return add(new Step.Until(condition));
    }

    /** The log file is full. */
    public PodScript rotateLog() {
        return add(new Step.RotatesLog());
    }

    /** Ends. */
    public PodScript exit(int code) {
        return add(new Step.Exit(code, ""));
    }

    /** Is killed by the kernel. */
    public PodScript oomKilled() {
        return add(new Step.Exit(137, "OOMKilled"));
    }

    /** The kubelet evicts the pod. */
    public PodScript evicted(String message) {
        return add(new Step.Evicted(message));
    }

    /** The node stops reporting, for a while; containers go on. */
    public PodScript nodeLost(Duration duration) {
        return add(new Step.NodeLost(duration));
    }

    /** Somebody deletes the pod. */
    public PodScript deletedBySomebody() {
        return add(new Step.DeletedBySomebody());
    }

    /** The scheduler preempts the pod. */
    public PodScript preempted() {
        return add(new Step.Preempted());
    }

    /** Runs until it is stopped. */
    public PodScript runsForever() {
        return add(new Step.Forever());
    }

    /** Runs the container's own command, as it does without any step of a program. */
    public PodScript runsCommand() {
        return add(new Step.RunsCommand());
    }

    /** A program of steps does not react to SIGTERM: it is killed when the grace period is over. */
    public PodScript ignoresTerm() {
        ignoresTerm = true;
        return this;
    }

    /** A program of steps ends with this code after SIGTERM; without it, with 143. */
    public PodScript exitsOnTerm(int code) {
        codeOnTerm = OptionalInt.of(code);
        return this;
    }

    /** What another script says of its containers becomes what this one says of a container. */
    void include(String name, PodScript other) {
        podSteps.addAll(other.podSteps);
        containerSteps.put(name, other.containerSteps.getOrDefault("", List.of()));
    }

    boolean matches(ObjectNode pod) {
        return matcher.test(pod);
    }

    List<Step.OfPod> podSteps() {
        return podSteps;
    }

    List<Step> stepsOf(String name, boolean init) {
        List<Step> own = containerSteps.get(name);
        return own != null ? own : init ? List.of() : containerSteps.getOrDefault("", List.of());
    }

    Duration statusLag() {
        return statusLag;
    }

    OptionalInt codeOnTerm() {
        return ignoresTerm ? OptionalInt.empty() : OptionalInt.of(codeOnTerm.orElse(143));
    }

    private PodScript add(Step step) {
        if (step instanceof Step.OfPod ofPod) {
            podSteps.add(ofPod);
        } else {
            containerSteps.computeIfAbsent(container, each -> new ArrayList<>()).add(step);
        }
        return this;
    }
}
