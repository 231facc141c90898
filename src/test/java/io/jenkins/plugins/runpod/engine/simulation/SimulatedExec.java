package io.jenkins.plugins.runpod.engine.simulation;

import io.jenkins.plugins.runpod.engine.kube.Exec;
import io.jenkins.plugins.runpod.engine.kube.ExecInput;
import io.jenkins.plugins.runpod.engine.kube.ExecOutput;
import io.jenkins.plugins.runpod.engine.kube.ExecRequest;
import io.jenkins.plugins.runpod.engine.kube.ExecResult;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure.Effect;
import io.jenkins.plugins.runpod.engine.transfer.VolumeModel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** One command in a helper container, with all that can happen to it and to its connection. */
final class SimulatedExec implements Exec {
    /** How the connection, or the command, comes to its end. */
    enum Fate {
        FINE,
        REFUSED,
        TOO_MANY,
        SERVER_ERROR,
        /** No answer, and the command never ran. */
        SILENT,
        /** The command gets only the beginning of its input, and is told. */
        BROKEN_DURING_INPUT,
        /** The command runs, and its end is not known. */
        BROKEN_AFTER_EFFECT,
        /** The same, and the command runs later. */
        LATE_EFFECT,
        /** Success, although the end of the output is lost. */
        OUTPUT_LOST,
        /** A byte of the archive changes on its way into the pod. */
        WRONG_BYTE,
        /** A byte of the archive changes on its way out. */
        WRONG_BYTE_OUT,
        SLOW,
        /** Something else in the pod fails. */
        SCRIPT_FAILS
    }

    private static final List<Fate> FAULTS =
            Arrays.stream(Fate.values()).filter(fate -> fate != Fate.FINE).toList();
    private static final List<Integer> EXITS = List.of(82, 83, 84, 85, 86, 91, 126, 137, 143, 1);
    private static final int LARGEST_PIECE = 400;

    private final SimulatedCluster cluster;
    private final SimulatedTime time;
    private final Dice dice;
    private final ExecRequest request;
    private final ExecInput input;
    private final ExecOutput output;
    private final BooleanSupplier process;
    private final Fate fate;
    private final CompletableFuture<ExecResult> result = new CompletableFuture<>();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private boolean over;
    private long received;

    /** @param process whether the process lives that has asked for this */
    SimulatedExec(
            SimulatedCluster cluster,
            SimulatedTime time,
            Dice dice,
            double faultRate,
            BooleanSupplier process,
            ExecRequest request,
            ExecInput input,
            ExecOutput output) {
        this.cluster = cluster;
        this.time = time;
        this.dice = dice;
        this.process = process;
        this.request = request;
        this.input = input;
        this.output = output;
        this.fate = draw(faultRate);
    }

    private Fate draw(double faultRate) {
        if (!dice.chance(faultRate)) {
            return Fate.FINE;
        }
        Fate drawn = dice.pick(FAULTS);
        return drawn == Fate.SCRIPT_FAILS && !dice.chance(0.2) ? Fate.SLOW : drawn;
    }

    /** @param refusal the status of the answer if there is no permission, or a proxy that takes no WebSocket, or 0 */
    void begin(int refusal) {
        Duration there = dice.duration(Duration.ofMillis(300));
        if (cluster.isAway() || fate == Fate.REFUSED) {
            fail(there, 0, Effect.NONE, "connection refused");
        } else if (cluster.isStarting()) {
            fail(there, 403, Effect.NONE, SimulatedCluster.NOT_YET);
        } else if (refusal != 0) {
            fail(there, refusal, Effect.NONE, refusal == 403 ? "pods is forbidden" : "Bad Gateway");
        } else if (fate == Fate.TOO_MANY) {
            fail(there, 429, Effect.NONE, "too many requests");
        } else if (fate == Fate.SERVER_ERROR) {
            fail(there, 500, Effect.UNKNOWN, "internal error");
        } else if (fate == Fate.SILENT) {
            fail(Duration.ofSeconds(30), 0, Effect.UNKNOWN, "timeout");
        } else {
            time.after(fate == Fate.SLOW ? dice.duration(Duration.ofMinutes(3)) : there, this::connect);
        }
    }

    private void connect() {
        Optional<SimulatedPod> pod = cluster.podNamed(request.pod());
        if (pod.isEmpty()) {
            fail(Duration.ZERO, 404, Effect.NONE, "pods \"" + request.pod() + "\" not found");
        } else if (!pod.get().takesCommands(request.container())) {
            fail(Duration.ZERO, 500, Effect.NONE, "container not found (\"" + request.container() + "\")");
        } else {
            send();
        }
    }

