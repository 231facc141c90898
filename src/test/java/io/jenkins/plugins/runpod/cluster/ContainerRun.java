package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One container on the node: performs its steps, then runs its program, and keeps the state that the kubelet reports.
 * Everything here happens with the node's lock held.
 */
final class ContainerRun {
    private static final String EPOCH = "1970-01-01T00:00:00Z";

    private final PodRun pod;
    private final ObjectNode spec;
    private final String list;
    private final List<Step> steps;
    private final boolean hasProgram;
    private final String image;

    private int next;
    private int failedPulls;
    private int generation;
    private int restarts;
    private boolean pulled;
    private ObjectNode state;
    private ObjectNode lastState = Json.object();
    private String id = "";
    private Optional<Instant> startedAt = Optional.empty();
    private Optional<ContainerLog> log = Optional.empty();
    private Optional<ContainerLog> previousLog = Optional.empty();
    private Optional<ContainerRuntime.Running> running = Optional.empty();
    private boolean started;

    /** @param list {@code containers} or {@code initContainers} */
    ContainerRun(PodRun pod, ObjectNode spec, String list, List<Step> steps, boolean waitsForInit) {
        this.pod = pod;
        this.spec = spec;
        this.list = list;
        this.steps = steps;
        this.hasProgram = steps.stream().anyMatch(Step.OfProgram.class::isInstance);
        this.image = Json.text(spec, "image");
        this.state = waiting(waitsForInit ? "PodInitializing" : "ContainerCreating", "");
    }

    String name() {
        return Json.text(spec, "name");
    }

    /** An init container that runs on beside the others. */
    boolean isSidecar() {
        return list.equals("initContainers") && Json.text(spec, "restartPolicy").equals("Always");
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
        return Json.at(state, "terminated", "exitCode").asInt();
    }

    ObjectNode state() {
        return state;
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
        if (step.isPresent() && step.get() instanceof Step.OfPreparation preparation) {
            next++;
            prepare(preparation);
        } else if (!pulled) {
            pull(pod.node().pace().pull());
        } else if (!isRunning()) {
            create();
        } else {
            perform(step);
        }
    }

    private void prepare(Step.OfPreparation step) {
        if (step instanceof Step.PullFails fails) {
            failPull(fails.failure(), fails.times());
        } else if (step instanceof Step.PullTakes takes) {
            pull(takes.duration());
        } else if (step instanceof Step.CannotCreate cannot) {
            failToCreate(cannot, Duration.ZERO);
        } else if (step instanceof Step.StartsLate late) {
            if (!pulled) {
                next--;
                pull(pod.node().pace().pull());
            } else {
                later(late.duration(), this::proceed);
            }
        } else if (step instanceof Step.StartError error) {
            if (!pulled) {
                next--;
                pull(pod.node().pace().pull());
            } else {
                event("Normal", "Created", pod.node().style().created(name()));
                failToStart(new ContainerRuntime.StartException(error.message()).getMessage());
            }
        }
    }

    private void pull(Duration duration) {
        if (pod.node().hasImage(image) && Json.text(spec, "imagePullPolicy").equals("IfNotPresent")) {
            pulled = true;
            event("Normal", "Pulled", "Container image \"%s\" already present on machine".formatted(image));
            proceed();
            return;
        }
        event("Normal", "Pulling", "Pulling image \"%s\"".formatted(image));
        later(duration, () -> {
            pulled = true;
            pod.node().pulled(image);
            event("Normal", "Pulled", pod.node().style().pulled(image, duration.toMillis()));
            proceed();
        });
    }

    private void failPull(PullFailure failure, int times) {
        if (times == 0) {
            proceed();
            return;
        }
        KubeletStyle style = pod.node().style();
        String message = failure.message(image, style);
        event("Normal", "Pulling", "Pulling image \"%s\"".formatted(image));
        event("Warning", "Failed", "Failed to pull image \"%s\": %s".formatted(image, message));
        event("Warning", "Failed", "Error: ErrImagePull");
        change(waiting("ErrImagePull", message));
        Duration backOff = pod.node().pace().backOff(++failedPulls);
        later(backOff.dividedBy(2), () -> {
            event("Normal", "BackOff", "Back-off pulling image \"%s\"".formatted(image));
            event("Warning", "Failed", "Error: ImagePullBackOff");
            change(waiting("ImagePullBackOff", style.backOffPulling(image, message)));
        });
        later(backOff, () -> failPull(failure, times == Integer.MAX_VALUE ? times : times - 1));
    }

