package io.jenkins.plugins.runpod.engine.transfer;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A command for an exec in a helper container. The script itself is in a variable of that container, so the command is short. That
 * matters because an API server gets it as a part of a URL, and proxies limit those.
 *
 * <p>The script is as old as its pod. A newer version of run-pod therefore has to keep what a command and its arguments mean.
 *
 * <p>All commands can be repeated, and run at the same time as an earlier one whose connection broke. The container ends once all parts are
 * unpacked, or {@link ConfirmTaken} has worked. Then the exec can end without an answer, and the end of the container tells.
 *
 * @param <A> what the script answers
 */
public sealed interface ScriptCommand<A>
        permits AskStatus, PutParts, UnpackParts, CollectOutputs, ReadArchive, ConfirmTaken {

    /** The word that the script knows, and what follows it. */
    List<String> arguments();

    /** What the script answers on stdout if it has worked, or nothing if that is not there. It never throws. */
    Optional<A> answer(String said);

    /** The program and its arguments. */
    default List<String> command() {
        return Stream.concat(HelperScript.START.stream(), arguments().stream()).toList();
    }

    /** What the end of the exec means. It never throws, whatever the texts are. */
    default ScriptReply<A> reply(int exitCode, String stdout, String stderr) {
        if (exitCode != 0) {
            return new ScriptReply.Failure<>(ScriptExit.of(exitCode), exitCode, ScriptOutput.text(stderr));
        }
        return answer(stdout)
                .<ScriptReply<A>>map(ScriptReply.Answer::new)
                .orElseGet(() -> new ScriptReply.Failure<>(ScriptExit.NO_ANSWER, 0, ScriptOutput.text(stderr)));
    }
}