    private void send() {
        long left = input.length() - sent.size();
        if (over || !process.getAsBoolean()) {
            run(); // what has arrived is all there is
        } else if (fate == Fate.BROKEN_DURING_INPUT && (left == 0 || dice.chance(0.5))) {
            fail(Duration.ZERO, 0, Effect.UNKNOWN, "connection reset");
            run();
        } else if (left == 0) {
            run();
        } else {
            input.read(1 + dice.upTo(LARGEST_PIECE))
                    .whenComplete((piece, error) -> time.execute(() -> {
                        if (error != null) {
                            fail(Duration.ZERO, 0, Effect.UNKNOWN, "the input failed: " + error);
                            run();
                            return;
                        }
                        byte[] bytes = new byte[piece.remaining()];
                        piece.get(bytes);
                        sent.writeBytes(bytes);
                        send();
                    }));
        }
    }

    private void run() {
        byte[] stdin = sent.toByteArray();
        if (fate == Fate.WRONG_BYTE && request.command().contains("put") && stdin.length > 0) {
            stdin[dice.upTo(stdin.length - 1)]++;
        }
        if (fate == Fate.LATE_EFFECT) {
            fail(Duration.ofSeconds(30), 0, Effect.UNKNOWN, "timeout");
            time.after(Duration.ofSeconds(31).plus(dice.duration(Duration.ofMinutes(2))), () -> effect(stdin));
            return;
        }
        effect(stdin).ifPresent(this::answer);
    }

    /** The pod of that name, whichever it is by now. */
    private Optional<VolumeModel.Said> effect(byte[] stdin) {
        Optional<SimulatedPod> pod =
                cluster.podNamed(request.pod()).filter(there -> there.takesCommands(request.container()));
        if (pod.isEmpty()) {
            fail(Duration.ZERO, 0, Effect.UNKNOWN, "connection reset");
            return Optional.empty();
        } else if (fate == Fate.SCRIPT_FAILS) {
            return Optional.of(new VolumeModel.Said(dice.pick(EXITS), new byte[0], "something failed\n"));
        }
        VolumeModel.Said said = pod.get().helpers.volume.run(request.container(), request.command(), stdin);
        pod.get().worked();
        return Optional.of(said);
    }

    private void answer(VolumeModel.Said said) {
        byte[] stdout = said.stdout().clone();
        if (fate == Fate.WRONG_BYTE_OUT && request.command().contains("get") && stdout.length > 0) {
            stdout[dice.upTo(stdout.length - 1)]++;
        }
        if (fate == Fate.OUTPUT_LOST || fate == Fate.BROKEN_AFTER_EFFECT) {
            stdout = Arrays.copyOf(stdout, dice.upTo(stdout.length));
        }
        receive(stdout, said);
    }

    private void receive(byte[] rest, VolumeModel.Said said) {
        if (over || !process.getAsBoolean()) {
            return;
        } else if (rest.length > 0) {
            int length = Math.min(rest.length, 1 + dice.upTo(LARGEST_PIECE));
            received += length;
            byte[] next = Arrays.copyOfRange(rest, length, rest.length);
            output.received(
                    ByteBuffer.wrap(rest, 0, length).slice(),
                    () -> time.after(dice.duration(Duration.ofMillis(20)), () -> receive(next, said)));
        } else if (fate == Fate.BROKEN_AFTER_EFFECT) {
            fail(Duration.ZERO, 0, Effect.UNKNOWN, "connection reset");
        } else {
            over = true;
            result.complete(new ExecResult(said.code(), said.stderr(), sent.size(), received));
        }
    }

    private void fail(Duration after, int status, Effect effect, String why) {
        Optional<Duration> retryAfter = status == 429 ? Optional.of(Duration.ofSeconds(1)) : Optional.empty();
        String reason = status == 403 ? "Forbidden" : status == 404 ? "NotFound" : "";
        time.after(after, () -> end(new KubeFailure(status, reason, why, retryAfter, effect)));
    }

    private void end(KubeFailure why) {
        if (!over) {
            over = true;
            if (process.getAsBoolean()) {
                result.completeExceptionally(why);
            }
        }
    }

    @Override
    public CompletionStage<ExecResult> result() {
        return result;
    }

    @Override
    public void cancel() {
        end(new KubeFailure(0, "", "cancelled", Optional.empty(), Effect.UNKNOWN));
    }
}
