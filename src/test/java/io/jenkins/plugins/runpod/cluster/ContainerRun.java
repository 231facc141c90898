package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/**
 * One container on the node: performs its steps, then runs its program, and keeps the state that the kubelet reports.
 * Everything here happens with the node's lock held.
 */
final class ContainerRun {
    private static final long ROTATE_AT = 10 * 1024 * 1024;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
    private static final String DIGEST = "sha256:731d95d2d9e7e92fdbd3e0b0ada368f8009e169ff11d1be9ca436bcfe675807b";

    private final PodRun pod;
    private final ScriptedNode node;
    private final ObjectNode spec;
    private final String list;
    private final List<Step> steps;
    private final String image;
    private final ImagePull pull;

    private int next;
    private int generation;
    private int restarts;
    private ObjectNode state;
    private ObjectNode lastState = FakeJson.object();
    private String id = "";
    private Instant startedAt = Instant.EPOCH;
    private Optional<ContainerLog> log = Optional.empty();
    private Optional<ContainerLog> previousLog = Optional.empty();
    private Optional<ContainerRuntime.RunningContainer> process = Optional.empty();
    private Optional<ContainerRuntime.RunningContainer> empty = Optional.empty();
    private boolean started;

    /** @param list {@code containers} or {@code initContainers} */
    ContainerRun(PodRun pod, ObjectNode spec, String list, List<Step> steps, boolean waitsForInit) {
        this.pod = pod;
        this.spec = spec;
        this.list = list;
        this.steps = new ArrayList<>(steps);
        if (steps.stream().noneMatch(Step.OfProgram.class::isInstance)) {
            this.steps.add(new Step.RunsCommand());
        }
        this.node = pod.node();
        this.image = FakeJson.text(spec, "image");
        this.pull = new ImagePull(
                this, node, image, !FakeJson.text(spec, "imagePullPolicy").equals("IfNotPresent"));
        this.state = ContainerStates.waiting(waitsForInit ? "PodInitializing" : "ContainerCreating", "");
    }

    String name() {
        return FakeJson.text(spec, "name");
    }

    /** An init container that runs on beside the others. */
    boolean isSidecar() {
        return list.equals("initContainers")
                && FakeJson.text(spec, "restartPolicy").equals("Always");
    }

    boolean isRunning() {
        return state.has("running");
    }

    boolean isTerminated() {
        return state.has("terminated");
    }

    boolean hasStarted() {
        return started;
    }

    int exitCode() {
        return FakeJson.at(state, "terminated", "exitCode").asInt();
    }

    /** The kubelet turns to this container. */
    void begin() {
        if (!state.has("waiting") || next > 0) {
            return;
        }
        proceed();
    }

    private void proceed() {
        Optional<Step> step = next < steps.size() ? Optional.of(steps.get(next)) : Optional.empty();
        if (step.isPresent() && step.get() instanceof Step.OfPull ofPull) {
            next++;
            pull(ofPull);
        } else if (!pull.isDone()) {
            pull.succeed(node.pace().pull(), this::proceed);
        } else if (step.isPresent() && step.get() instanceof Step.OfCreation ofCreation) {
            next++;
            prepare(ofCreation);
        } else if (!isRunning()) {
            create();
        } else {
            perform(step);
        }
    }

    private void pull(Step.OfPull step) {
        if (step instanceof Step.PullFails fails) {
            pull.fail(fails.failure(), fails.times(), this::proceed);
        } else if (step instanceof Step.PullTakes takes) {
            pull.succeed(takes.duration(), this::proceed);
        }
    }

    private void prepare(Step.OfCreation step) {
        if (step instanceof Step.CannotCreate cannot) {
            failToCreate(cannot, Duration.ZERO);
        } else if (step instanceof Step.StartsLate late) {
            later(late.duration(), this::proceed);
        } else if (step instanceof Step.StartError error) {
            event("Normal", "Created", node.style().created(name()));
            failToStart(new ContainerRuntime.StartException(error.message()).getMessage());
        }
    }

    private void failToCreate(Step.CannotCreate step, Duration passed) {
        if (passed.compareTo(step.duration()) >= 0) {
            change(ContainerStates.waiting("ContainerCreating", ""));
            proceed();
            return;
        }
        event("Warning", "Failed", "Error: " + step.message());
        change(ContainerStates.waiting(step.reason(), step.message()));
        Duration left = step.duration().minus(passed);
        Duration wait =
                left.compareTo(node.pace().retry()) < 0 ? left : node.pace().retry();
        later(wait, () -> failToCreate(step, passed.plus(wait)));
    }

