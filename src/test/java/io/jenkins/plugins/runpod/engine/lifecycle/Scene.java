package io.jenkins.plugins.runpod.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnoser;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.ImageErrorRules;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A task's machine and a clock: observations go in, and what it asks for can be looked at. */
final class Scene {
    final PodStates pods = new PodStates("pod-1", "uid-1");
    final List<String> said = new ArrayList<>();
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    TaskPolicy policy;
    private Lifecycle machine;
    private List<Command> commands = List.of();
    private TaskResult result;
    /** Whether a pod may be created as soon as it is asked for. */
    boolean admits = true;
    /** What is read of a pod that ran, after its end. Empty if nothing answers. */
    Optional<List<PodEvent>> lastEvents = Optional.of(List.of());

    private final Task task;

    private record Ours(boolean hasSecret, boolean hasInputs, boolean hasOutputs) implements Task {
        @Override
        public Optional<String> resultContainer() {
            return Optional.of("main");
        }

        @Override
        public String podName(int attempt) {
            return "pod-" + attempt;
        }

        @Override
        public boolean owns(PodSnapshot pod, int attempt, PodVariant variant) {
            return "us".equals(pod.labels().get("owner"));
        }
    }

    private record Mirrored(Task ours) implements Task, Mirrors {
        @Override
        public Optional<Mirrors> mirrors() {
            return Optional.of(this);
        }

        @Override
        public Optional<String> of(String image) {
            return Optional.of("mirror.example");
        }

        @Override
        public String registry(String image) {
            return "docker.io";
        }

        @Override
        public boolean gives(String image) {
            return true;
        }

        @Override
        public PodVariant with(PodVariant variant, ImageSource source) {
            return variant.with(source).saying("images from mirror.example");
        }

        @Override
        public Optional<String> resultContainer() {
            return ours.resultContainer();
        }

        @Override
        public boolean hasSecret() {
            return ours.hasSecret();
        }

        @Override
        public String podName(int attempt) {
            return ours.podName(attempt);
        }

        @Override
        public boolean owns(PodSnapshot pod, int attempt, PodVariant variant) {
            return ours.owns(pod, attempt, variant);
        }
    }

    /** A scene of a task whose images have a mirror. */
    static Scene withMirrors() {
        return new Scene(TaskPolicy.standard(), new Mirrored(new Ours(false, false, false)));
    }

    Scene() {
        this(TaskPolicy.standard());
    }

    Scene(TaskPolicy policy) {
        this(policy, new Ours(false, false, false));
    }

    private Scene(TaskPolicy policy, Task task) {
        this.policy = policy;
        this.task = task;
        machine =
                new Lifecycle(task, policy, new Diagnoser(ImageErrorRules.none()), TaskState.fresh("ns", "pod-1", now));
    }

    /** A scene of a task whose pods have Secrets. */
    static Scene withSecret() {
        return withSecret(TaskPolicy.standard());
    }

    static Scene withSecret(TaskPolicy policy) {
        return new Scene(policy, new Ours(true, false, false));
    }

    /** A scene of a task with inputs and outputs, whose pod exists and is known. */
    static Scene withFiles(TaskPolicy policy) {
        Scene scene = new Scene(policy, new Ours(false, true, true));
        scene.wake();
        scene.created(scene.pods.unscheduled());
        return scene;
    }

    /** A scene in which the pod exists and is known. */
    static Scene following() {
        return following(TaskPolicy.standard());
    }

    static Scene following(TaskPolicy policy) {
        Scene scene = new Scene(policy);
        scene.wake();
        scene.created(scene.pods.unscheduled());
        return scene;
    }

    /** A scene in which the start budget is used up and the deletion has been asked for. */
    static Scene givingUp() {
        Scene scene = following();
        PodSnapshot creating = scene.pods.creating();
        scene.seen(creating).pass("10m").mustAsk(Command.Look.class);
        scene.looked(creating).pass("20s").mustAsk(Command.Look.class);
        scene.looked(creating).mustAsk(Command.Delete.class);
        return scene;
    }

    Scene seenCreating() {
        return seen(pods.creating());
    }

    // --- what happens ---------------------------------------------------------------------------------------------

