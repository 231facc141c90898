package io.jenkins.plugins.runpod.engine.transfer;

import java.util.List;
import java.util.Optional;

/** Why a helper container has ended early: its exit code, and its termination message or log. Stateless. */
public final class HelperMessage {
    private HelperMessage() {}

    /** The tools that the image lacks. An option that a tool lacks follows its name. Empty if that was not the reason. */
    public static List<String> missingTools(int exitCode, String message) {
        Optional<List<String>> missing =
                ScriptOutput.answer(message.endsWith("\n") ? message : message + "\n", "missing");
        return exitCode != ScriptExit.MISSING_TOOLS.code()
                ? List.of()
                : missing.orElse(List.of()).stream()
                        .map(word -> ScriptOutput.text(word.replace('_', ' ')))
                        .limit(40)
                        .toList();
    }

    /** What the end of a helper container means. It never throws. */
    public static ScriptReply.Failure<Void> failure(int exitCode, String message) {
        List<String> missing = missingTools(exitCode, message);
        ScriptExit exit = exitCode == 0 ? ScriptExit.NO_ANSWER : ScriptExit.of(exitCode);
        String text = exit == ScriptExit.NOT_WRITABLE ? "" : missing.isEmpty() ? message : String.join(", ", missing);
        return new ScriptReply.Failure<>(exit, exitCode, ScriptOutput.text(text));
    }
}
