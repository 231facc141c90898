package io.jenkins.plugins.runpod.engine.diagnosis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot.Kind;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.SnapshotBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Pods as no kubelet would make them, drawn from what kubelets say. */
final class RandomPods {
    private static final List<String> PHASES = List.of("Pending", "Running", "Succeeded", "Failed", "Unknown", "", "x");
    private static final List<String> POD_REASONS = List.of(
            "", "", "", "Evicted", "DeadlineExceeded", "OutOfcpu", "NodeAffinity", "Preempting", "Terminated", "new");
    private static final List<String> POD_MESSAGES = List.of(
            "",
            "The node was low on resource: memory",
            "Pod was rejected: The node had condition: [MemoryPressure]",
            "Usage of EmptyDir volume \"d\" exceeds the limit \"2Mi\"");
    private static final List<String> WAITING_REASONS = List.of(
            "ContainerCreating",
            "PodInitializing",
            "ErrImagePull",
            "ImagePullBackOff",
            "CreateContainerConfigError",
            "CreateContainerError",
            "RunContainerError",
            "CrashLoopBackOff",
            "InvalidImageName",
            "free text: with a colon",
            "");
    private static final List<String> MESSAGES = List.of(
            "",
            "pull QPS exceeded",
            "429 Too Many Requests",
            "x: not found",
            "401 Unauthorized",
            "EOF",
            "Back-off pulling image \"x\"",
            "Back-off pulling image \"x\": ErrImagePull: x: not found",
            "Back-off pulling image \"",
            "secret \"s\" not found",
            "exec: \"x\": executable file not found in $PATH",
            "words [ \\ \" \u0000 \uD83D with ] trouble");
    private static final List<String> END_REASONS = List.of(
            "Completed",
            "Error",
            "OOMKilled",
            "StartError",
            "ContainerCannotRun",
            "ContainerStatusUnknown",
            "Unknown",
            "");
    private static final List<String> EVENT_REASONS = List.of(
            "Failed",
            "Started",
            "Pulled",
            "Pulling",
            "Created",
            "Scheduled",
            "FailedMount",
            "FailedCreatePodSandBox",
            "Unhealthy",
            "Killing",
            "Evicted",
            "BackOff",
            "");

    private final Random random;

    RandomPods(Random random) {
        this.random = random;
    }

    // --- pods as snapshots ----------------------------------------------------------------------------------------

    PodSnapshot pod(Instant now) {
        Map<String, PodSnapshot.Condition> conditions = new HashMap<>();
        for (String type : List.of("PodScheduled", "Ready", "ContainersReady", "PodReadyToStartContainers")) {
            if (chance(0.4)) {
                conditions.put(type, condition(pick(List.of("True", "False", "Unknown"))));
            }
        }
        if (chance(0.15)) {
            conditions.put("DisruptionTarget", condition(pick(List.of("True", "True", "False"))));
        }
        List<ContainerSnapshot> containers = new ArrayList<>();
        if (chance(0.3)) {
            containers.add(container("setup", pick(List.of(Kind.INIT, Kind.SIDECAR)), now));
        }
        if (chance(0.97)) {
            containers.add(container("main", Kind.MAIN, now));
        }
        if (chance(0.2)) {
            containers.add(container("other", Kind.MAIN, now));
        }
        return SnapshotBuilder.aPod()
                .node(chance(0.8) ? "node" : "")
                .phase(pick(PHASES))
                .reason(pick(POD_REASONS))
                .message(pick(POD_MESSAGES))
                .deletion(chance(0.2) ? Optional.of(time(now)) : Optional.empty(), random.nextInt(40))
                .conditions(conditions)
                .containers(containers)
                .build();
    }

    private PodSnapshot.Condition condition(String status) {
        return new PodSnapshot.Condition(
                status,
                pick(List.of("", "Unschedulable", "SchedulingGated", "TerminationByKubelet", "DeletionByPodGC")),
                "");
    }

