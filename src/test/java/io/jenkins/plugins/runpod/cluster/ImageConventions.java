package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What happens to an image without any script, by the first part of its path: {@code ratelimited/busybox} and
 * {@code registry.example/ratelimited/busybox} alike. Every other image is there, and its command runs.
 *
 * <table>
 * <caption>First part of the path</caption>
 * <tr><td>{@code ratelimited}, {@code busy}</td><td>the registry answers 429 to the first two pulls</td></tr>
 * <tr><td>{@code qps}</td><td>{@code pull QPS exceeded}, twice</td></tr>
 * <tr><td>{@code 429} {@code 401} {@code 403} {@code 404} {@code 500} {@code 503}</td><td>the registry's answer to every pull</td></tr>
 * <tr><td>{@code missing}</td><td>as 404</td></tr>
 * <tr><td>{@code private}</td><td>as 401</td></tr>
 * <tr><td>{@code refused}</td><td>no registry is there</td></tr>
 * <tr><td>{@code slow}</td><td>the pull takes 15 s</td></tr>
 * <tr><td>{@code late}</td><td>the container starts after 30 s</td></tr>
 * <tr><td>{@code unschedulable}</td><td>no node fits</td></tr>
 * <tr><td>{@code unmounted}</td><td>a volume cannot be mounted</td></tr>
 * <tr><td>{@code rejected}</td><td>the kubelet does not admit the pod</td></tr>
 * <tr><td>{@code oom}, {@code evicted}, {@code preempted}, {@code deleted}</td><td>happens after 2 s</td></tr>
 * <tr><td>{@code lost}</td><td>the node stops reporting after 2 s, for 30 s</td></tr>
 * </table>
 */
final class ImageConventions {
    private static final Duration SOON = Duration.ofSeconds(2);

    private static final Map<String, Supplier<PodScript>> SCRIPTS = Map.ofEntries(
            Map.entry("ratelimited", () -> all().rateLimited(2)),
            Map.entry("busy", () -> all().rateLimited(2)),
            Map.entry("qps", () -> all().pullFails(2, PullFailure.qpsExceeded())),
            Map.entry("429", () -> all().pullFails(PullFailure.rateLimited())),
            Map.entry("401", () -> all().pullFails(PullFailure.unauthorized())),
            Map.entry("private", () -> all().pullFails(PullFailure.unauthorized())),
            Map.entry("403", () -> all().pullFails(PullFailure.forbidden())),
            Map.entry("404", () -> all().pullFails(PullFailure.notFound())),
            Map.entry("missing", () -> all().pullFails(PullFailure.notFound())),
            Map.entry("500", () -> all().pullFails(PullFailure.status("500 Internal Server Error"))),
            Map.entry("503", () -> all().pullFails(PullFailure.status("503 Service Temporarily Unavailable"))),
            Map.entry("refused", () -> all().pullFails(PullFailure.refused())),
            Map.entry("slow", () -> all().pullTakes(Duration.ofSeconds(15))),
            Map.entry("late", () -> all().startsLate(Duration.ofSeconds(30))),
            Map.entry("unschedulable", () -> all().unschedulable(PodScript.FOREVER)),
            Map.entry(
                    "unmounted",
                    () -> all().mountFails(
                                    PodScript.FOREVER,
                                    "MountVolume.SetUp failed for volume \"v\" : secret \"nosuch\" not found")),
            Map.entry(
                    "rejected",
                    () -> all().rejected(
                                    "OutOfcpu",
                                    "Pod was rejected: Node didn't have enough resource: cpu, requested: 1000, used: 64000, capacity: 64000")),
            Map.entry("oom", () -> all().sleep(SOON).oomKilled()),
            Map.entry(
                    "evicted",
                    () -> all().sleep(SOON)
                            .evicted(
                                    "The node was low on resource: memory. Threshold quantity: 100Mi, available: 40Mi. ")),
            Map.entry("preempted", () -> all().sleep(SOON).preempted()),
            Map.entry("deleted", () -> all().sleep(SOON).deletedBySomebody()),
            Map.entry(
                    "lost",
                    () -> all().sleep(SOON).nodeLost(Duration.ofSeconds(30)).sleep(SOON)));

    private ImageConventions() {}

    /** The script for a pod: each container whose image has a meaning gets its own steps. */
    static Optional<PodScript> scriptFor(ObjectNode pod) {
        PodScript script = all();
        boolean any = false;
        for (String list : List.of("initContainers", "containers")) {
            for (ObjectNode container : FakeJson.objects(FakeJson.at(pod, "spec", list))) {
                Optional<PodScript> own = scriptFor(FakeJson.text(container, "image"));
                if (own.isPresent()) {
                    any = true;
                    script.include(FakeJson.text(container, "name"), own.get());
                }
            }
        }
        return any ? Optional.of(script) : Optional.empty();
    }

    private static Optional<PodScript> scriptFor(String image) {
        String path = ImageName.of(image).repository();
        int slash = path.indexOf('/');
        return Optional.ofNullable(SCRIPTS.get(slash < 0 ? "" : path.substring(0, slash)))
                .map(Supplier::get);
    }

    private static PodScript all() {
        return PodScript.forAll();
    }
}
