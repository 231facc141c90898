package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.kube.Exec;
import io.jenkins.plugins.runpod.engine.kube.ExecInput;
import io.jenkins.plugins.runpod.engine.kube.ExecOutput;
import io.jenkins.plugins.runpod.engine.kube.ExecRequest;
import io.jenkins.plugins.runpod.engine.kube.ExecResult;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.transfer.ScriptCommand;
import io.jenkins.plugins.runpod.engine.transfer.ScriptReply;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Runs the scripts of one helper container, one at a time. Confined to the turns of one transfer. */
final class HelperScripts {
    /** A long command shows each few seconds that it still works. Proxies close what is silent for a minute. */
    private static final Duration NO_PROGRESS = Duration.ofSeconds(30);

    private final TransferSite site;
    private final TransferTurns turns;
    private final String pod;
    private final String container;
    private final Pulse pulse;

    HelperScripts(TransferSite site, TransferTurns turns, String pod, String container) {
        this.site = site;
        this.turns = turns;
        this.pod = pod;
        this.container = container;
        this.pulse = new Pulse(turns, site.clock());
    }

    /** Takes the end of a script in a turn. */
    interface Listener<A> {
        /** @param stdout the beginning of what the script wrote */
        void replied(ScriptReply<A> reply, String stdout);

        /** The script did not run, or its end is not known. */
        void failed(KubeFailure why);
    }

    /** Runs a script that answers on stdout. */
    <A> void run(ScriptCommand<A> command, ExecInput stdin, Listener<A> listener) {
        ScriptText text = text(command);
        start(command, stdin, text, text, listener);
    }

    /**
     * Runs a script that writes data, and then its answer.
     *
     * @param length of the data, in bytes
     * @return cancels the command, which then fails
     */
    <A> Cancellation run(ScriptCommand<A> command, long length, ExecOutput data, Listener<A> listener) {
        ScriptText text = text(command);
        return start(command, ExecInput.NONE, new DataAndAnswer(length, data, text), text, listener);
    }

    private ScriptText text(ScriptCommand<?> command) {
        return new ScriptText(said -> command.answer(said).isPresent(), pulse::worked);
    }

    private <A> Cancellation start(
            ScriptCommand<A> command, ExecInput stdin, ExecOutput stdout, ScriptText text, Listener<A> listener) {
        return start(command, stdin, stdout, (result, error) -> {
            // The container ends with some commands, and takes the end of their exec with it.
            Optional<A> answer = command.answer(text.text());
            if (answer.isPresent()) {
                listener.replied(new ScriptReply.Answer<>(answer.get()), text.text());
            } else if (error != null) {
                listener.failed(KubeFailure.of(error));
            } else {
                listener.replied(command.reply(result.exitCode(), text.text(), result.stderr()), text.text());
            }
        });
    }

    private Cancellation start(
            ScriptCommand<?> command, ExecInput stdin, ExecOutput stdout, BiConsumer<ExecResult, Throwable> end) {
        Exec exec;
        try {
            exec = site.kube()
                    .get()
                    .exec(
                            new ExecRequest(site.namespace(), pod, container, command.command(), NO_PROGRESS),
                            stdin,
                            stdout);
        } catch (RuntimeException e) {
            turns.turn(() -> end.accept(null, e));
            return () -> {};
        }
        Cancellation cancellation = exec::cancel;
        turns.opened(cancellation);
        turns.when(exec.result(), (result, error) -> {
            turns.closed(cancellation);
            end.accept(result, error);
        });
        return cancellation;
    }
}