    private void create() {
        ContainerRuntime.Spec toRun;
        try {
            toRun = pod.specOf(spec);
        } catch (PodSpecs.MissingException e) {
            event("Warning", "Failed", "Error: " + e.getMessage());
            change(ContainerStates.waiting("CreateContainerConfigError", e.getMessage()));
            later(node.pace().retry(), this::create);
            return;
        }
        event("Normal", "Created", node.style().created(name()));
        later(node.pace().start(), () -> start(toRun));
    }

    private void start(ContainerRuntime.Spec toRun) {
        generation++;
        id = node.newContainerId();
        ContainerLog mine = new ContainerLog(ROTATE_AT);
        if (steps.get(next) instanceof Step.RunsCommand) {
            try {
                run(toRun, mine);
            } catch (ContainerRuntime.StartException e) {
                failToStart(e.getMessage());
                return;
            }
        }
        previousLog = log;
        log = Optional.of(mine);
        startedAt = node.now();
        started = true;
        event("Normal", "Started", "Started container " + name());
        change(ContainerStates.running(startedAt));
        pod.started(this);
        proceed();
    }

    private void run(ContainerRuntime.Spec toRun, ContainerLog output) throws ContainerRuntime.StartException {
        int current = generation;
        process = Optional.of(node.runtime()
                .start(
                        toRun,
                        output,
                        exit -> node.soon(() -> {
                            if (current == generation && isRunning()) {
                                end(exit.code(), "", exit.message());
                            }
                        })));
    }

    private void runAfterOtherSteps() {
        try {
            run(pod.specOf(spec), log.orElseThrow());
        } catch (ContainerRuntime.StartException | PodSpecs.MissingException e) {
            end(127, "", e.getMessage());
        }
    }

    private void failToStart(String message) {
        event("Warning", "Failed", "Error: " + message);
        id = id.isEmpty() ? node.newContainerId() : id;
        ended(
                ContainerStates.terminated(128, "StartError", message, Instant.EPOCH, node.now(), id),
                ContainerStates.waiting("RunContainerError", message));
    }

    private void perform(Optional<Step> step) {
        if (step.isEmpty()) {
            end(0, "", "");
            return;
        }
        next++;
        if (step.get() instanceof Step.Print print) {
            byte[] line = (print.text() + "\n").getBytes(StandardCharsets.UTF_8);
            log.orElseThrow().write(node.now().minus(print.age()), line);
            proceed();
        } else if (step.get() instanceof Step.Sleep sleep) {
            later(sleep.duration(), this::proceed);
        } else if (step.get() instanceof Step.Until until) {
            await(until.condition());
        } else if (step.get() instanceof Step.Exit exit) {
            end(exit.code(), exit.reason(), "");
        } else if (step.get() instanceof Step.RotatesLog) {
            log.orElseThrow().rotate();
            proceed();
        } else if (step.get() instanceof Step.NodeLost lost) {
            node.lose(lost.duration());
            proceed();
        } else if (step.get() instanceof Step.Evicted evicted) {
            pod.evict(evicted.message());
        } else if (step.get() instanceof Step.DeletedBySomebody) {
            pod.deletedBySomebody();
        } else if (step.get() instanceof Step.Preempted) {
            pod.preempt();
        } else if (step.get() instanceof Step.RunsCommand && process.isEmpty()) {
            runAfterOtherSteps();
        }
    }

    private void await(BooleanSupplier condition) {
        if (condition.getAsBoolean()) {
            proceed();
        } else {
            later(LOOK_AGAIN, () -> await(condition));
        }
    }

    /** SIGTERM, and SIGKILL after the grace period. Again with a shorter one is possible. */
    void stop(Duration grace) {
        if (!isRunning()) {
            generation++;
            return;
        }
        if (process.isPresent()) {
            process.get().stop(grace);
            return;
        }
        if (grace.isZero()) {
            empty.ifPresent(each -> each.stop(grace));
        }
        generation++; // no further step
        OptionalInt code = pod.script().codeOnTerm();
        later(code.isPresent() ? Duration.ZERO : grace, () -> {
            if (isRunning()) {
                end(code.orElse(137), "", "");
            }
        });
    }

    /** What the kubelet reports of a container that it never found when its pod ended. */
    void markUnknown() {
        if (state.has("waiting")) {
            state = ContainerStates.unknown();
        }
    }