    private void failToCreate(Step.CannotCreate step, Duration passed) {
        if (!pulled) {
            next--;
            pull(pod.node().pace().pull());
            return;
        }
        if (passed.compareTo(step.duration()) >= 0) {
            change(waiting("ContainerCreating", ""));
            proceed();
            return;
        }
        event("Warning", "Failed", "Error: " + step.message());
        change(waiting(step.reason(), step.message()));
        Duration retry = pod.node().pace().retry();
        Duration left = step.duration().minus(passed);
        Duration wait = left.compareTo(retry) < 0 ? left : retry;
        later(wait, () -> failToCreate(step, passed.plus(wait)));
    }

    private void create() {
        ContainerRuntime.Spec toRun;
        try {
            toRun = pod.specOf(spec);
        } catch (PodSpecs.MissingException e) {
            event("Warning", "Failed", "Error: " + e.getMessage());
            change(waiting("CreateContainerConfigError", e.getMessage()));
            later(pod.node().pace().retry(), this::create);
            return;
        }
        event("Normal", "Created", pod.node().style().created(name()));
        later(pod.node().pace().start(), () -> start(toRun));
    }

    private void start(ContainerRuntime.Spec toRun) {
        previousLog = log;
        ContainerLog mine = new ContainerLog(pod.node().rotateAt());
        int current = ++generation;
        id = pod.node().newContainerId();
        Optional<Instant> now = Optional.of(pod.node().now());
        if (!hasProgram || firstProgramStep() instanceof Step.Command) {
            try {
                running = Optional.of(pod.node()
                        .runtime()
                        .start(toRun, mine, exit -> pod.node().soon(() -> {
                            if (current == generation && isRunning()) {
                                end(exit.code(), "", exit.message());
                            }
                        })));
            } catch (ContainerRuntime.StartException e) {
                failToStart(e.getMessage());
                return;
            }
        }
        log = Optional.of(mine);
        startedAt = now;
        started = true;
        event("Normal", "Started", "Started container " + name());
        change(Json.object("running", Json.object("startedAt", Json.seconds(now.get()))));
        pod.started(this);
        if (hasProgram) {
            proceed();
        }
    }

    private Step firstProgramStep() {
        return steps.stream().filter(Step.OfProgram.class::isInstance).findFirst().orElseThrow();
    }

    private void failToStart(String message) {
        event("Warning", "Failed", "Error: " + message);
        id = id.isEmpty() ? pod.node().newContainerId() : id;
        ObjectNode terminated = Json.object(
                "terminated",
                Json.object(
                        "exitCode",
                        128,
                        "reason",
                        "StartError",
                        "message",
                        message,
                        "startedAt",
                        EPOCH,
                        "finishedAt",
                        Json.seconds(pod.node().now()),
                        "containerID",
                        id));
        ended(terminated, waiting("RunContainerError", message));
    }

    private void perform(Optional<Step> step) {
        if (step.isEmpty()) {
            end(0, "", "");
            return;
        }
        next++;
        if (step.get() instanceof Step.Print print) {
            log.orElseThrow()
                    .write(
                            pod.node().now().minus(print.age()),
                            (print.text() + "\n").getBytes(StandardCharsets.UTF_8));
            proceed();
        } else if (step.get() instanceof Step.Sleep sleep) {
            later(sleep.duration(), this::proceed);
        } else if (step.get() instanceof Step.Exit exit) {
            end(exit.code(), exit.reason(), "");
        } else if (step.get() instanceof Step.RotatesLog) {
            log.orElseThrow().rotate();
            proceed();
        } else if (step.get() instanceof Step.NodeLost lost) {
            pod.node().lose(lost.duration());
            proceed();
        } else if (step.get() instanceof Step.Evicted evicted) {
            pod.evict(evicted.message());
        } else if (step.get() instanceof Step.DeletedBySomebody) {
            pod.deletedBySomebody();
        } else if (step.get() instanceof Step.Preempted) {
            pod.preempt();
        }
    }

