package io.jenkins.plugins.runpod.engine.diagnosis;

import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot.Kind;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Absent;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Running;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Terminated;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Waiting;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot.Condition;
import io.jenkins.plugins.runpod.engine.pod.SnapshotBuilder;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The story of one pod as the API shows it, told step by step; {@link #now()} says what it means by then. */
final class Story {
    static final Instant BEGIN = Instant.parse("2026-11-23T15:00:00Z");
    static final String IMAGE = "registry.example/team/app:1";

    private final Diagnoser diagnoser;
    private final Map<String, ContainerSnapshot> containers = new LinkedHashMap<>();
    private final Map<String, Condition> conditions = new HashMap<>();
    private Optional<String> result = Optional.empty();
    private Map<String, String> labels = Map.of();
    private List<String> gates = List.of();
    private String node = "node-1";
    private String phase = "Pending";
    private String reason = "";
    private String message = "";
    private Optional<Instant> deletion = Optional.empty();
    private long grace;
    private Memory memory = Memory.empty();
    private Instant now = BEGIN;
    private Diagnosis last;

    private Story(ImageErrorRules rules) {
        diagnoser = new Diagnoser(rules);
    }

    /** A pod that is bound to a node and of which the kubelet has not said anything yet. */
    static Story bound() {
        return new Story(ImageErrorRules.none()).with("main", Kind.MAIN, IMAGE);
    }

    static Story unbound() {
        Story story = bound();
        story.node = "";
        return story;
    }

    static Story withRules(Map<String, String> rules) {
        return new Story(ImageErrorRules.parse(rules)).with("main", Kind.MAIN, IMAGE);
    }

    // --- how it looks ---------------------------------------------------------------------------------------------

    Story with(String container, Kind kind, String image) {
        containers.put(container, new ContainerSnapshot(container, kind, image, new Absent(), new Absent(), 0));
        return this;
    }

    Story labels(Map<String, String> all) {
        labels = all;
        return this;
    }

    Story gated(String... by) {
        gates = List.of(by);
        return this;
    }

    Story onNode() {
        node = "node-1";
        return condition("PodScheduled", "True", "");
    }

    Story image(String image) {
        return with("main", Kind.MAIN, image);
    }

    Story resultOf(String container) {
        result = Optional.of(container);
        return this;
    }

    Story noStatuses() {
        containers.replaceAll(
                (name, c) -> new ContainerSnapshot(name, c.kind(), c.image(), new Absent(), new Absent(), 0));
        return this;
    }

    Story state(String container, ContainerState state) {
        containers.computeIfPresent(
                container,
                (name, c) -> new ContainerSnapshot(
                        name, c.kind(), c.image(), state, c.lastState(), c.restartCount(), c.created()));
        return this;
    }

    Story restarted(String container, int count, ContainerState lastState) {
        containers.computeIfPresent(
                container,
                (name, c) ->
                        new ContainerSnapshot(name, c.kind(), c.image(), c.state(), lastState, count, c.created()));
        return this;
    }

    /** The runtime has given it an id. */
    Story created(String container) {
        return withId(container, true);
    }

    Story noId(String container) {
        return withId(container, false);
    }

    private Story withId(String container, boolean id) {
        containers.computeIfPresent(
                container,
                (name, c) -> new ContainerSnapshot(
                        name, c.kind(), c.image(), c.state(), c.lastState(), c.restartCount(), id));
        return this;
    }

    Story waiting(String reason) {
        return waiting(reason, "");
    }

    Story waiting(String reason, String message) {
        return state("main", new Waiting(reason, message)).seen();
    }

    Story creating() {
        return waiting("ContainerCreating");
    }

    Story running() {
        return phase("Running").state("main", new Running(Optional.of(now))).seen();
    }

    Story exit(int code) {
        return exit(code, code == 0 ? "Completed" : "Error");
    }

    Story exit(int code, String reason) {
        return state("main", terminated(code, reason, now.minusSeconds(60), now))
                .seen();
    }

    static Terminated terminated(int code, String reason, Instant from, Instant to) {
        return new Terminated(code, reason, "", Optional.of(from), Optional.of(to));
    }

    static Terminated failedStart(String reason, int code, String message) {
        return new Terminated(code, reason, message, Optional.of(Instant.EPOCH), Optional.of(BEGIN));
    }

    Story phase(String phase) {
        this.phase = phase;
        return this;
    }

    Story failed(String reason, String message) {
        return phase("Failed").says(reason, message).seen();
    }

    /** The reason and message of the whole pod. */
    Story says(String reason, String message) {
        this.reason = reason;
        this.message = message;
        return this;
    }

    Story condition(String type, String status, String reason) {
        return condition(type, status, reason, "");
    }

    Story condition(String type, String status, String reason, String message) {
        conditions.put(type, new Condition(status, reason, message));
        return this;
    }

    Story unschedulable(String reason, String message) {
        conditions.put("PodScheduled", new Condition("False", reason, message));
        return seen();
    }

    Story deletionAsked(int graceSeconds) {
        deletion = Optional.of(now.plusSeconds(graceSeconds));
        grace = graceSeconds;
        return this;
    }

    // --- what happens ---------------------------------------------------------------------------------------------

    Story after(int seconds) {
        now = now.plusSeconds(seconds);
        return this;
    }

    Instant moment() {
        return now;
    }

    Story seen() {
        last = diagnoser.diagnose(snapshot(), result, memory, now);
        memory = last.memory();
        return this;
    }

    Story event(String reason, String message) {
        return event(reason, message, "main", now, now);
    }

    Story event(String reason, String message, String container, Instant first, Instant until) {
        memory = diagnoser.remember(
                memory,
                List.of(new PodEvent(reason, message, "uid", container, Optional.of(first), Optional.of(until))),
                now);
        return this;
    }

    Story logAnswered() {
        memory = diagnoser.logAnswered(memory);
        return this;
    }

    // --- what it means --------------------------------------------------------------------------------------------

    PodSnapshot snapshot() {
        return SnapshotBuilder.aPod()
                .labels(labels)
                .gates(gates)
                .node(node)
                .phase(phase)
                .reason(reason)
                .message(message)
                .deletion(deletion, grace)
                .conditions(conditions)
                .containers(List.copyOf(containers.values()))
                .build();
    }

    Diagnosis now() {
        return seen().last;
    }

    Verdict verdict() {
        return now().verdict();
    }

    Diagnosis gone() {
        return diagnoser.gone(memory, now);
    }

    Memory memory() {
        return memory;
    }
}