    private ContainerSnapshot container(String name, Kind kind, Instant now) {
        return new ContainerSnapshot(
                name,
                kind,
                pick(List.of("app:429", "r.io/app-timeout:1", "")),
                state(now),
                chance(0.2) ? state(now) : new ContainerState.Absent(),
                chance(0.1) ? random.nextInt(5) : 0);
    }

    private ContainerState state(Instant now) {
        return switch (random.nextInt(6)) {
            case 0 -> new ContainerState.Absent();
            case 1 -> new ContainerState.Running(chance(0.8) ? Optional.of(time(now)) : Optional.empty());
            case 2, 3 -> new ContainerState.Waiting(pick(WAITING_REASONS), pick(MESSAGES));
            default ->
                new ContainerState.Terminated(
                        pick(List.of(0, 0, 1, 127, 128, 137, 143, 255, -1)),
                        pick(END_REASONS),
                        pick(MESSAGES),
                        optionalTime(now),
                        optionalTime(now));
        };
    }

    PodEvent event(Instant now) {
        return new PodEvent(
                pick(EVENT_REASONS),
                chance(0.5) ? "Failed to pull image \"app:429\": " + pick(MESSAGES) : pick(MESSAGES),
                "uid",
                pick(List.of("main", "setup", "")),
                optionalTime(now),
                optionalTime(now));
    }

    /** A reference made of words that are causes elsewhere. */
    String imageName() {
        StringBuilder name = new StringBuilder(
                pick(List.of("", "", "r.io/", "localhost:5000/", "429.eof.example:443/", "too-many.requests.io/")));
        for (int parts = random.nextInt(2); parts >= 0; parts--) {
            name.append(word()).append(chance(0.3) ? "-" + word() : "").append(parts > 0 ? "/" : "");
        }
        return name.append(":").append(word()).toString();
    }

    private String word() {
        return pick(List.of(
                "429",
                "503",
                "toomanyrequests",
                "rate-limit",
                "timeout",
                "denied",
                "unauthorized",
                "forbidden",
                "eof",
                "x509",
                "not-found",
                "manifest_unknown",
                "no.such.host",
                "app",
                "1.2.3",
                "connection-refused"));
    }

    private Optional<Instant> optionalTime(Instant now) {
        return switch (random.nextInt(8)) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(Instant.EPOCH);
            default -> Optional.of(time(now));
        };
    }

    private Instant time(Instant now) {
        return now.plusSeconds(random.nextInt(121) - 60);
    }

    // --- pods as JSON ---------------------------------------------------------------------------------------------

    /** A recorded object in which some values have been replaced by values of any other kind. */
    JsonNode mutated(String json) {
        JsonNode node;
        try {
            node = new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = random.nextInt(6); i >= 0; i--) {
            mutate(node);
        }
        return node;
    }

    private void mutate(JsonNode node) {
        if (node instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = pick(names);
            if (object.get(name).isContainerNode() && chance(0.85)) {
                mutate(object.get(name));
            } else if (chance(0.2)) {
                object.remove(name);
            } else {
                object.set(name, anything(2));
            }
        } else if (node instanceof ArrayNode array && !array.isEmpty()) {
            int at = random.nextInt(array.size());
            if (array.get(at).isContainerNode() && chance(0.85)) {
                mutate(array.get(at));
            } else {
                array.set(at, anything(2));
            }
        }
    }

    private JsonNode anything(int depth) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0 -> json.nullNode();
            case 1 -> json.booleanNode(chance(0.5));
            case 2 -> json.numberNode(random.nextLong());
            case 3 -> json.numberNode(random.nextDouble() * 1e300);
            case 4 -> json.textNode("");
            case 5 ->
                json.textNode(
                        pick(List.of("-999999999-01-01T00:00:00Z", "+999999999-12-31T23:59:59Z", "0000", "nonsense")));
            case 6 -> json.textNode(pick(MESSAGES));
            case 7 -> json.arrayNode().add(anything(depth - 1)).add(json.nullNode());
            default -> json.objectNode().<ObjectNode>set(pick(List.of("name", "reason", "x")), anything(depth - 1));
        };
    }

    boolean chance(double p) {
        return random.nextDouble() < p;
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