    /** SIGTERM, and SIGKILL after the grace period. Again with a shorter one is possible. */
    void stop(Duration grace) {
        if (!isRunning()) {
            generation++;
            return;
        }
        if (running.isPresent()) {
            running.get().stop(grace);
            return;
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
            state = Json.object(
                    "terminated",
                    Json.object(
                            "exitCode",
                            137,
                            "reason",
                            "ContainerStatusUnknown",
                            "message",
                            "The container could not be located when the pod was terminated",
                            "startedAt",
                            null,
                            "finishedAt",
                            null));
        }
    }

    private void end(int code, String reason, String message) {
        Instant now = pod.node().now();
        log.orElseThrow().end(now);
        ObjectNode terminated = Json.object(
                "exitCode", code, "reason", !reason.isEmpty() ? reason : code == 0 ? "Completed" : "Error");
        String text = message;
        if (text.isEmpty() && code != 0 && Json.text(spec, "terminationMessagePolicy").equals("FallbackToLogsOnError")) {
            text = log.orElseThrow().tail(80, 2048);
        }
        if (!text.isEmpty()) {
            terminated.put("message", text);
        }
        terminated.put("startedAt", Json.seconds(startedAt.orElse(now)));
        terminated.put("finishedAt", Json.seconds(now));
        terminated.put("containerID", id);
        running = Optional.empty();
        ObjectNode ended = Json.object("terminated", terminated);
        ended(ended, ended);
    }

    /** @param whileRestarting what is reported until it is started again */
    private void ended(ObjectNode terminated, ObjectNode whileRestarting) {
        generation++;
        if (!pod.restarts(this, Json.at(terminated, "terminated", "exitCode").asInt())) {
            change(terminated);
            pod.ended(this);
            return;
        }
        change(whileRestarting);
        Duration backOff = pod.node().pace().backOff(Math.max(1, restarts));
        lastState = terminated;
        if (restarts > 0) {
            later(backOff.dividedBy(2), () -> {
                event(
                        "Warning",
                        "BackOff",
                        pod.node().style().backOffRestarting(name(), pod.name(), pod.namespace(), pod.uid()));
                change(waiting(
                        "CrashLoopBackOff",
                        "back-off %s restarting failed container=%s pod=%s_%s(%s)"
                                .formatted(
                                        backOff.toSeconds() + "s", name(), pod.name(), pod.namespace(), pod.uid())));
            });
        }
        later(restarts == 0 ? pod.node().pace().start() : backOff, () -> {
            restarts++;
            next = (int) steps.stream().takeWhile(step -> !(step instanceof Step.OfProgram)).count();
            if (steps.stream().anyMatch(Step.StartError.class::isInstance)) {
                next = 0;
            }
            state = waiting("ContainerCreating", "");
            proceed();
        });
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
            empty.end(pod.node().now());
            return empty;
        }
        String reason = Json.text(state, "waiting", "reason");
        String why =
                switch (reason) {
                    case "ErrImagePull" -> "image can't be pulled";
                    case "ImagePullBackOff" -> "trying and failing to pull image";
                    default -> reason;
                };
        throw ApiException.badRequest(which + " is waiting to start: " + why);
    }

    ObjectNode status() {
        ObjectNode status = Json.object("name", name(), "state", state, "lastState", lastState);
        status.put("ready", list.equals("containers") ? isRunning() : isSidecar() ? isRunning() : isTerminated() && exitCode() == 0);
        status.put("restartCount", restarts).put("image", image);
        status.put("imageID", pulled ? image + "@sha256:" + "731d95d2d9e7e92fdbd3e0b0ada368f8009e169ff11d1be9ca436bcfe675807b" : "");
        if (!id.isEmpty()) {
            status.put("containerID", id);
        }
        return status.put("started", isRunning());
    }

    private void change(ObjectNode newState) {
        state = newState;
        pod.publish();
    }

    private void event(String type, String reason, String message) {
        pod.event(name(), list, type, reason, message);
    }

    /** Later, unless the container has ended or been stopped by then. */
    private void later(Duration delay, Runnable what) {
        int current = generation;
        pod.node().later(delay, () -> {
            if (current == generation && !pod.isGone()) {
                what.run();
            }
        });
    }

    private static ObjectNode waiting(String reason, String message) {
        ObjectNode waiting = Json.object("reason", reason);
        if (!message.isEmpty()) {
            waiting.put("message", message);
        }
        return Json.object("waiting", waiting);
    }
}