    Scene observe(Observation observation) {
        commands = machine.next(observation, now);
        for (Command command : commands) {
            if (command instanceof Command.Say say) {
                said.add(say.line());
            } else if (command instanceof Command.Finish finish) {
                result = finish.result();
            }
        }
        if (stage() == Stage.DRAIN && asked(Command.ReadEvents.class).isPresent() && lastEvents.isPresent()) {
            List<Command> both = new ArrayList<>(commands);
            observe(new Observation.EventsRead(state().attempt().uid(), lastEvents.get()));
            both.addAll(commands);
            commands = both;
        }
        return admits && asked(Command.Admit.class).isPresent() ? observe(new Observation.Admitted()) : this;
    }

    Scene wake() {
        return observe(new Observation.Woken());
    }

    Scene pass(Duration time) {
        now = now.plus(time);
        return wake();
    }

    Scene pass(String time) {
        return pass(Duration.parse("PT" + time.toUpperCase(java.util.Locale.ROOT)));
    }

    Scene seen(PodSnapshot pod) {
        return observe(new Observation.PodSeen(pod));
    }

    Scene gone(PodSnapshot last) {
        return observe(new Observation.PodDeleted(last));
    }

    Scene created(PodSnapshot pod) {
        return created(new CreateAnswer.Created(pod));
    }

    Scene created(CreateAnswer answer) {
        return observe(new Observation.CreateAnswered(podName(), answer));
    }

    Scene secret(SecretAnswer answer) {
        return observe(new Observation.SecretAnswered(podName(), answer));
    }

    Scene looked(PodSnapshot pod) {
        return observe(new Observation.Looked(podName(), Optional.of(pod), nothingBesides()));
    }

    Scene lookedAndLogAnswered(PodSnapshot pod) {
        return observe(new Observation.Looked(
                podName(), Optional.of(pod), Optional.of(new Observation.Details(List.of(), true))));
    }

    Scene lookedAndFoundNothing() {
        return observe(new Observation.Looked(podName(), Optional.empty(), nothingBesides()));
    }

    Scene deleted(DeleteAnswer answer) {
        return observe(new Observation.DeleteAnswered(state().attempt().uid(), answer));
    }

    Scene logDrained() {
        return observe(new Observation.LogDrained());
    }

    Scene transfer(TransferNews news) {
        return observe(new Observation.TransferTold(state().attempt().uid(), news));
    }

    Scene cancel() {
        return observe(new Observation.CancelRequested("aborted"));
    }

    /** The process is killed and started again: only the saved state is left. */
    Scene restart(Duration down) {
        now = now.plus(down);
        machine = new Lifecycle(task, policy, new Diagnoser(ImageErrorRules.none()), machine.state());
        return wake();
    }

    private Optional<Observation.Details> nothingBesides() {
        return lastLook == Command.Look.Scope.EVERYTHING ? Optional.of(Observation.Details.NONE) : Optional.empty();
    }

    private Command.Look.Scope lastLook = Command.Look.Scope.EVERYTHING;

    // --- what it asks for -----------------------------------------------------------------------------------------

    TaskState state() {
        return machine.state();
    }

    Obstacles obstacles() {
        return machine.obstacles();
    }

    Optional<Diagnosis> diagnosis() {
        return machine.diagnosis();
    }

    String podName() {
        return machine.state().attempt().podName();
    }

    Stage stage() {
        return machine.state().stage();
    }

    <T extends Command> Optional<T> asked(Class<T> kind) {
        return commands.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    <T extends Command> T mustAsk(Class<T> kind) {
        Optional<T> found = asked(kind);
        assertThat(found).as("%s in %s", kind.getSimpleName(), commands).isPresent();
        if (found.get() instanceof Command.Look look) {
            lastLook = look.scope();
        }
        return found.get();
    }

    Scene asksNothing() {
        assertThat(asked(Command.Create.class)).isEmpty();
        assertThat(asked(Command.Delete.class)).isEmpty();
        assertThat(asked(Command.Look.class)).isEmpty();
        return this;
    }

    TaskResult result() {
        assertThat(result).as("result").isNotNull();
        return result;
    }

    boolean hasResult() {
        return result != null;
    }
}