    private void end(int code, String reason, String message) {
        Instant now = node.now();
        process = Optional.empty();
        empty.ifPresent(each -> each.stop(Duration.ZERO));
        empty = Optional.empty();
        log.orElseThrow().end(now);
        boolean toLog = FakeJson.text(spec, "terminationMessagePolicy").equals("FallbackToLogsOnError");
        String text =
                message.isEmpty() && code != 0 && toLog ? log.orElseThrow().tail(80, 2048) : message;
        ObjectNode terminated = ContainerStates.terminated(code, reason, text, startedAt, now, id);
        ended(terminated, terminated);
    }

    /** @param whileRestarting what is reported until it is started again */
    private void ended(ObjectNode terminated, ObjectNode whileRestarting) {
        generation++;
        if (!pod.restarts(
                this, FakeJson.at(terminated, "terminated", "exitCode").asInt())) {
            change(terminated);
            pod.ended(this);
            return;
        }
        change(whileRestarting);
        lastState = terminated;
        Duration backOff = node.pace().backOff(Math.max(1, restarts));
        if (restarts > 0) {
            later(backOff.dividedBy(2), () -> backOff(backOff));
        }
        later(restarts == 0 ? node.pace().start() : backOff, () -> {
            restarts++;
            next = firstStepAgain();
            state = ContainerStates.waiting("ContainerCreating", "");
            proceed();
        });
    }

    private void backOff(Duration duration) {
        event("Warning", "BackOff", node.style().backOffRestarting(name(), pod.name(), pod.namespace(), pod.uid()));
        String text = "back-off %ds restarting failed container=%s pod=%s_%s(%s)";
        change(ContainerStates.waiting(
                "CrashLoopBackOff",
                text.formatted(duration.toSeconds(), name(), pod.name(), pod.namespace(), pod.uid())));
    }

    /** What a restarted container does again: its program, and what keeps it from starting. */
    private int firstStepAgain() {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Step.StartError || steps.get(i) instanceof Step.OfProgram) {
                return i;
            }
        }
        throw new IllegalStateException("every container has a program");
    }

    void interruptLog() {
        log.ifPresent(ContainerLog::interrupt);
    }

    /** Where a further program can be run now. Where a script plays the container, its folder and environment are real. */
    FakeExecTarget exec() throws FakeExecRefusal {
        if (!isRunning()) {
            throw FakeExecRefusal.of(500, "container not found (\"%s\")".formatted(name()));
        }
        try {
            if (process.isEmpty() && empty.isEmpty()) {
                empty = Optional.of(node.runtime().startEmpty(pod.specOf(spec)));
            }
            return process.or(() -> empty).orElseThrow()::exec;
        } catch (ContainerRuntime.StartException | PodSpecs.MissingException e) {
            throw FakeExecRefusal.of(500, e.getMessage());
        }
    }

    /** The log in the kubelet's hands; throws its refusal when there is none. */
    ContainerLog log(boolean previous) {
        String which = "container \"%s\" in pod \"%s\"".formatted(name(), pod.name());
        if (previous) {
            return (isRunning() || isTerminated() ? previousLog : log)
                    .filter(each -> lastState.has("terminated"))
                    .orElseThrow(() -> ApiException.badRequest("previous terminated " + which + " not found"));
        }
        if (log.isPresent()) {
            return log.get();
        }
        if (isTerminated() || lastState.has("terminated")) {
            ContainerLog empty = new ContainerLog(Long.MAX_VALUE); // it never wrote anything
            empty.end(node.now());
            return empty;
        }
        String reason = FakeJson.text(state, "waiting", "reason");
        String why =
                switch (reason) {
                    case "ErrImagePull" -> "image can't be pulled";
                    case "ImagePullBackOff" -> "trying and failing to pull image";
                    default -> reason;
                };
        throw ApiException.badRequest(which + " is waiting to start: " + why);
    }

    ObjectNode status() {
        ObjectNode status = FakeJson.object("name", name(), "state", state, "lastState", lastState);
        boolean completed = isTerminated() && exitCode() == 0;
        status.put("ready", list.equals("containers") || isSidecar() ? isRunning() : completed);
        status.put("restartCount", restarts).put("image", image);
        status.put("imageID", pull.isDone() ? image + "@" + DIGEST : "");
        if (!id.isEmpty()) {
            status.put("containerID", id);
        }
        return status.put("started", isRunning());
    }

    void change(ObjectNode newState) {
        state = newState;
        pod.publish();
    }

    void event(String type, String reason, String message) {
        pod.event(name(), list, type, reason, message);
    }

    /** Later, unless the container has ended or been stopped by then. */
    void later(Duration delay, Runnable what) {
        int current = generation;
        node.later(delay, () -> {
            if (current == generation && !pod.isGone()) {
                what.run();
            }
        });
    }
}
